"""One text at a time: clean, analyze, annotate, record."""

from __future__ import annotations

import json
import subprocess
import sys

import canonry
import pytest
from canonry import Cleaner

from conftest import PAGES


@pytest.mark.parametrize("page, clean", PAGES)
def test_clean(page: str, clean: str) -> None:
    assert canonry.clean(page) == clean
    assert canonry.clean(clean) == clean, "twice is once"


@pytest.mark.parametrize(
    "settings, text, clean",
    [
        ({"preset": "minimal"}, "Isis-K  caf&eacute;", "Isis-K  café"),
        ({"names": "surface"}, "Isis-K cells..", "Isis-K cells."),
        ({"names": {"org": "surface"}}, "Isis-K cells..", "Isis-K cells."),
        ({"stages": ["repair"]}, "Isis-K cells..", "Isis-K cells."),
        ({"stages": []}, "Isis-K cells..", "Isis-K cells.."),
        ({"strip": []}, "Share on Facebook\nIsis-K fled.\n", "Share on Facebook\nISKP fled.\n"),
        ({"keep": "share"}, "Share on Facebook\nIsis-K fled.\n", "Share on Facebook\nISKP fled.\n"),
        ({"mark": True}, "Share on Facebook\nIsis-K fled.\n", "[share] Share on Facebook\nISKP fled.\n"),
        ({"quotes": "keep"}, "He said “we fight Isis-K now”.", "He said “we fight Isis-K now”."),
        ({"protect": "Isis-K Radio"}, "On Isis-K Radio, Isis-K spoke.", "On Isis-K Radio, ISKP spoke."),
        ({"protect_patterns": [r"Isis-K R\w+"]}, "On Isis-K Radio, Isis-K spoke.", "On Isis-K Radio, ISKP spoke."),
        ({"protect_lines": "^Note"}, "Note: Isis-K.\nIsis-K fled.", "Note: Isis-K.\nISKP fled."),
        ({"lang": "it"}, "ISIS", "Stato Islamico"),
        ({"disable": "org/islamic-state-khorasan"}, "The ISKP cells..", "The ISKP cells."),
        ({"write": {"org/islamic-state": "ISIL"}}, "Islamic State men fled.", "ISIL men fled."),
        ({"write": {"org/islamic-state": {"it": "ISIL"}}}, "Islamic State men fled.", "Islamic State men fled."),
    ],
)
def test_settings(settings: dict, text: str, clean: str) -> None:
    assert Cleaner(**settings).clean(text) == clean


@pytest.mark.parametrize(
    "settings, words",
    [
        ({"preset": "nws"}, "did you mean `news`?"),
        ({"names": "canonicall"}, "did you mean `canonical`?"),
        ({"names": {"orgs": "short"}}, "did you mean `org`?"),
        ({"stages": "repare"}, "did you mean `repair`?"),
        ({"strip": "shar"}, "did you mean `share`?"),
        ({"lang": "fr"}, "there are: auto, en, it"),
        ({"protect_patterns": "("}, "unclosed group"),
        ({"disable": "org/nobody"}, "no dictionary has an entity `org/nobody`"),
        ({"write": {"org/nobody": "x"}}, "no dictionary has an entity `org/nobody`"),
        ({"write": {"org/islamic-state": {"xyz": "x"}}}, "xyz"),
    ],
)
def test_a_wrong_setting_is_a_value_error(settings: dict, words: str) -> None:
    with pytest.raises(ValueError) as error:
        Cleaner(**settings)
    assert words in str(error.value)
    assert not str(error.value).startswith("-"), "flags have no dashes in Python"


def test_offsets_count_code_points_of_both_texts(cleaner: Cleaner) -> None:
    text = "Share on Facebook\n😀 L’Isis-K è a Kabul, dell’ISIS no..\n"
    page = cleaner.analyze(text)
    assert page.original == text and page.changed
    assert [m.surface for m in page.mentions if m.rewritten] == ["Isis-K", "ISIS"]
    for mention in page.mentions:
        assert text[mention.start : mention.end] == mention.surface
        assert mention.clean is not None
        assert page.text[slice(*mention.clean)] == mention.write
    for edit in page.edits:
        assert text[edit.start : edit.end] == edit.old
        assert page.text[slice(*edit.clean)] == edit.new
    assert [line.kind for line in page.lines] == ["share", None]
    assert [line.clean is None for line in page.lines] == [True, False]


def test_a_text_that_needs_nothing_is_the_same_object(cleaner: Cleaner) -> None:
    text = "Nothing to mend here."
    assert cleaner.clean(text) is text
    assert cleaner.clean_batch([text])[0] is text
    assert not cleaner.analyze(text).changed


def test_annotate_changes_nothing(cleaner: Cleaner) -> None:
    (mention,) = cleaner.annotate("The Isis-K cell..")
    assert (mention.start, mention.end, mention.entity) == (4, 10, "org/islamic-state-khorasan")
    assert cleaner.annotate("The cat sat.") == ()


def test_record_is_that_of_the_command(cleaner: Cleaner) -> None:
    text = "Nel 2019 l'Isis-K 😀 colpì.\n"
    command = [sys.executable, "-m", "canonry", "annotate", "-", "--isolated", "--format", "jsonl"]
    line = json.dumps({"id": "p1", "text": text})
    out = subprocess.run(command, input=line, capture_output=True, text=True, encoding="utf-8", check=True)
    assert json.loads(out.stdout) == cleaner.record(text, "p1")


@pytest.mark.parametrize(
    "text, clean",
    [
        ("a\ud800b", "a\ufffdb"),
        ("\udc00Isis-K fled..", "\ufffdISKP fled."),
        ("\ud83d\ude00\ud83d", "\ufffd\ufffd\ufffd"),
        ("\ud7ff 두", "\ud7ff 두"),
    ],
)
def test_half_surrogates_become_one_replacement_each(cleaner: Cleaner, text: str, clean: str) -> None:
    assert cleaner.clean(text) == clean
    assert cleaner.clean_batch([text]) == [clean]


def test_offsets_hold_behind_a_half_surrogate(cleaner: Cleaner) -> None:
    text = "\ud800\ud800 Isis-K fled.."
    (mention,) = cleaner.annotate(text)
    assert text[mention.start : mention.end] == "Isis-K"


def test_residue_rules_and_meta(cleaner: Cleaner) -> None:
    page = cleaner.analyze("Tags: Kabul, Herat\nThe men of Isis-K fled to the hills on Monday.\n")
    assert [fact.value for fact in page.meta.get("tags", ())] == ["Kabul", "Herat"]
    assert all(fact.origin for facts in page.meta.values() for fact in facts)


@pytest.mark.parametrize("wrong", [None, 3, b"bytes", ["a"]])
def test_what_is_no_text_is_a_type_error(cleaner: Cleaner, wrong: object) -> None:
    for method in (cleaner.clean, cleaner.analyze, cleaner.annotate, cleaner.record):
        with pytest.raises(TypeError):
            method(wrong)
