"""What several tests need. Everything here is written for these tests; nothing is read from elsewhere."""

from __future__ import annotations

from pathlib import Path

import canonry
import pytest

#: A page, and what is left of it; every host must give these bytes.
PAGES = [
    (
        "Isis-K hits Kabul\nShare on Facebook\nThe attack was claimed by the Islamic State-Khorasan (IS-K) group..\n",
        "ISKP hits Kabul\n"
        "The attack was claimed by the Islamic State – Khorasan Province (ISKP) group.\n",
    ),
    ("L&rsquo;attacco dell'Isis a Mosul.\n", "L’attacco dello Stato Islamico a Mosul.\n"),
    ("Nothing to mend here.", "Nothing to mend here."),
    ("", ""),
    ("caffè 😀 and ISIS-K..", "caffè 😀 and ISKP."),
]


@pytest.fixture(scope="session")
def cleaner() -> canonry.Cleaner:
    return canonry.Cleaner()


@pytest.fixture
def dictionary(tmp_path: Path) -> Path:
    path = tmp_path / "ours.csv"
    path.write_text("entity,form\norg/wadi,Harakat al-Wadi\n", encoding="utf-8")
    return path
