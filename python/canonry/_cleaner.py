"""The cleaner. In: settings, dictionaries, texts one by one or many. Out: clean texts, analyses, its own state.

Not here: anything about text (the Rust library knows it), adapters for other libraries (``canonry.polars`` and others).
"""

from __future__ import annotations

import json
import os
import sys
import warnings
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache
from typing import Any, TypeVar, Union, cast, overload

from . import _canonry, _page
from ._errors import DictionaryWarning, RowWarning
from ._page import Analysis, Mention

#: A dictionary: a path, its bytes, or a name (for errors; its ending tells the form) and bytes.
Dictionary = Union[str, "os.PathLike[str]", bytes, tuple[str, bytes]]
Words = Union[str, Sequence[str]]
Row = TypeVar("Row")

#: What :meth:`Cleaner.clean_table` can say about a row.
OUTPUTS = ("text", "lang", "mentions", "edits", "error")


class Cleaner:
    """Cleans texts. Immutable, made once and used by any number of threads.

    The settings are those of the command line: ``preset`` (news, press, ml, screening, minimal), ``stages``, ``names``
    (``"short"``, or by type: ``{"org": "short"}``), ``quotes``, ``strip``, ``keep``, ``dups``, ``mark``, ``lang``,
    ``protect``, ``protect_patterns``, ``protect_lines``. ``dictionaries`` are laid over the shipped one, the last on top:
    TOML, CSV or compiled, as paths or bytes. ``residue`` are files of residue rules, ``disable`` ids of entities to leave
    out, ``write`` names of your own: ``{"org/islamic-state": "ISIL", "org/taliban-afghanistan": {"it": "i talebani"}}``.

    A cleaner pickles to the same bytes in every process; its hash and its equality are its :attr:`fingerprint`: equal
    fingerprints give equal texts. Settings that make no sense raise :class:`ValueError`, a dictionary that cannot be used
    :class:`DictionaryError`.

    >>> Cleaner(preset="news").clean("The Isis-K cell..")
    'The ISKP cell.'
    """

    __slots__ = ("_cleaner",)
    _cleaner: _canonry.Cleaner

    def __init__(
        self,
        preset: str = "news",
        *,
        stages: Words | None = None,
        names: Words | Mapping[str, str] | None = None,
        quotes: str | None = None,
        strip: Words | None = None,
        keep: Words | None = None,
        dups: str | None = None,
        mark: bool = False,
        lang: str | None = None,
        protect: Words = (),
        protect_patterns: Words = (),
        protect_lines: Words = (),
        dictionaries: Dictionary | Sequence[Dictionary] = (),
        residue: str | os.PathLike[str] | Sequence[str | os.PathLike[str]] = (),
        disable: Words = (),
        write: Mapping[str, str | Mapping[str, str]] | None = None,
    ) -> None:
        if isinstance(names, Mapping):
            names = [f"{kind}={how}" for kind, how in names.items()]
        given = {
            "preset": preset,
            "stages": _none(stages),
            "names": names,
            "quotes": quotes,
            "strip": _none(strip),
            "keep": keep,
            "dups": dups,
            "mark": "true" if mark else None,
            "lang": lang,
            "protect": protect,
            "protect-pattern": protect_patterns,
            "protect-line": protect_lines,
        }
        settings = {key: words for key, value in given.items() if (words := _words(value))}
        files = [_dictionary(number, one) for number, one in enumerate(_each(dictionaries), 1)]
        files += [("residue", os.fspath(path), None) for path in _each(residue)]
        written = [
            (id, lang, text)
            for id, texts in (write or {}).items()
            for lang, text in ({"": texts} if isinstance(texts, str) else texts).items()
        ]
        self._cleaner = _canonry.Cleaner(settings, files, _words(disable), written)
        for warning in self._cleaner.warnings:
            warnings.warn(warning, DictionaryWarning, stacklevel=2)

    def clean(self, text: str) -> str:
        """The clean text.

        >>> Cleaner().clean("L&rsquo;attacco")
        'L’attacco'
        """
        clean, error = self._cleaner.clean(text)
        if error is not None:
            warnings.warn(f"the text was left as it is: {error}", RowWarning, stacklevel=2)
        return clean

    def analyze(self, text: str) -> Analysis:
        """Everything about a text: clean text, languages, names, edits, with the places of both texts.

        >>> page = Cleaner().analyze("The Isis-K cell..")
        >>> page.mentions[0].surface, page.text[slice(*page.mentions[0].clean)]
        ('Isis-K', 'ISKP')
        """
        page, error = self._cleaner.analyze(text, "")
        if page is None:
            return Analysis(original=text, text=text, fingerprint=self.fingerprint, error=error)
        return _page.analysis(text, *page)

    def annotate(self, text: str) -> tuple[Mention, ...]:
        """The names that stand in a text; nothing is changed.

        >>> [(name.surface, name.entity) for name in Cleaner().annotate("The Isis-K cell..")]
        [('Isis-K', 'org/islamic-state-khorasan')]
        """
        page = self.analyze(text)
        if page.error is not None:
            warnings.warn(f"the text was left as it is: {page.error}", RowWarning, stacklevel=2)
        return page.mentions

    def record(self, text: str, id: str = "1") -> dict[str, Any]:
        """What ``canonry annotate`` says about a text, key by key."""
        page, error = self._cleaner.analyze(text, id)
        if page is None:
            return {"id": id, "error": error, "fingerprint": self.fingerprint}
        return cast("dict[str, Any]", json.loads(page[1]))

    @overload
    def clean_batch(
        self, rows: list[Row], *, threads: int | None = None, errors: list[tuple[int, str]] | None = None
    ) -> list[Row]: ...
    @overload
    def clean_batch(
        self, rows: Row, *, threads: int | None = None, errors: list[tuple[int, str]] | None = None
    ) -> Row: ...
    def clean_batch(
        self, rows: Any, *, threads: int | None = None, errors: list[tuple[int, str]] | None = None
    ) -> Any:
        """Clean many texts at once; other threads of Python run meanwhile.

        ``rows`` is a list, or anything that speaks Arrow (an array of pyarrow, a column of Polars, …) and holds strings,
        plain, large, views or dictionaries; the same kind comes back, rows that are missing stay missing. A row that cannot
        be cleaned stays as it came: ``errors`` collects its number and the reason, without it there is a
        :class:`RowWarning`. ``threads``: one for each core; one alone inside a worker of ``multiprocessing``.

        >>> Cleaner().clean_batch(["The Isis-K cell..", None])
        ['The ISKP cell.', None]
        """
        threads = _threads(threads)
        if hasattr(rows, "__arrow_c_array__") or hasattr(rows, "__arrow_c_stream__"):
            texts, failed = self._cleaner.clean_arrow(rows, threads)
            clean = _same_kind(rows, texts)
        elif isinstance(rows, (str, bytes)) or not isinstance(rows, Iterable):
            found = type(rows).__name__
            raise TypeError(f"clean_batch takes a list of str or a column that speaks Arrow, found {found}")
        else:
            clean, failed = self._cleaner.clean_list(rows if isinstance(rows, list) else list(rows), threads)
        _tell(failed, len(clean), errors)
        return clean

    def clean_table(
        self,
        rows: Any,
        outputs: Sequence[str] = OUTPUTS,
        *,
        threads: int | None = None,
        errors: list[tuple[int, str]] | None = None,
    ) -> _canonry.Column:
        """Clean a column that speaks Arrow and say more about each row: a table, for any library that speaks Arrow.

        ``outputs`` are its columns: ``text``, of the type of the rows; ``lang``; ``mentions`` and ``edits``, lists of structs
        with the keys of ``canonry annotate`` and ``canonry clean --add edits``; ``error``, why a row stays as it came.
        """
        wanted = list(outputs)
        table, failed = self._cleaner.clean_table(rows, wanted, _threads(threads))
        # A column of errors tells.
        _tell(failed, len(table), [] if errors is None and "error" in wanted else errors)
        return table

    def arrow_map(
        self, column: str = "text", outputs: Mapping[str, str] | None = None, *, threads: int | None = None
    ) -> ArrowMap:
        """A function from table to table (pyarrow), for ``datasets`` and others that map batches; see :class:`ArrowMap`."""
        return ArrowMap(self, column, outputs, threads)

    @property
    def fingerprint(self) -> str:
        """Digest of settings, program and data: equal fingerprints give equal texts, here and on any other host."""
        return self._cleaner.fingerprint

    def to_bytes(self) -> bytes:
        """Everything it is made of, dictionaries compiled: the same bytes for the same cleaner, in every process."""
        return self._cleaner.state()

    @classmethod
    def from_bytes(cls, state: bytes) -> Cleaner:
        """The cleaner that :meth:`to_bytes` wrote down; refused where this canonry would clean otherwise."""
        cleaner = cls.__new__(cls)
        cleaner._cleaner = _canonry.Cleaner.from_state(state)
        return cleaner

    def __reduce__(self) -> tuple[Any, tuple[bytes]]:
        return _restored, (self.to_bytes(),)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Cleaner) and self.fingerprint == other.fingerprint

    def __hash__(self) -> int:
        return int(self.fingerprint[:15], 16)

    def __repr__(self) -> str:
        return f"<canonry.Cleaner {self.fingerprint}>"


