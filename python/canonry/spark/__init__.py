"""Apache Spark: ``clean(df)`` cleans a column of a DataFrame by ``mapInArrow``.

In: a DataFrame, settings. Out: a DataFrame; every other column stays. Not here: how rows are cleaned.

The cleaner is made once, on the driver, dictionaries compiled; tasks get its bytes and build it once for each Python worker.
A task cleans with one thread, Spark runs one for each core. Cleaning depends on nothing but the row and the cleaner, so that
a task may be tried again, or twice at once. The workers need this package: see :func:`pack`. ``python -m canonry.spark``
cleans files and goes on where it was stopped.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from .._cleaner import Cleaner
from .._jobs import Outputs, cleaner_of, named

ON_ERROR = ("keep", "null", "fail")


def clean(
    df: Any,
    text: str = "text",
    outputs: Outputs | None = None,
    on_error: str = "keep",
    cleaner: Cleaner | None = None,
    **settings: Any,
) -> Any:
    """The DataFrame with the column ``text`` cleaned.

    ``outputs`` names the columns that are made: ``{"text": "clean", "lang": "lang", "mentions": "names", "edits": None,
    "error": "canonry_error"}``; what is ``None`` or left out is not made. A row that cannot be cleaned keeps its text and has
    an error (``on_error="keep"``), has no text (``"null"``) or ends the job (``"fail"``). Settings are those of
    :class:`canonry.Cleaner`.
    """
    if on_error not in ON_ERROR:
        raise ValueError(f"on_error: unknown value `{on_error}`; there are: {', '.join(ON_ERROR)}")
    made = schema(df.schema, text, outputs)
    state = cleaner_of(cleaner, settings).to_bytes()
    return df.mapInArrow(_task(state, text, named(text, outputs), made.fieldNames(), on_error), made)


def schema(of: Any, text: str = "text", outputs: Outputs | None = None) -> Any:
    """The schema of what :func:`clean` makes of a DataFrame with the schema ``of``; needs no running Spark."""
    from pyspark.sql.types import ArrayType, BooleanType, IntegerType, StringType, StructField, StructType

    if text not in of.fieldNames():
        raise ValueError(f"the DataFrame has no column `{text}`; it has: {', '.join(of.fieldNames())}")
    if not isinstance(of[text].dataType, StringType):
        raise ValueError(f"the column `{text}` is no string: {of[text].dataType.simpleString()}")

    def record(words: str, numbers: str, truths: str, order: str) -> Any:
        kinds = {
            **{name: StringType() for name in words.split()},
            **{name: IntegerType() for name in numbers.split()},
            **{name: BooleanType() for name in truths.split()},
            "rules": ArrayType(StringType()),
            "orig": ArrayType(IntegerType()),
        }
        return ArrayType(StructType([StructField(name, kinds[name]) for name in order.split()]))

    kinds = {
        "text": StringType(),
        "lang": StringType(),
        "error": StringType(),
        "mentions": record(
            "surface entity type write form how kept",
            "start end line",
            "rewritten boilerplate dup",
            "start end line surface entity type write form how rewritten kept boilerplate dup",
        ),
        "edits": record("old new", "start end", "", "start end old new rules orig"),
    }
    fields = {field.name: field for field in of.fields}
    for output, name in named(text, outputs).items():
        if output not in kinds:
            raise ValueError(f"unknown output `{output}`; there are: {', '.join(kinds)}")
        fields[name] = StructField(name, kinds[output])
    return StructType(list(fields.values()))


def _task(
    state: bytes, text: str, made: dict[str, str], columns: list[str], on_error: str
) -> Callable[[Iterable[Any]], Iterator[Any]]:
    """What each task runs. It reaches a worker by value, so that it can say what is missing there."""

    def task(batches: Iterable[Any]) -> Iterator[Any]:
        try:
            from canonry import _cleaner, spark
        except ModuleNotFoundError as error:
            if error.name != "canonry":
                raise
            raise RuntimeError(
                "this Spark worker has no package canonry: install it there, or run `canonry spark-pack -o canonry-deps.zip` "
                "and submit with the flags it prints"
            ) from error
        return spark._batches(_cleaner._restored(state), batches, text, made, columns, on_error)

    return task


def _batches(
    cleaner: Cleaner,
    batches: Iterable[Any],
    text: str,
    made: dict[str, str],
    columns: list[str],
    on_error: str,
) -> Iterator[Any]:
    """What a task does: each batch with the columns made of it."""
    import pyarrow
    import pyarrow.compute

    for batch in batches:
        table = pyarrow.table(cleaner.clean_table(batch[text], sorted({"text", "error", *made}), threads=1))
        errors = table["error"].combine_chunks()
        if on_error == "fail" and errors.null_count < len(errors):
            raise RuntimeError(f"a row cannot be cleaned: {errors.drop_null()[0]}")
        values = {column: batch[column] for column in batch.schema.names}
        for output, name in made.items():
            value = table[output].combine_chunks()
            if output == "text" and on_error == "null":
                value = pyarrow.compute.if_else(errors.is_null(), value, None)
            values[name] = value
        yield pyarrow.RecordBatch.from_arrays([values[column] for column in columns], columns)


def pack(output: str | Path) -> str:
    """Write this package to a zip for the workers of a cluster; returns the flags that ``spark-submit`` needs.

    ``canonry spark-pack -o canonry-deps.zip`` does the same. The archive holds native code for the system it was made on.
    """
    home = Path(__file__).parent.parent
    files = [path for path in sorted(home.rglob("*")) if path.is_file() and "__pycache__" not in path.parts]
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in files:
            archive.write(path, Path("canonry") / path.relative_to(home))
    return f"--archives {output}#canonry --conf spark.executorEnv.PYTHONPATH=canonry"
