"""Pickling: the same bytes, the same cleaner, in every process."""

from __future__ import annotations

import pickle
import subprocess
import sys
from pathlib import Path

import pytest
from canonry import Cleaner

SETTINGS: list[dict] = [
    {},
    {"preset": "press", "names": {"place": "canonical", "org": "short"}, "strip": [], "mark": True},
    {"dictionaries": b"entity,form\norg/wadi,Harakat al-Wadi\n", "disable": "org/taliban-afghanistan", "lang": "it"},
    {"write": {"org/islamic-state": {"en": "ISIL", "it": "Isis"}}, "protect": "Isis-K Radio"},
]


@pytest.mark.parametrize("settings", SETTINGS)
@pytest.mark.parametrize("protocol", [2, pickle.HIGHEST_PROTOCOL])
def test_a_pickle_is_the_same_cleaner(settings: dict, protocol: int) -> None:
    cleaner = Cleaner(**settings)
    again = pickle.loads(pickle.dumps(cleaner, protocol))
    assert again == cleaner and hash(again) == hash(cleaner)
    assert again.fingerprint == cleaner.fingerprint
    assert again.to_bytes() == cleaner.to_bytes() == Cleaner(**settings).to_bytes()
    text = "Harakat al-Wadi and Islamic State on Isis-K Radio, a Kabul.."
    assert again.clean(text) == cleaner.clean(text)
    assert again.annotate(text) == cleaner.annotate(text)


def test_bytes_do_not_depend_on_the_process() -> None:
    program = (
        "import pickle, sys; from canonry import Cleaner; "
        "sys.stdout.buffer.write(pickle.dumps(Cleaner(names={'org': 'short', 'place': 'surface'}), 4))"
    )
    runs = {
        subprocess.run(
            [sys.executable, "-c", program], capture_output=True, check=True, env={"PYTHONHASHSEED": seed}
        ).stdout
        for seed in ("1", "2")
    }
    assert runs == {pickle.dumps(Cleaner(names={"org": "short", "place": "surface"}), 4)}


def test_different_cleaners_differ() -> None:
    cleaners = [Cleaner(**settings) for settings in SETTINGS]
    assert len({cleaner.fingerprint for cleaner in cleaners}) == len(cleaners)
    assert len(set(cleaners)) == len(cleaners)
    assert Cleaner() in {Cleaner()} and Cleaner() != "news"


def test_dictionaries_travel_along(dictionary: Path) -> None:
    state = Cleaner(dictionaries=dictionary).to_bytes()
    dictionary.unlink()
    (mention,) = Cleaner.from_bytes(state).annotate("Men of Harakat al-Wadi met.")
    assert mention.entity == "org/wadi"


@pytest.mark.parametrize("wrong", [b"", b"canonry cleaner 1\n", b"x" * 100])
def test_other_bytes_are_refused(wrong: bytes) -> None:
    with pytest.raises(ValueError, match="no cleaner"):
        Cleaner.from_bytes(wrong)


def test_another_version_is_refused() -> None:
    state = Cleaner().to_bytes()
    fingerprint = Cleaner().fingerprint.encode()
    assert state.count(fingerprint) == 1
    with pytest.raises(ValueError, match="made by another canonry"):
        Cleaner.from_bytes(state.replace(fingerprint, b"0" * len(fingerprint)))