class ArrowMap:
    """Cleans one column of a table of pyarrow; every other column stays.

    ``outputs`` says which columns are made and how they are called: ``{"text": "text"}`` unless told otherwise, any of the
    outputs of :meth:`Cleaner.clean_table`. It pickles to the same bytes in every process, so that caches know it again.
    """

    def __init__(
        self, cleaner: Cleaner, column: str, outputs: Mapping[str, str] | None = None, threads: int | None = None
    ) -> None:
        self.cleaner = cleaner
        self.column = column
        self.outputs = dict(outputs or {"text": column})
        self.threads = threads

    def __call__(self, table: Any) -> Any:
        """The table with the columns asked for."""
        import pyarrow

        rows = table[self.column]
        made = pyarrow.table(self.cleaner.clean_table(rows, list(self.outputs), threads=self.threads))
        for output, name in self.outputs.items():
            values = made[output]
            if isinstance(table, pyarrow.RecordBatch):
                values = values.combine_chunks()
            at = table.schema.get_field_index(name)
            table = table.append_column(name, values) if at < 0 else table.set_column(at, name, values)
        return table

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ArrowMap) and self.__dict__ == other.__dict__

    def __hash__(self) -> int:
        return hash((self.cleaner, self.column, tuple(self.outputs.items())))


