"""What several tests need. Everything here is written for these tests; nothing is read from elsewhere."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import canonry
import pytest

#: A page, and what is left of it; every host must give these bytes.
PAGES = [
    (
        "Isis-K hits Kabul\nShare on Facebook\nThe attack was claimed by the Islamic State-Khorasan (IS-K) group..\n",
        "ISKP hits Kabul\n"
        "The attack was claimed by the Islamic State – Khorasan Province (ISKP) group.\n",
    ),
    ("L&rsquo;attacco dell'Isis a Mosul.\n", "L’attacco dello Stato Islamico a Mosul.\n"),
    ("Nothing to mend here.", "Nothing to mend here."),
    ("", ""),
    ("caffè 😀 and ISIS-K..", "caffè 😀 and ISKP."),
]


@pytest.fixture(scope="session")
def cleaner() -> canonry.Cleaner:
    return canonry.Cleaner()


@pytest.fixture
def dictionary(tmp_path: Path) -> Path:
    path = tmp_path / "ours.csv"
    path.write_text("entity,form\norg/wadi,Harakat al-Wadi\n", encoding="utf-8")
    return path


#: The word that makes a page panic, in processes that ask for it; see `Poison` in src/cleaner.rs.
POISON = "Wolfsbane"

NO_JAVA = pytest.mark.skipif(shutil.which("java") is None, reason="Spark needs Java, and there is none")
#: What takes minutes; `.ci/full` runs it.
FULL = pytest.mark.skipif(not os.environ.get("CANONRY_FULL"), reason="takes a minute; CANONRY_FULL=1 runs it")

SPARK_ENVIRONMENT = {"SPARK_LOCAL_IP": "127.0.0.1", "PYSPARK_PYTHON": sys.executable, "CANONRY_POISON": POISON}


@pytest.fixture(scope="session")
def poisonable() -> Iterator[canonry.Cleaner]:
    """The cleaner that Spark's workers can take over: it knows the word that makes a page panic, as they do."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CANONRY_POISON", POISON)
        yield canonry.Cleaner()


@pytest.fixture(scope="session")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A local session of Spark; one for all tests, for it takes seconds to start."""
    sql = pytest.importorskip("pyspark.sql", reason="pyspark is not installed")
    if shutil.which("java") is None:
        pytest.skip("Spark needs Java, and there is none")
    with pytest.MonkeyPatch.context() as patch:
        for name, value in SPARK_ENVIRONMENT.items():
            patch.setenv(name, value)
        builder = sql.SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false")
        builder = builder.config("spark.sql.shuffle.partitions", "2")
        builder = builder.config("spark.executorEnv.CANONRY_POISON", POISON)
        builder = builder.config("spark.sql.warehouse.dir", str(tmp_path_factory.mktemp("warehouse")))
        made = builder.getOrCreate()
    yield made
    made.stop()


@dataclass
class Cluster:
    """A master and two workers on this machine."""

    url: str
    #: Process ids of the workers; their executors are their children.
    workers: list[int]


@pytest.fixture(scope="session")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """A cluster of Spark, started for these tests and stopped by process id."""
    home = Path(pytest.importorskip("pyspark", reason="pyspark is not installed").__file__).parent
    folder = tmp_path_factory.mktemp("cluster")
    environment = {**os.environ, **SPARK_ENVIRONMENT, "SPARK_LOCAL_DIRS": str(folder), "SPARK_HOME": str(home)}
    started: list[subprocess.Popen[bytes]] = []

    def start(name: str, kind: str, *words: str) -> Path:
        log = folder / f"{name}.log"
        command = [str(home / "bin" / "spark-class"), f"org.apache.spark.deploy.{kind}", "--host", "127.0.0.1", *words]
        with open(log, "wb") as out:
            started.append(subprocess.Popen(command, stdout=out, stderr=out, cwd=folder, env=environment))
        return log

    def told(log: Path, words: str) -> re.Match[str]:
        """Waits for a line of a log."""
        end = time.monotonic() + 60
        while time.monotonic() < end:
            if found := re.search(words, log.read_text(errors="replace")):
                return found
            time.sleep(0.1)
        raise AssertionError(f"{log.name} never said {words}:\n{log.read_text(errors='replace')[-2000:]}")

    try:
        master = start("master", "master.Master", "--port", str(free_port()), "--webui-port", str(free_port()))
        url = told(master, r"Starting Spark master at (spark://\S+)")[1]
        told(master, "I have been elected leader")
        for number in (1, 2):
            flags = ["--cores", "1", "--memory", "1g", "--webui-port", str(free_port()), "--work-dir", str(folder / f"work-{number}")]
            log = start(f"worker-{number}", "worker.Worker", *flags, url)
            told(log, "Successfully registered with master")
        yield Cluster(url, [process.pid for process in started[1:]])
    finally:
        for process in reversed(started):
            process.send_signal(signal.SIGTERM)
        for process in started:
            try:
                process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                process.kill()


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])
