"""A cluster of Spark on this machine: what its workers import, and jobs whose workers die."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from conftest import FULL, NO_JAVA, PAGES, POISON, ROWS, SPARK_ENVIRONMENT, Cluster, on_cluster

pytest.importorskip("pyspark", reason="pyspark is not installed")
pytest.importorskip("pyarrow", reason="pyarrow is not installed")

from canonry import spark  # noqa: E402

pytestmark = [NO_JAVA, FULL, pytest.mark.skipif(not Path("/proc").is_dir(), reason="executors are found in /proc")]

def test_workers_die_and_every_row_is_there_once(by_dying_cluster: dict[str, Any]) -> None:
    told = by_dying_cluster
    assert 4 <= told["killed"]["done"] <= 16, "an executor was killed in the middle"
    assert "ExecutorLostFailure" in told["said"] or "Lost executor" in told["said"]
    assert re.search("SIGABRT|crashed|EOFException", told["said"]), "a worker aborted"
    assert [id for id, _, _ in told["rows"]] == list(range(len(ROWS) + 2))
    assert told["success"]


def test_poisoned_rows_stay_and_are_told(by_dying_cluster: dict[str, Any]) -> None:
    rows = by_dying_cluster["rows"]
    assert rows[-2] == [len(ROWS), None, None]
    assert rows[-1][1] == f"{POISON}  x" and "a poisoned page" in rows[-1][2]
    assert all(why is None for _, _, why in rows[:-1])


def test_workers_take_the_archive_and_build_the_cleaner_once(by_dying_cluster: dict[str, Any]) -> None:
    tasks = by_dying_cluster["tasks"]
    assert all("/canonry/canonry/__init__.py" in file for _, file, _ in tasks), tasks
    assert {misses for _, _, misses in tasks} == {1}
    assert len({pid for pid, _, _ in tasks}) < 24 <= len(tasks), "a worker does many tasks"


PY_FILES = """
import canonry.spark
frame = session.createDataFrame([(1, "a  b")], "id long, text string")
canonry.spark.clean(frame).collect()
"""


def test_py_files_say_what_to_do(cluster: Cluster, tmp_path: Path) -> None:
    spark.pack(tmp_path / "canonry-deps.zip")
    done = on_cluster(PY_FILES, cluster, tmp_path, "--py-files", str(tmp_path / "canonry-deps.zip"))
    said = done.stdout + done.stderr
    assert done.returncode != 0
    assert "--py-files cannot work" in said and "canonry spark-pack" in said, said[-4000:]


def test_a_job_over_files(cluster: Cluster, tmp_path: Path) -> None:
    rows = [{"id": number, "text": page} for number, (page, _) in enumerate(PAGES)] + [{"id": 9, "text": f"{POISON}  x"}]
    (tmp_path / "pages.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    words = ["--input", str(tmp_path / "pages.jsonl"), "--output", str(tmp_path / "out"), "--master", cluster.url]
    conf = {
        "spark.executor.memory": "512m",
        "spark.driver.host": "127.0.0.1",
        "spark.ui.enabled": "false",
        "spark.executorEnv.CANONRY_POISON": POISON,
    }
    flags = [word for key, value in conf.items() for word in ("--conf", f"{key}={value}")]
    command = [sys.executable, "-m", "canonry.spark", *words, *flags, "--max-error-rate", "50%"]
    environment = {**os.environ, **SPARK_ENVIRONMENT}
    done = subprocess.run(command, capture_output=True, text=True, timeout=240, cwd=tmp_path, env=environment)
    assert done.returncode == 3, done.stderr[-4000:]
    found = [json.loads(line) for path in (tmp_path / "out").glob("part-*") for line in path.read_text("utf-8").splitlines()]
    texts = {row["id"]: row["text"] for row in found}
    assert len(found) == 6 and [texts[id] for id in range(5)] == [clean for _, clean in PAGES]
    manifest = json.loads((tmp_path / "out" / "_canonry" / "manifest.json").read_text())
    assert (manifest["rows"], manifest["errors"]) == (6, 1)
