"""Ray Data: the class that cleans batches, and a run of the real library (on the golden corpus; see `conftest.py`)."""

from __future__ import annotations

from typing import Any

import pytest
from canonry import Cleaner
from canonry.ray import Clean

from conftest import PAGES, POISON, ROWS

pa = pytest.importorskip("pyarrow", reason="pyarrow is not installed")

def test_a_batch(cleaner: Cleaner) -> None:
    outputs = {"text": "clean", "lang": "lang", "edits": None}
    table = Clean(outputs=outputs, cleaner=cleaner)(pa.table({"id": [1, 2], "text": [PAGES[0][0], None]}))
    assert table.column_names == ["id", "text", "clean", "lang"]
    assert table["clean"].to_pylist() == [PAGES[0][1], None]


def test_settings_and_a_cleaner_are_one_too_many(cleaner: Cleaner) -> None:
    assert Clean(preset="press")(pa.table({"text": ["a  b"]}))["canonry_error"].to_pylist() == [None]
    with pytest.raises(ValueError, match="found also: preset"):
        Clean(cleaner=cleaner, preset="press")


def test_actors_clean_and_a_bad_row_ends_nothing(by_ray: list[dict[str, Any]]) -> None:
    made = by_ray[len(ROWS) :]
    assert [(row["text"], row["clean"]) for row in made] == [(None, None), (f"{POISON}  x", f"{POISON}  x")]
    assert made[0]["why"] is None and "a poisoned page" in made[1]["why"]
    assert all(row["why"] is None for row in by_ray[: len(ROWS)])
