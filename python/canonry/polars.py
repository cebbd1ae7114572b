"""Polars: ``pl.col("text").canonry.clean()`` and the same on a series, once this is imported.

In: columns of strings. Out: columns. Not here: how rows are cleaned (see :class:`canonry.Cleaner`).

>>> import canonry.polars, polars as pl
>>> frame = pl.DataFrame({"text": ["The Isis-K cell.."]})
>>> frame.with_columns(pl.col("text").canonry.clean()).item()
'The ISKP cell.'
"""

from __future__ import annotations

from typing import Any

import polars as pl

from ._cleaner import Cleaner, of_preset

_WORD, _NUMBER, _TRUTH = pl.String(), pl.Int32(), pl.Boolean()

#: The columns that ``mentions`` makes: those of ``canonry annotate``.
MENTIONS = pl.List(
    pl.Struct(
        {
            "start": _NUMBER,
            "end": _NUMBER,
            "line": _NUMBER,
            "surface": _WORD,
            "entity": _WORD,
            "type": _WORD,
            "write": _WORD,
            "form": _WORD,
            "how": _WORD,
            "rewritten": _TRUTH,
            "kept": _WORD,
            "boilerplate": _TRUTH,
            "dup": _TRUTH,
        }
    )
)


def _cleaner(cleaner: Cleaner | None, settings: dict[str, Any]) -> Cleaner:
    if cleaner is not None:
        return cleaner
    return Cleaner(**settings) if settings else of_preset("news")


def _output(cleaner: Cleaner, rows: pl.Series, output: str) -> pl.Series:
    return pl.DataFrame(cleaner.clean_table(rows, [output, "error"])).to_series(0).alias(rows.name)


@pl.api.register_expr_namespace("canonry")
class Expression:
    """What canonry does with an expression of strings; settings are those of :class:`canonry.Cleaner`."""

    def __init__(self, expression: pl.Expr) -> None:
        self._expression = expression

    def clean(self, cleaner: Cleaner | None = None, **settings: Any) -> pl.Expr:
        """The clean texts."""
        own = _cleaner(cleaner, settings)
        return self._expression.map_batches(own.clean_batch, return_dtype=pl.self_dtype(), is_elementwise=True)

    def lang(self, cleaner: Cleaner | None = None, **settings: Any) -> pl.Expr:
        """The language of each text."""
        own = _cleaner(cleaner, settings)
        return self._expression.map_batches(
            lambda rows: _output(own, rows, "lang"), return_dtype=pl.String, is_elementwise=True
        )

    def mentions(self, cleaner: Cleaner | None = None, **settings: Any) -> pl.Expr:
        """The names in each text, a list of structs; offsets point into the original."""
        own = _cleaner(cleaner, settings)
        return self._expression.map_batches(
            lambda rows: _output(own, rows, "mentions"), return_dtype=MENTIONS, is_elementwise=True
        )


@pl.api.register_series_namespace("canonry")
class Series:
    """What canonry does with a series of strings; settings are those of :class:`canonry.Cleaner`."""

    def __init__(self, series: pl.Series) -> None:
        self._series = series

    def clean(self, cleaner: Cleaner | None = None, **settings: Any) -> pl.Series:
        """The clean texts."""
        return _cleaner(cleaner, settings).clean_batch(self._series)

    def lang(self, cleaner: Cleaner | None = None, **settings: Any) -> pl.Series:
        """The language of each text."""
        return _output(_cleaner(cleaner, settings), self._series, "lang")

    def mentions(self, cleaner: Cleaner | None = None, **settings: Any) -> pl.Series:
        """The names in each text, a list of structs; offsets point into the original."""
        return _output(_cleaner(cleaner, settings), self._series, "mentions")