@lru_cache(maxsize=16)
def _restored(state: bytes) -> Cleaner:
    """Built once a process, however many tasks bring it along."""
    return Cleaner.from_bytes(state)


@cache
def of_preset(preset: str) -> Cleaner:
    """The cleaner of a preset, built at its first use."""
    return Cleaner(preset)


def _tell(failed: list[tuple[int, str]], count: int, errors: list[tuple[int, str]] | None) -> None:
    """Rows that stay as they came are collected or told; ``stacklevel`` is that of the caller of the cleaner."""
    if errors is not None:
        errors.extend(failed)
    elif failed:
        number, why = failed[0]
        words = f"{len(failed)} of {count} rows were left as they are; row {number}: {why}"
        warnings.warn(words, RowWarning, stacklevel=3)


def _words(value: Any) -> list[str]:
    if value is None:
        return []
    return [value] if isinstance(value, str) else [str(word) for word in value]


def _none(value: Words | None) -> Words | None:
    """An empty list is an answer, too."""
    return value if value is None or len(value) > 0 else "none"


def _each(value: Any) -> Iterable[Any]:
    """One thing is a list of one; a pair of name and bytes is one thing."""
    pair = isinstance(value, tuple) and len(value) == 2 and isinstance(value[1], bytes)
    return [value] if pair or isinstance(value, (str, bytes, os.PathLike)) else value


def _dictionary(number: int, given: Dictionary) -> tuple[str, str, bytes | None]:
    if isinstance(given, tuple):
        return "dictionary", given[0], given[1]
    if isinstance(given, bytes):
        return "dictionary", f"dictionary {number}", given
    return "dictionary", os.fspath(given), None


def _threads(asked: int | None) -> int:
    """Threads as Rust counts them: 0 for one each core."""
    if asked is not None:
        return max(asked, 1)
    # Whoever made these processes has made one for each core.
    for module in ("multiprocessing", "multiprocess"):
        process = sys.modules.get(f"{module}.process")
        if process is not None and process.parent_process() is not None:
            return 1
    return 0


def _same_kind(rows: Any, texts: _canonry.Column) -> Any:
    """The clean texts as whatever the rows were; only libraries that are loaded already are asked."""
    pyarrow, polars = sys.modules.get("pyarrow"), sys.modules.get("polars")
    if pyarrow is not None and isinstance(rows, pyarrow.Array):
        return pyarrow.array(texts)
    if pyarrow is not None and isinstance(rows, pyarrow.ChunkedArray):
        return pyarrow.chunked_array(texts)
    if polars is not None and isinstance(rows, polars.Series):
        return polars.Series(rows.name, texts)
    return texts
