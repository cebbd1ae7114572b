"""Turns dirty English and Italian pages into clean, language-tagged text in which every name is one name.

>>> import canonry
>>> canonry.clean("The Isis-K cell..")
'The ISKP cell.'
"""

from __future__ import annotations

from typing import Any

if ".zip/" in __file__.replace("\\", "/"):
    raise ImportError(
        f"canonry holds native code, which Python cannot import from a zip ({__file__}). On Spark, --py-files cannot work: "
        "run `canonry spark-pack -o canonry-deps.zip` and submit with the flags it prints (--archives), or install the "
        "package on the workers."
    )

from ._canonry import VERSION as __version__
from ._canonry import Column
from ._cleaner import ArrowMap, Cleaner, of_preset
from ._errors import DictionaryError, DictionaryWarning, RowWarning, RunError
from ._page import Analysis, Candidate, Edit, Fact, LanguageSpan, Line, Mention
from ._run import Progress, Result, run

__all__ = [
    "Analysis",
    "ArrowMap",
    "Candidate",
    "Cleaner",
    "Column",
    "DictionaryError",
    "DictionaryWarning",
    "Edit",
    "Fact",
    "LanguageSpan",
    "Line",
    "Mention",
    "Progress",
    "Result",
    "RowWarning",
    "RunError",
    "__version__",
    "analyze",
    "annotate",
    "clean",
    "clean_batch",
    "run",
]


def clean(text: str, preset: str = "news") -> str:
    """The clean text; see :class:`Cleaner` for more settings."""
    return of_preset(preset).clean(text)


def analyze(text: str, preset: str = "news") -> Analysis:
    """Everything about a text; see :meth:`Cleaner.analyze`."""
    return of_preset(preset).analyze(text)


def annotate(text: str, preset: str = "news") -> tuple[Mention, ...]:
    """The names that stand in a text; see :meth:`Cleaner.annotate`."""
    return of_preset(preset).annotate(text)


def clean_batch(rows: Any, preset: str = "news", *, threads: int | None = None) -> Any:
    """Many texts at once; see :meth:`Cleaner.clean_batch`."""
    return of_preset(preset).clean_batch(rows, threads=threads)
