"""What several tests need. Everything here is written for these tests; nothing is read from elsewhere."""

from __future__ import annotations

import json
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


ROOT = Path(__file__).parent.parent.parent

#: The golden corpus: the examples of the repository and the pages above, and enough of both for several batches.
CORPUS = [path.read_bytes().decode() for path in sorted((ROOT / "examples" / "pages").glob("*.txt"))] + [page for page, _ in PAGES]
ROWS = CORPUS * 20


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
def poisonable() -> canonry.Cleaner:
    """The cleaner that Spark's workers can take over: it knows the word that makes a page panic, as they do."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CANONRY_POISON", POISON)
        return canonry.Cleaner()


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


#: What every program begins with. Executors are small: this machine has four Java processes more.
#: What programs of the cluster begin with. Executors are small: there are four processes of Java more on this machine.
SESSION = """
import json, os, signal, sys, threading, time
from pathlib import Path
from pyspark import TaskContext
from pyspark.sql import SparkSession
told = json.loads(sys.argv[1])
builder = SparkSession.builder.master(told["master"]).config("spark.ui.enabled", "false")
for key, value in {
    "spark.executor.memory": "512m", "spark.executor.cores": "1", "spark.sql.shuffle.partitions": "2",
    "spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1",
    "spark.executorEnv.CANONRY_POISON": os.environ["CANONRY_POISON"], **told["conf"],
}.items():
    builder = builder.config(key, value)
session = builder.getOrCreate()
"""


def on_cluster(program: str, cluster: Cluster, folder: Path, *flags: str, **told: Any) -> subprocess.CompletedProcess[str]:
    """Runs a program whose session is of the cluster; with flags through `spark-submit`."""
    script = folder / "program.py"
    script.write_text(SESSION + program, "utf-8")
    words = json.dumps({"master": cluster.url, "conf": {}, "workers": cluster.workers, "folder": str(folder), **told})
    submit = str(Path(pytest.importorskip("pyspark").__file__).parent / "bin" / "spark-submit")
    start = [submit, *flags] if flags else [sys.executable]
    environment = {**os.environ, **SPARK_ENVIRONMENT}
    command = [*start, str(script), words]
    return subprocess.run(command, capture_output=True, text=True, timeout=240, cwd=folder, env=environment)


DEATHS = """
import canonry, canonry.spark
from canonry._jobs import named

rows = list(enumerate(json.loads(Path(told["folder"], "rows.json").read_text())))
session.createDataFrame(rows, "id long, text string").write.parquet(f"{told['folder']}/in")
frame = session.read.parquet(f"{told['folder']}/in").repartition(24, "id")
task = canonry.spark._task(canonry.Cleaner().to_bytes(), "text", named("text", None), ["id", "text", "canonry_error"], "keep")

def slow(batches):
    # Cleans as `canonry.spark.clean` does, slowly; one worker ends itself in the middle of its first try.
    context = TaskContext.get()
    for batch in task(batches):
        yield batch
        import canonry._cleaner
        seen = [os.getpid(), canonry.__file__, canonry._cleaner._restored.cache_info().misses]
        Path(told["folder"], "tasks", f"{context.taskAttemptId()}.json").write_text(json.dumps(seen))
        time.sleep(0.4)
        if context.partitionId() == 5 and context.attemptNumber() == 0:
            os.abort()

def children(pid):
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(stat.read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
        if parent == pid:
            found.append(int(stat.parent.name))
    return found

killed = {}
tracker = session.sparkContext.statusTracker()

def kill():
    # The executor of the first worker, when some tasks of the stage that writes are done and others are not.
    while not killed:
        for stage in tracker.getActiveStageIds():
            info = tracker.getStageInfo(stage)
            if info is not None and info.numTasks == 24 and 4 <= info.numCompletedTasks <= 16:
                for pid in children(told["workers"][0]):
                    os.kill(pid, signal.SIGKILL)
                    killed.update(pid=pid, done=info.numCompletedTasks)
        time.sleep(0.05)

threading.Thread(target=kill, daemon=True).start()
frame.mapInArrow(slow, canonry.spark.schema(frame.schema)).write.mode("overwrite").parquet(f"{told['folder']}/out")
out = session.read.parquet(f"{told['folder']}/out").orderBy("id").collect()

tasks = [json.loads(path.read_text()) for path in Path(told["folder"], "tasks").iterdir()]
print(json.dumps({
    "rows": [[row.id, row.text, row.canonry_error] for row in out],
    "killed": killed,
    "success": os.path.exists(f"{told['folder']}/out/_SUCCESS"),
    "tasks": tasks,
}))
session.stop()
"""


@pytest.fixture(scope="session")
def by_dying_cluster(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The golden corpus, a missing row and a poisoned one through a job two of whose workers die; what the program tells."""
    from canonry import spark

    folder = tmp_path_factory.mktemp("deaths")
    flags = spark.pack(folder / "canonry-deps.zip").split()
    assert flags[::2] == ["--archives", "--conf"]
    name, _, value = flags[3].partition("=")
    conf = {"spark.archives": flags[1], name: value}
    rows = [*ROWS, None, f"{POISON}  x"]
    (folder / "tasks").mkdir()
    (folder / "rows.json").write_text(json.dumps(rows), encoding="utf-8")
    done = on_cluster(DEATHS, cluster, folder, conf=conf)
    assert done.returncode == 0, done.stderr[-4000:]
    return {**json.loads(done.stdout.splitlines()[-1]), "said": done.stderr}


RAY = """
import json, sys
import pyarrow.parquet, ray
from canonry.ray import Clean

told = json.load(sys.stdin)
ray.init(num_cpus=2, include_dashboard=False, _node_ip_address="127.0.0.1", log_to_driver=False)
ray.data.DataContext.get_current().enable_progress_bars = False
pyarrow.parquet.write_table(pyarrow.table({"id": list(range(len(told["rows"]))), "text": told["rows"]}), "in.parquet")
rows = ray.data.read_parquet("in.parquet")
flags = {"batch_format": "pyarrow", "batch_size": 32, "concurrency": 1}
made = rows.map_batches(Clean, fn_constructor_kwargs={"outputs": told["outputs"]}, **flags).take_all()
json.dump(sorted(made, key=lambda row: row["id"]), open("out.json", "w"))
"""


@pytest.fixture(scope="session")
def by_ray(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    """The golden corpus, a missing row and a poisoned one through Ray Data, in a process of its own."""
    pytest.importorskip("ray", reason="ray is not installed")
    folder = tmp_path_factory.mktemp("ray")
    environment = {**os.environ, "RAY_USAGE_STATS_ENABLED": "0", "CANONRY_POISON": POISON}
    told = {"rows": [*ROWS, None, f"{POISON}  x"], "outputs": {"text": "clean", "error": "why"}}
    program = [sys.executable, "-c", RAY]
    done = subprocess.run(
        program, input=json.dumps(told), capture_output=True, text=True, timeout=240, cwd=folder, env=environment
    )
    assert done.returncode == 0, done.stderr[-4000:]
    made: list[dict[str, Any]] = json.loads((folder / "out.json").read_text())
    return made
