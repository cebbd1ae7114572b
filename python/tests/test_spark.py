"""Apache Spark: schemas without a JVM, cleaning with a local one."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
from canonry import Cleaner

from conftest import PAGES

pyspark = pytest.importorskip("pyspark", reason="pyspark is not installed")

from canonry import spark  # noqa: E402
from pyspark.sql.types import LongType, StringType, StructField, StructType  # noqa: E402

pa = pytest.importorskip("pyarrow", reason="pyarrow is not installed")

ROWS = StructType([StructField("id", LongType()), StructField("text", StringType())])
ALL = {"text": "clean", "lang": "lang", "mentions": "names", "edits": "edits", "error": "why"}


@pytest.mark.parametrize(
    "outputs, columns",
    [
        (None, ["id", "text", "canonry_error"]),
        ({"text": "clean", "error": None}, ["id", "text", "clean"]),
        ({"lang": "id"}, ["id", "text"]),
        (ALL, ["id", "text", "clean", "lang", "names", "edits", "why"]),
    ],
)
def test_schema(outputs: Any, columns: list[str]) -> None:
    assert spark.schema(ROWS, "text", outputs).fieldNames() == columns


@pytest.mark.parametrize(
    "text, outputs, words",
    [
        ("body", None, "no column `body`; it has: id, text"),
        ("id", None, "the column `id` is no string: bigint"),
        ("text", {"langs": "x"}, "unknown output `langs`"),
    ],
)
def test_what_cannot_be_made(text: str, outputs: Any, words: str) -> None:
    with pytest.raises(ValueError) as error:
        spark.schema(ROWS, text, outputs)
    assert words in str(error.value)


@pytest.mark.parametrize("outputs", [None, ALL])
def test_batches_have_the_columns_of_the_schema(cleaner: Cleaner, outputs: Any) -> None:
    made = spark.schema(ROWS, "text", outputs)
    batch = pa.record_batch({"id": [1, 2], "text": [PAGES[0][0], None]})
    (out,) = spark._batches(
        cleaner, [batch], "text", spark._named("text", outputs), made.fieldNames(), "keep"
    )
    assert out.schema.names == made.fieldNames()
    assert out["clean" if outputs else "text"].to_pylist() == [PAGES[0][1], None]


def test_a_zip_on_the_path_is_refused_with_what_to_do(tmp_path: Path) -> None:
    flags = spark.pack(tmp_path / "deps.zip")
    assert flags == f"--archives {tmp_path}/deps.zip#canonry --conf spark.executorEnv.PYTHONPATH=canonry"
    assert "canonry/_canonry.abi3.so" in zipfile.ZipFile(tmp_path / "deps.zip").namelist()
    program = f"import sys; sys.path.insert(0, {str(tmp_path / 'deps.zip')!r}); import canonry"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.returncode != 0
    assert "--py-files cannot work" in done.stderr and "canonry spark-pack" in done.stderr
    with zipfile.ZipFile(tmp_path / "deps.zip") as archive:
        archive.extractall(tmp_path / "unpacked")
    program = "import canonry; assert 'unpacked' in canonry.__file__; print(canonry.clean('a  b'))"
    environment = {"PYTHONPATH": str(tmp_path / "unpacked")}
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, env=environment)
    assert done.stdout == "a b\n", done.stderr


#: One session for all: it takes seconds to start.
LOCAL = """
import json, sys
from pyspark.sql import SparkSession
import canonry.spark
session = (
    SparkSession.builder.master("local[2]")
    .config("spark.ui.enabled", "false")
    .config("spark.sql.shuffle.partitions", "2")
    .getOrCreate()
)
rows = [(number, text) for number, text in enumerate(json.load(open(sys.argv[1])))]
frame = session.createDataFrame(rows, "id long, text string").repartition(3)
outputs = {"text": "clean", "lang": "lang", "mentions": "names", "edits": None, "error": "why"}
clean = canonry.spark.clean(frame, outputs=outputs)
assert clean.schema == canonry.spark.schema(frame.schema, "text", outputs)
clean.createOrReplaceTempView("pages")
counted = session.sql(
    "select name.entity, count(*) from pages lateral view explode(names) as name "
    "where not name.boilerplate and not name.dup group by 1"
)
found = clean.orderBy("id").collect()
nulled = canonry.spark.clean(frame, on_error="null").orderBy("id").collect()
try:
    canonry.spark.clean(frame, on_error="fail").collect()
    failed = ""
except Exception as error:
    failed = str(error)
print(json.dumps({
    "clean": [row.clean for row in found],
    "lang": [row.lang for row in found],
    "why": [row.why for row in found],
    "null": [row.text for row in nulled],
    "counted": dict(counted.collect()),
    "failed": "a row cannot be cleaned" in failed,
}))
session.stop()
"""


@pytest.mark.skipif(shutil.which("java") is None, reason="Spark needs Java, and there is none")
def test_a_local_session(tmp_path: Path, cleaner: Cleaner) -> None:
    import json

    poisoned = "Wolfsbane  x"
    texts = [page for page, _ in PAGES] + [None, poisoned]
    source = tmp_path / "texts.json"
    source.write_text(json.dumps(texts))
    done = subprocess.run(
        [sys.executable, "-c", LOCAL, str(source)],
        capture_output=True,
        text=True,
        timeout=240,
        cwd=tmp_path,
        env={
            **os.environ,
            "CANONRY_POISON": "Wolfsbane",
            "SPARK_LOCAL_IP": "127.0.0.1",
            "PYSPARK_PYTHON": sys.executable,
        },
    )
    assert done.returncode == 0, done.stderr[-4000:]
    told = json.loads(done.stdout.splitlines()[-1])
    clean = [clean for _, clean in PAGES]
    assert told["clean"] == [*clean, None, poisoned], "a bad row keeps its text"
    assert told["null"] == [*clean, None, None]
    assert told["lang"][:2] == ["en", "it"] and told["lang"][-2:] == [None, None]
    assert told["why"][:-1] == [None] * (len(texts) - 1) and "a poisoned page" in told["why"][-1]
    assert told["counted"]["org/islamic-state-khorasan"] == 4
    assert told["failed"], "`fail` ends the job"
