"""Apache Spark: schemas without a JVM, cleaning with a local one."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
from canonry import Cleaner

from conftest import PAGES, POISON

pyspark = pytest.importorskip("pyspark", reason="pyspark is not installed")

from canonry import spark  # noqa: E402
from canonry._jobs import named  # noqa: E402
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
    (out,) = spark._batches(cleaner, [batch], "text", named("text", outputs), made.fieldNames(), "keep")
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


def test_a_worker_without_the_package_says_what_to_do(cleaner: Cleaner) -> None:
    from pyspark import cloudpickle

    task = spark._task(cleaner.to_bytes(), "text", {"text": "text"}, ["text"], "keep")
    program = (
        "import pickle, sys; sys.modules['canonry'] = None; task = pickle.load(sys.stdin.buffer)\n"
        "try: task([])\nexcept RuntimeError as error: print(error)"
    )
    done = subprocess.run([sys.executable, "-c", program], input=cloudpickle.dumps(task), capture_output=True)
    assert b"canonry spark-pack" in done.stdout, done.stderr


def test_a_cleaner_and_settings_are_one_too_many(cleaner: Cleaner) -> None:
    from types import SimpleNamespace

    with pytest.raises(ValueError, match="found also: preset"):
        spark.clean(SimpleNamespace(schema=ROWS), cleaner=cleaner, preset="press")


TEXTS = [page for page, _ in PAGES] + [None, f"{POISON}  x"]
CLEAN = [clean for _, clean in PAGES]


@pytest.fixture(scope="module")
def frame(session: Any) -> Any:
    return session.createDataFrame(list(enumerate(TEXTS)), "id long, text string").repartition(3)


def column(frame: Any, name: str) -> list[Any]:
    return [row[name] for row in frame.orderBy("id").collect()]


def test_a_local_session(session: Any, frame: Any, poisonable: Cleaner) -> None:
    outputs = {"text": "clean", "lang": "lang", "mentions": "names", "edits": None, "error": "why"}
    clean = spark.clean(frame, outputs=outputs, cleaner=poisonable).cache()
    assert clean.schema == spark.schema(frame.schema, "text", outputs)
    assert column(clean, "text") == TEXTS
    assert column(clean, "clean") == [*CLEAN, None, TEXTS[-1]], "a bad row keeps its text"
    languages = column(clean, "lang")
    assert languages[:2] == ["en", "it"] and languages[-2:] == [None, None]
    why = column(clean, "why")
    assert why[:-1] == [None] * (len(TEXTS) - 1) and "a poisoned page" in why[-1]


def test_a_bad_row_can_be_null_or_end_the_job(frame: Any, poisonable: Cleaner) -> None:
    nulled = spark.clean(frame, on_error="null", cleaner=poisonable)
    assert column(nulled, "text") == [*CLEAN, None, None]
    from pyspark.errors import PythonException

    with pytest.raises(PythonException, match="a row cannot be cleaned: .*a poisoned page"):
        spark.clean(frame, on_error="fail", cleaner=poisonable).collect()
