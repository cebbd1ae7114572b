"""Dictionaries from paths and bytes, and what is said about those that cannot be used."""

from __future__ import annotations

from pathlib import Path

import canonry
import pytest
from canonry import Cleaner, DictionaryError, DictionaryWarning

ENTRY = """
[[entity]]
id = "org/wadi"
label = "Wadi"
type = "org"
write = { en = "Wadi Movement" }
forms = [{ class = "long", text = ["Harakat al-Wadi"] }]
"""
TEXT = "Men of Harakat al Wadi met."


def entities(cleaner: Cleaner) -> list[str]:
    return [mention.entity for mention in cleaner.annotate(TEXT)]


def test_a_path_bytes_and_a_named_pair_are_the_same(dictionary: Path) -> None:
    content = dictionary.read_bytes()
    assert entities(Cleaner()) == []
    given = [str(dictionary), dictionary, [dictionary], content, [content], (dictionary.name, content)]
    cleaners = [Cleaner(dictionaries=one) for one in given]
    assert [entities(cleaner) for cleaner in cleaners] == [["org/wadi"]] * len(given)
    assert len({cleaner.fingerprint for cleaner in cleaners}) == 1
    assert cleaners[0].fingerprint != Cleaner().fingerprint


@pytest.mark.parametrize(
    "name, content, line, column, words",
    [
        ("ours.toml", b"[[entity]\n", 1, 10, "unclosed"),
        ("ours.toml", b"\n[[entity]]\nidd = 'org/x'\n", 3, 1, "idd"),
        ("ours.csv", b"entity,frm\n", 1, None, "form"),
        ("ours.canon", b"canonry", None, None, "ours.canon"),
        ("ours.toml", b"\xff", None, None, "not UTF-8"),
    ],
)
def test_a_wrong_dictionary_says_where(
    tmp_path: Path, name: str, content: bytes, line: int | None, column: int | None, words: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    for given, named in [(path, str(path)), ((name, content), name)]:
        with pytest.raises(DictionaryError) as error:
            Cleaner(dictionaries=[given])
        assert error.value.path == named
        assert error.value.line == line
        if column is not None:
            assert error.value.column == column
        assert words in str(error.value)
        assert isinstance(error.value, ValueError)


def test_a_missing_dictionary_is_named() -> None:
    with pytest.raises(DictionaryError, match="nowhere.toml"):
        Cleaner(dictionaries="nowhere.toml")
    with pytest.raises(DictionaryError, match="nowhere.toml"):
        Cleaner(residue="nowhere.toml")


def test_residue_rules_remove_lines(tmp_path: Path) -> None:
    rules = tmp_path / "residue.toml"
    rules.write_text("[[rule]]\nkind = 'nav'\nline = ['Drillings zur Plinthe']\nhit = ['Drillings zur Plinthe']\nmiss = ['Drillings zum Turm']\n")
    page = "Drillings zur Plinthe\nThe men fled.\n"
    assert Cleaner().clean(page) == page
    assert Cleaner(residue=rules).clean(page) == "The men fled.\n"


def test_forms_that_are_hidden_are_told() -> None:
    with pytest.warns(DictionaryWarning, match="ISIS-K"):
        cleaner = Cleaner(dictionaries=b"entity,form\norg/wadi,ISIS-K\n")
    assert [mention.entity for mention in cleaner.annotate("The ISIS-K men.")] == ["org/wadi"]


def test_written_names_of_an_entry() -> None:
    assert canonry.Cleaner(dictionaries=ENTRY.encode()).clean(TEXT) == "Men of Wadi Movement met."
