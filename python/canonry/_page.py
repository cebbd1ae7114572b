"""What is known about a page, as objects. In: the records of ``annotate`` and ``clean --add``, as JSON. Out: classes.

Offsets count code points, as Python does: ``text[mention.start : mention.end] == mention.surface``. Those of a
:class:`Mention`, :class:`Line`, :class:`Candidate` or :class:`Edit` point into the original text; ``clean`` holds the
same place in the clean text, and ``None`` for what is not in it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

Span = tuple[int, int]


@dataclass(frozen=True)
class Mention:
    """A name that stands in a text."""

    start: int
    end: int
    line: int
    surface: str
    entity: str
    type: str
    write: str | None
    form: str
    how: str
    rewritten: bool
    kept: str | None
    boilerplate: bool
    dup: bool
    clean: Span | None = None


@dataclass(frozen=True)
class Candidate:
    """A stretch that may be a name; its words stay."""

    start: int
    end: int
    entities: tuple[str, ...]
    parent: str | None
    why: str


@dataclass(frozen=True)
class LanguageSpan:
    """Part of a line of two languages."""

    start: int
    end: int
    lang: str


@dataclass(frozen=True)
class Line:
    """A line that is not blank; ``kind`` says which residue it is, ``None`` that it is none."""

    start: int
    end: int
    lang: str
    confidence: float
    boilerplate: bool
    dup: bool
    kind: str | None
    spans: tuple[LanguageSpan, ...] = ()
    clean: Span | None = None


@dataclass(frozen=True)
class Edit:
    """``old`` was replaced by ``new``, by these rules."""

    start: int
    end: int
    old: str
    new: str
    rules: tuple[str, ...]
    clean: Span


@dataclass(frozen=True)
class Fact:
    """Something a removed line said about the page: a date, a tag, a source, a byline."""

    value: str
    origin: str
    line: int


@dataclass(frozen=True)
class Analysis:
    """Everything about a page. ``error`` says why it could not be cleaned: then ``text`` is the original."""

    original: str
    text: str
    lang: str = "und"
    lines: tuple[Line, ...] = ()
    mentions: tuple[Mention, ...] = ()
    candidates: tuple[Candidate, ...] = ()
    edits: tuple[Edit, ...] = ()
    meta: Mapping[str, tuple[Fact, ...]] = field(default_factory=dict)
    items: tuple[Span, ...] = ()
    fingerprint: str = ""
    error: str | None = None

    @property
    def changed(self) -> bool:
        """Whether the clean text differs from the original."""
        return self.text != self.original


def analysis(original: str, text: str, record: str, added: str) -> Analysis:
    """The analysis that two records describe."""
    page, moved = json.loads(record), json.loads(added)
    return Analysis(
        original=original,
        text=text,
        lang=page["lang"],
        lines=tuple(_line(line, _places(moved["lines"])) for line in page["lines"]),
        mentions=mentions(page["mentions"], moved["mentions"]),
        candidates=tuple(Candidate(**{**c, "entities": tuple(c["entities"])}) for c in page["candidates"]),
        edits=tuple(_edit(**edit) for edit in moved["edits"]),
        meta={kind: tuple(_fact(fact) for fact in facts) for kind, facts in page["meta"].items()},
        items=tuple((item["start"], item["end"]) for item in page.get("items", ())),
        fingerprint=page["fingerprint"],
    )


def mentions(original: Iterable[dict[str, Any]], clean: Iterable[dict[str, Any]]) -> tuple[Mention, ...]:
    """The names of a page with their places in both texts."""
    places = _places(clean)
    return tuple(Mention(**m, clean=places.get((m["start"], m["end"]))) for m in original)


def _places(moved: Iterable[dict[str, Any]]) -> dict[Span, Span]:
    return {tuple(record["orig"]): (record["start"], record["end"]) for record in moved}


def _line(line: dict[str, Any], places: dict[Span, Span]) -> Line:
    spans = tuple(LanguageSpan(**span) for span in line.pop("spans", ()))
    return Line(**line, spans=spans, clean=places.get((line["start"], line["end"])))


def _edit(start: int, end: int, orig: list[int], rules: list[str], old: str, new: str) -> Edit:
    return Edit(orig[0], orig[1], old, new, tuple(rules), (start, end))


def _fact(fact: dict[str, Any]) -> Fact:
    return Fact(value=fact["value"], origin=fact["from"], line=fact["line"])
