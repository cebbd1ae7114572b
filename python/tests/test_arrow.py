"""Columns of pyarrow and Polars: every type of string, and what comes back."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import canonry
import pytest
from canonry import Cleaner

from conftest import PAGES

pa = pytest.importorskip("pyarrow", reason="pyarrow is not installed")
pl = pytest.importorskip("polars", reason="polars is not installed")

ROWS = [PAGES[0][0], None, *(page for page, _ in PAGES[1:]), "a  b"]
CLEAN = [PAGES[0][1], None, *(clean for _, clean in PAGES[1:]), "a b"]

STRINGS = [pa.string(), pa.large_string(), pa.string_view()]
DICTIONARIES = [pa.dictionary(pa.int8(), pa.string()), pa.dictionary(pa.uint32(), pa.large_string())]


def array(kind: Any, rows: list[str | None]) -> Any:
    if pa.types.is_dictionary(kind):
        return pa.array(rows, kind.value_type).dictionary_encode().cast(kind)
    return pa.array(rows, kind)


@pytest.mark.parametrize("threads", [1, 2])
@pytest.mark.parametrize("kind", STRINGS + DICTIONARIES, ids=str)
def test_every_type_of_string_is_kept(cleaner: Cleaner, kind: Any, threads: int) -> None:
    clean = cleaner.clean_batch(array(kind, ROWS * 50), threads=threads)
    assert isinstance(clean, pa.Array)
    clean.validate(full=True)
    assert clean.type == kind
    assert clean.to_pylist() == CLEAN * 50


@pytest.mark.parametrize("kind", STRINGS + DICTIONARIES, ids=str)
def test_slices_and_chunks(cleaner: Cleaner, kind: Any) -> None:
    whole = array(kind, ["unused  row", *ROWS, "another  one"])
    part = whole.slice(1, len(ROWS))
    assert cleaner.clean_batch(part).to_pylist() == CLEAN
    chunked = pa.chunked_array([part, part.slice(2), part.slice(0, 0)])
    clean = cleaner.clean_batch(chunked)
    assert isinstance(clean, pa.ChunkedArray)
    clean.validate(full=True)
    assert clean.type == kind and clean.num_chunks == 3
    assert clean.to_pylist() == CLEAN + CLEAN[2:]


@pytest.mark.parametrize("kind", STRINGS, ids=str)
def test_empty_and_null_and_nothing_to_do(cleaner: Cleaner, kind: Any) -> None:
    for rows in ([], [None, None], ["fine", None, "as it is"]):
        column = pa.array(rows, kind)
        clean = cleaner.clean_batch(column)
        assert clean.type == kind and clean.equals(column)
    assert cleaner.clean_batch(pa.chunked_array([], kind)).equals(pa.chunked_array([], kind))


def test_a_column_of_nothing_but_null(cleaner: Cleaner) -> None:
    assert cleaner.clean_batch(pa.nulls(3)).equals(pa.nulls(3))


def test_what_needs_no_change_is_not_copied(cleaner: Cleaner) -> None:
    column = pa.array(["fine", None, "as it is"] * 100)
    clean = cleaner.clean_batch(column)
    assert [b and b.address for b in clean.buffers()] == [b and b.address for b in column.buffers()]


def test_each_value_of_a_dictionary_is_cleaned_once(cleaner: Cleaner) -> None:
    clean = cleaner.clean_batch(array(DICTIONARIES[0], ["a  b", "a  b", None]))
    assert clean.dictionary.to_pylist() == ["a b"] and clean.indices.to_pylist() == [0, 0, None]


@pytest.mark.parametrize(
    "column, found",
    [
        (pa.array([1, 2]), "Int64"),
        (pa.array([b"x"]), "Binary"),
        (pa.array([["x"]]), "List"),
        (pa.array([1]).dictionary_encode(), "Int64"),
        (pa.table({"text": ["x"]}), "Struct"),
    ],
)
def test_other_columns_are_a_type_error(cleaner: Cleaner, column: Any, found: str) -> None:
    with pytest.raises(TypeError, match=f"expected a column of strings, found .*{found}"):
        cleaner.clean_batch(column)


def test_any_object_that_speaks_arrow(cleaner: Cleaner) -> None:
    class One:
        def __arrow_c_array__(self, requested_schema: object = None) -> Any:
            return pa.array(ROWS).__arrow_c_array__(requested_schema)

    class Stream:
        def __arrow_c_stream__(self, requested_schema: object = None) -> Any:
            return pa.chunked_array([ROWS, ROWS]).__arrow_c_stream__(requested_schema)

    one, stream = cleaner.clean_batch(One()), cleaner.clean_batch(Stream())
    assert isinstance(one, canonry.Column) and isinstance(stream, canonry.Column)
    assert (len(one), one.chunks) == (len(ROWS), 1) and (len(stream), stream.chunks) == (2 * len(ROWS), 2)
    assert pa.array(one).to_pylist() == CLEAN == pl.Series(one).to_list()
    assert pa.chunked_array(stream).to_pylist() == CLEAN * 2 == pl.Series(stream).to_list()
    assert pa.array(one, pa.large_string()).type == pa.large_string()
    assert pa.array(stream).to_pylist() == CLEAN * 2, "whoever wants one array gets one"
    assert cleaner.clean_batch(one).__len__() == len(ROWS), "twice is once"


def test_polars(cleaner: Cleaner) -> None:
    series = pl.Series("page", ROWS)
    clean = cleaner.clean_batch(series)
    assert isinstance(clean, pl.Series) and clean.name == "page" and clean.dtype == pl.String
    assert clean.to_list() == CLEAN
    assert cleaner.clean_batch(series[1:3]).to_list() == CLEAN[1:3]
    categories = cleaner.clean_batch(series.cast(pl.Categorical))
    assert categories.dtype == pl.Categorical and categories.to_list() == CLEAN


def test_types_of_extensions_and_their_notes_stay(cleaner: Cleaner) -> None:
    field = pa.field("page", pa.string(), metadata={"from": "here"})
    reader = pa.table([pa.array(["a  b"])], pa.schema([field]))["page"]
    assert cleaner.clean_batch(reader).to_pylist() == ["a b"]


def test_a_panic_is_the_error_of_its_row() -> None:
    program = """
import pyarrow as pa
from canonry import Cleaner
cleaner = Cleaner()
rows = ["a  b", "Wolfsbane  x", None]
for kind in (pa.string(), pa.large_string(), pa.string_view(), pa.dictionary(pa.int8(), pa.string())):
    column = pa.array(rows, pa.string())
    column = column.dictionary_encode().cast(kind) if pa.types.is_dictionary(kind) else column.cast(kind)
    errors = []
    clean = cleaner.clean_batch(pa.chunked_array([column, column]), errors=errors)
    assert clean.to_pylist() == ["a b", "Wolfsbane  x", None] * 2 and clean.type == kind
    assert [number for number, _ in errors] == [1, 4], errors
    assert all("a poisoned page" in why for _, why in errors)
"""
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, env={"CANONRY_POISON": "Wolfsbane"}
    )
    assert done.returncode == 0 and done.stderr == "", done.stderr
