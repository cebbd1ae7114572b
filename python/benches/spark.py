"""What Spark costs. Run with an interpreter that has the package and PySpark: ``python benches/spark.py [ROWS]``.

Prints rows for each second of CPU time (of this process and all its children) and of wall time: a job that hands rows through
Python, the same job cleaning them, and one thread without Spark. Texts are the pages of ``examples/``.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
os.environ.setdefault("PYSPARK_PYTHON", sys.executable)

import canonry.spark
import pyarrow as pa
import pyarrow.parquet
from canonry import Cleaner
from pyspark.sql import SparkSession

PAGES = [path.read_text("utf-8") for path in sorted((Path(__file__).resolve().parents[2] / "examples" / "pages").glob("*.txt"))]


def spent() -> float:
    """Seconds of CPU time of this process and everything below it, those of the dead included."""
    ticks, below, parents = os.sysconf("SC_CLK_TCK"), {os.getpid()}, {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        parents[int(stat.parent.name)] = (int(fields[1]), sum(map(int, fields[11:15])))
    for _ in range(8):
        below |= {pid for pid, (parent, _) in parents.items() if parent in below}
    return sum(parents[pid][1] for pid in below if pid in parents) / ticks


def best(work: Callable[[], Any], times: int = 3) -> tuple[float, float]:
    """CPU and wall seconds of the best of some runs; the first one, which warms up, does not count."""
    work()
    found = []
    for _ in range(times):
        before, start = spent(), time.monotonic()
        work()
        found.append((spent() - before, time.monotonic() - start))
    return min(found)


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    rows = (PAGES * (count // len(PAGES) + 1))[:count]
    cleaner = Cleaner()
    builder = SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false")
    session = builder.config("spark.driver.memory", "2g").getOrCreate()
    with tempfile.TemporaryDirectory() as folder:
        pyarrow.parquet.write_table(pa.table({"text": rows}), f"{folder}/rows.parquet")
        frame = session.read.parquet(f"{folder}/rows.parquet")
        sink = lambda made: made.write.format("noop").mode("overwrite").save()  # noqa: E731
        column = pa.chunked_array([rows])
        runs = {
            "read": lambda: sink(frame),
            "through Python": lambda: sink(frame.mapInArrow(lambda batches: batches, frame.schema)),
            "canonry.spark.clean": lambda: sink(canonry.spark.clean(frame, cleaner=cleaner)),
            "no Spark": lambda: cleaner.clean_batch(column, threads=1),
        }
        size = sum(len(row.encode()) for row in rows) / count
        print(f"{count} rows of {size:.0f} bytes, one core")
        for name, work in runs.items():
            cpu, wall = best(work)
            print(f"  {name:20} {count / max(cpu, 0.01):10,.0f} rows per CPU second  {count / wall:10,.0f} per second")
    session.stop()


if __name__ == "__main__":
    main()
