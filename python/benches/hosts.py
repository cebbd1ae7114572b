"""What the way into canonry costs. Run with an interpreter that has the package: ``python benches/hosts.py [ROWS]``.

Prints rows for each second of CPU time through every host with the settings `news`, then the cost of the way alone (a
cleaner that runs no stage is asked through each, less what the library needs for it), and how long another thread of Python
waits while a batch runs. Texts are the pages of ``examples/`` cut into short and long rows.
"""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import canonry.polars
import datasets
import polars as pl
import pyarrow as pa
from canonry import Cleaner

PAGES = [path.read_text("utf-8") for path in sorted((Path(__file__).resolve().parents[2] / "examples" / "pages").glob("*.txt"))]


def cpu(work: Callable[[], Any], times: int = 3) -> float:
    """Seconds of CPU time of the best of some runs."""
    best = float("inf")
    for _ in range(times):
        before = time.process_time()
        work()
        best = min(best, time.process_time() - before)
    return best


def hosts(cleaner: Cleaner, rows: list[str]) -> dict[str, Callable[[], Any]]:
    column, series = pa.chunked_array([rows]), pl.Series("text", rows)
    dataset = datasets.Dataset.from_dict({"text": rows}).with_format("arrow")
    expression = pl.col("text").canonry.clean(cleaner)
    return {
        "one by one": lambda: [cleaner.clean(row) for row in rows],
        "list": lambda: cleaner.clean_batch(rows, threads=1),
        "Arrow": lambda: cleaner.clean_batch(column, threads=1),
        "Polars": lambda: series.to_frame().lazy().select(expression).collect(),
        "datasets": lambda: dataset.map(cleaner.arrow_map("text"), batched=True, keep_in_memory=True, load_from_cache_file=False),
    }


def stall(work: Callable[[], Any]) -> tuple[float, float]:
    """The longest time another thread waited, and the time of the batch, in milliseconds."""
    longest, done = 0.0, threading.Event()

    def tick() -> None:
        nonlocal longest
        last = time.monotonic()
        while not done.is_set():
            time.sleep(0.0005)
            now = time.monotonic()
            longest, last = max(longest, now - last), now

    thread = threading.Thread(target=tick)
    thread.start()
    before = time.monotonic()
    work()
    took = time.monotonic() - before
    done.set()
    thread.join()
    return longest * 1e3, took * 1e3


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    datasets.disable_progress_bars()
    lines = [line for page in PAGES for line in page.splitlines() if len(line) > 40]
    texts = {"short": (lines * count)[:count], "long": (PAGES * count)[: count // 20]}
    news, nothing = Cleaner(), Cleaner("minimal", stages=[])
    for name, rows in texts.items():
        size = sum(len(row.encode()) for row in rows) / len(rows)
        print(f"{name}: {len(rows)} rows of {size:.0f} bytes")
        for host, work in hosts(news, rows).items():
            seconds = cpu(work)
            print(f"  {host:12} {len(rows) / seconds:10,.0f} rows per CPU second  {size * len(rows) / seconds / 1e6:6.1f} MB/s")
    same = pa.chunked_array([["x"] * count])
    empty = pa.nulls(count, pa.string())
    through, null = cpu(lambda: nothing.clean_batch(same, threads=1), 5), cpu(lambda: nothing.clean_batch(empty, threads=1), 5)
    print(f"Arrow, no stage, rows of 1 byte: {through / count * 1e9:.0f} ns a row, of which the way {null / count * 1e9:.0f} ns")
    rows = texts["short"] * 5
    for kind, batch in {"Arrow": pa.chunked_array([rows]), "list": rows}.items():
        longest, took = stall(lambda: news.clean_batch(batch, threads=1))
        print(f"{kind}: a batch of {took:.0f} ms; another thread waited {longest:.1f} ms at most")


if __name__ == "__main__":
    main()
