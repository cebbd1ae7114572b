"""One corpus, the same bytes through every host: the command with one thread and two, a list, Arrow, Polars, datasets.

That the Rust library and the command agree on it is tested in `tests/golden.rs`.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from canonry import Cleaner

from conftest import PAGES

EXAMPLES = Path(__file__).parent.parent.parent / "examples" / "pages"
CORPUS = [path.read_bytes().decode() for path in sorted(EXAMPLES.glob("*.txt"))] + [page for page, _ in PAGES]
ROWS = CORPUS * 20


def by_command(*flags: str) -> list[str]:
    lines = "".join(json.dumps({"text": row}) + "\n" for row in ROWS)
    command = [sys.executable, "-m", "canonry", "clean", "-", "--isolated", "--format", "jsonl", *flags]
    done = subprocess.run(command, input=lines.encode(), capture_output=True, check=True)
    return [json.loads(line)["text"] for line in done.stdout.splitlines()]


@pytest.fixture(scope="module")
def golden() -> list[str]:
    assert len(CORPUS) > 10, "the examples of the repository"
    clean = by_command("-j1")
    assert sum(row != text for row, text in zip(ROWS, clean)) > len(ROWS) / 2, "most pages change"
    return clean


def by_arrow(cleaner: Cleaner, kind: str) -> list[str]:
    pa = pytest.importorskip("pyarrow")
    column = pa.chunked_array([ROWS[:7], ROWS[7:]], getattr(pa, kind)())
    return cleaner.clean_batch(column).to_pylist()


def by_polars(cleaner: Cleaner, engine: str) -> list[str]:
    pl = pytest.importorskip("polars")
    import canonry.polars  # noqa: F401

    frame = pl.LazyFrame({"text": ROWS}).select(pl.col("text").canonry.clean(cleaner))
    return frame.collect(engine=engine)["text"].to_list()


def by_datasets(cleaner: Cleaner) -> list[str]:
    datasets = pytest.importorskip("datasets")
    rows = datasets.Dataset.from_dict({"text": ROWS}).with_format("arrow")
    return rows.map(cleaner.arrow_map("text"), batched=True, batch_size=16).with_format(None)["text"][:]


HOSTS: dict[str, Callable[[Cleaner], Any]] = {
    "command -j2": lambda _: by_command("-j2"),
    "one by one": lambda cleaner: [cleaner.clean(row) for row in ROWS],
    "list": lambda cleaner: cleaner.clean_batch(ROWS, threads=1),
    "list, two threads": lambda cleaner: cleaner.clean_batch(ROWS, threads=2),
    "string": lambda cleaner: by_arrow(cleaner, "string"),
    "large_string": lambda cleaner: by_arrow(cleaner, "large_string"),
    "string_view": lambda cleaner: by_arrow(cleaner, "string_view"),
    "Polars": lambda cleaner: by_polars(cleaner, "in-memory"),
    "Polars, streaming": lambda cleaner: by_polars(cleaner, "streaming"),
    "datasets": by_datasets,
}


@pytest.mark.parametrize("host", HOSTS)
def test_every_host_gives_the_same_bytes(cleaner: Cleaner, golden: list[str], host: str) -> None:
    assert HOSTS[host](cleaner) == golden
