"""One corpus, the same bytes through every host: the Rust library, the command with one thread and two, a list, Arrow, Polars,
datasets, Ray, a local session of Spark, and a cluster of Spark whose workers die.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from canonry import Cleaner

from conftest import CORPUS, FULL, NO_JAVA, ROOT, ROWS

def by_command(*flags: str) -> list[str]:
    lines = "".join(json.dumps({"text": row}) + "\n" for row in ROWS)
    command = [sys.executable, "-m", "canonry", "clean", "-", "--isolated", "--format", "jsonl", *flags]
    done = subprocess.run(command, input=lines.encode(), capture_output=True, check=True)
    return [json.loads(line)["text"] for line in done.stdout.splitlines()]


@pytest.fixture(scope="module")
def golden() -> list[str]:
    assert len(CORPUS) > 10, "the examples of the repository"
    assert len(ROWS) > 100
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


def test_the_library_alone_gives_the_same_bytes(golden: list[str], tmp_path: Path) -> None:
    """Rust, without this package and without the command; see `tests/golden.rs`."""
    if shutil.which("cargo") is None:
        pytest.skip("there is no Rust")
    pages = tmp_path / "golden.jsonl"
    rows = [{"text": text, "clean": clean} for text, clean in zip(CORPUS, golden)]
    pages.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    command = "cargo test --quiet --test golden -- --ignored --exact the_library_gives_these_bytes".split()
    environment = {**os.environ, "CANONRY_GOLDEN": str(pages)}
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env=environment)
    assert done.returncode == 0 and "1 passed" in done.stdout, done.stdout + done.stderr


def test_ray_gives_the_same_bytes(golden: list[str], by_ray: list[dict[str, Any]]) -> None:
    assert [row["clean"] for row in by_ray[: len(ROWS)]] == golden


def test_a_local_spark_gives_the_same_bytes(golden: list[str], session: Any, poisonable: Cleaner) -> None:
    from canonry import spark

    frame = session.createDataFrame(list(enumerate(ROWS)), "id long, text string").repartition(3)
    clean = spark.clean(frame, cleaner=poisonable).orderBy("id").collect()
    assert [row.text for row in clean] == golden


@FULL
@NO_JAVA
def test_a_dying_cluster_gives_the_same_bytes(golden: list[str], by_dying_cluster: dict[str, Any]) -> None:
    assert [text for _, text, _ in by_dying_cluster["rows"][: len(ROWS)]] == golden
