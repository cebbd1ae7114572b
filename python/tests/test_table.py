"""Tables: clean texts with languages, names, edits and errors."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest
from canonry import ArrowMap, Cleaner

from conftest import PAGES

pa = pytest.importorskip("pyarrow", reason="pyarrow is not installed")

ROWS = [page for page, _ in PAGES] + [None]
CLEAN = [clean for _, clean in PAGES] + [None]


@pytest.mark.parametrize("kind", [pa.string(), pa.large_string(), pa.string_view()], ids=str)
def test_a_table_says_what_records_say(cleaner: Cleaner, kind: Any) -> None:
    column = pa.chunked_array([pa.array(ROWS, kind).slice(0, 2), pa.array(ROWS, kind).slice(2)])
    table = pa.table(cleaner.clean_table(column))
    table.validate(full=True)
    assert table.column_names == ["text", "lang", "mentions", "edits", "error"]
    assert table["text"].type == kind and table["text"].to_pylist() == CLEAN
    for row, text in zip(table.to_pylist(), ROWS):
        assert row["error"] is None
        if text is None:
            assert row["lang"] is None and row["mentions"] is None and row["edits"] is None
            continue
        record = cleaner.record(text)
        assert row["lang"] == record["lang"] and row["mentions"] == record["mentions"]
        edits = [(edit["orig"], edit["old"], edit["new"]) for edit in row["edits"]]
        assert edits == [([e.start, e.end], e.old, e.new) for e in cleaner.analyze(text).edits]


def test_only_what_is_asked_for(cleaner: Cleaner) -> None:
    column = pa.array(["a  b", None]).dictionary_encode()
    assert pa.table(cleaner.clean_table(column, ["error", "text"])).to_pydict() == {
        "error": [None, None],
        "text": ["a b", None],
    }
    assert pa.table(cleaner.clean_table(column, ["lang"])).column_names == ["lang"]
    assert pa.table(cleaner.clean_table(pa.array([], pa.string()))).num_rows == 0
    with pytest.raises(ValueError, match="unknown output `langs`; there are: text, lang, mentions, edits, error"):
        cleaner.clean_table(column, ["langs"])
    with pytest.raises(TypeError, match="found Int64"):
        cleaner.clean_table(pa.array([1]))


def test_a_row_that_fails_has_an_error_and_its_text() -> None:
    program = """
import pyarrow as pa
from canonry import Cleaner
rows = pa.array(["a  b", "Wolfsbane  x", None])
table = pa.table(Cleaner().clean_table(rows)).to_pydict()
assert table["text"] == ["a b", "Wolfsbane  x", None] and table["lang"][1] is None
assert table["error"][0] is None and "a poisoned page" in table["error"][1] and table["error"][2] is None
errors = []
Cleaner().clean_table(rows, ["text"], errors=errors)
assert [number for number, _ in errors] == [1]
"""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", program],
        capture_output=True,
        text=True,
        env={"CANONRY_POISON": "Wolfsbane"},
    )
    assert done.returncode == 0 and done.stderr == "", done.stderr


def test_a_function_from_table_to_table(cleaner: Cleaner) -> None:
    function = cleaner.arrow_map("text")
    table = pa.table({"id": range(len(ROWS)), "text": ROWS})
    clean = function(table)
    assert clean.schema == table.schema and clean["text"].to_pylist() == CLEAN
    batch = function(table.to_batches()[0])
    assert isinstance(batch, pa.RecordBatch) and batch["text"].to_pylist() == CLEAN
    more = cleaner.arrow_map("text", {"text": "clean", "lang": "lang"})(table)
    assert more.column_names == ["id", "text", "clean", "lang"] and more["text"].to_pylist() == ROWS
    assert function == ArrowMap(Cleaner(), "text") and hash(function) == hash(ArrowMap(Cleaner(), "text"))
    assert function != cleaner.arrow_map("body")
