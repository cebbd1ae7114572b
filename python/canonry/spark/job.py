"""Files cleaned with Spark, lot by lot. In: paths, a folder to write to, what is made. Out: files, a manifest.

The input is cut into lots of whole files. Spark writes a lot into a hidden folder, a note names its files, then they are
moved to their place one by one: a run that is stopped anywhere goes on where it was, and no row is there twice. Notes and
manifest lie in ``OUTPUT/_canonry``; readers of folders pass over such names.

Not here: how rows are cleaned, settings of the cleaner, the command line (``__main__``).
"""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from .. import __version__
from .._cleaner import Cleaner
from .._jobs import ERROR
from . import clean

PLAN = "_canonry/plan.json"
MANIFEST = "_canonry/manifest.json"
#: A path and its bytes.
File = tuple[str, int]

#: What Spark is told about files of a format; ``Job.options`` come on top.
READ = {"csv": {"header": "true", "multiLine": "true", "escape": '"'}}
WRITE = {"csv": {"header": "true", "escape": '"'}}
#: The format of files with these endings, packed or not.
ENDINGS = {"parquet": "parquet", "jsonl": "json", "ndjson": "json", "json": "json", "csv": "csv", "orc": "orc"}


class Refused(Exception):
    """A job that makes no sense: nothing was done."""


class Stopped(Exception):
    """A job that ended before its time; ``resume`` goes on."""


@dataclass(frozen=True)
class Job:
    """What is cleaned, and how it is written. ``outputs`` are those of :func:`canonry.spark.clean`; ``lot`` counts bytes."""

    input: Sequence[str]
    output: str
    text: str = "text"
    format: str = "auto"
    output_format: str = "same"
    outputs: Mapping[str, str] = field(default_factory=dict)
    on_error: str = "keep"
    max_error_rate: float | None = None
    lot: int = 4 << 30
    options: Mapping[str, str] = field(default_factory=dict)


def run(
    session: Any,
    cleaner: Cleaner,
    job: Job,
    *,
    resume: bool = False,
    overwrite: bool = False,
    tell: Callable[[str], object] = lambda _: None,
) -> dict[str, Any]:
    """Do the job, or what is left of it, and return its manifest. ``tell`` gets a line for every lot."""
    store = _Store(session)
    files = store.files(job.input)
    if not files:
        raise Refused(f"nothing to read: no file matches {', '.join(job.input)}")
    inside = [path for path, _ in files if path.startswith(store.whole(job.output) + "/")]
    if inside:
        raise Refused(f"--output {job.output}: the input {inside[0]} lies inside; write to another folder")
    kind = form_of(files) if job.format == "auto" else job.format
    plan = planned(job, cleaner.fingerprint, files, kind)
    _begin(store, job, plan, resume, overwrite)
    options = {**READ.get(kind, {}), **job.options}
    if len(job.input) == 1 and store.is_folder(job.input[0]):
        # Folders such as `day=2023-03-04` are columns.
        options["basePath"] = job.input[0]
    read = session.read.format(kind).options(**options)
    rows = read.load([literal(path) for path, _ in files]).schema
    done: list[dict[str, Any]] = []
    for number, lot in enumerate(plan["lots"]):
        staged, place = (store.join(job.output, "_canonry", name) for name in (f"lot-{number:05}", f"lot-{number:05}.json"))
        note = store.read(place)
        if note is None:
            pages = read.schema(rows).load([literal(path) for path, _ in lot])
            note = _written(pages, cleaner, job, plan["output_format"], staged)
            _refuse_rate(job, [*done, note], last=number + 1 == len(plan["lots"]))
            note["parts"] = [[part, target(number, at, part)] for at, part in enumerate(store.parts(staged))]
            store.write(place, note)
            tell(f"lot {number + 1} of {len(plan['lots'])}: {note['rows']:,} rows, {note['errors']:,} errors")
        for part, name in note["parts"]:
            store.move(store.join(staged, part), store.join(job.output, name))
        store.delete(staged)
        done.append(note)
    manifest = {**plan, "rows": sum(note["rows"] for note in done), "errors": sum(note["errors"] for note in done)}
    store.write(store.join(job.output, MANIFEST), manifest)
    store.write(store.join(job.output, "_SUCCESS"), None)
    return manifest


def planned(job: Job, fingerprint: str, files: Sequence[File], kind: str) -> dict[str, Any]:
    """What a run is going to do. Two runs with the same plan give the same rows."""
    return {
        "canonry": __version__,
        "fingerprint": fingerprint,
        "text": job.text,
        "format": kind,
        "output_format": kind if job.output_format == "same" else job.output_format,
        "outputs": dict(job.outputs),
        "on_error": job.on_error,
        "options": dict(job.options),
        "lots": [[list(file) for file in lot] for lot in lots(files, job.lot)],
    }


def lots(files: Iterable[File], size: int) -> list[list[File]]:
    """Files in the order of their names, cut behind the first that brings a lot to ``size`` bytes."""
    cut: list[list[File]] = []
    room = 0
    for file in sorted(files):
        if room <= 0:
            cut.append([])
            room = size
        cut[-1].append(file)
        room -= file[1]
    return cut


def form_of(files: Sequence[File]) -> str:
    """The format of files by their endings."""
    found = {}
    for path, _ in files:
        endings = posixpath.basename(path).split(".")[1:]
        kind = next((ENDINGS[ending] for ending in endings if ending in ENDINGS), None)
        if kind is None:
            raise Refused(f"{path}: no format known by this name; say --format parquet, json, csv, orc or text")
        found[kind] = path
    if len(found) > 1:
        raise Refused(f"files of several formats: {', '.join(found.values())}; clean them one format at a time")
    return next(iter(found))


def target(lot: int, at: int, part: str) -> str:
    """The name of a file of Spark in its place: ``part-00000-<uuid>-c000.snappy.parquet`` is one of ``snappy.parquet``."""
    return f"part-{lot:05}-{at:05}.{part.split('.', 1)[1]}"


def literal(path: str) -> str:
    """The path as a pattern that matches nothing else; Spark takes every path for one."""
    return re.sub(r"([\\\[\]{}*?])", r"\\\1", path)


def _begin(store: _Store, job: Job, plan: dict[str, Any], resume: bool, overwrite: bool) -> None:
    """Makes sure that the folder holds nothing, or the beginning of this very run."""
    place = store.join(job.output, PLAN)
    before = store.read(place)
    if before is not None and resume:
        differ = [key for key in plan if before.get(key) != plan[key]]
        if differ:
            raise Refused(f"--resume: the run in {job.output} had {', '.join(_difference(before, plan, key) for key in differ)}")
        return
    if before is not None or store.files([job.output]):
        if not overwrite:
            hint = "--resume goes on, " if before is not None else ""
            raise Refused(f"--output {job.output} is there already; {hint}--overwrite replaces it")
        store.delete(job.output)
    store.write(place, plan)


def _difference(before: dict[str, Any], plan: dict[str, Any], key: str) -> str:
    if key == "lots":
        return "other input files, or another --lot"
    return f"{key} {before.get(key)!r}, now {plan[key]!r}"


def _written(pages: Any, cleaner: Cleaner, job: Job, kind: str, folder: str) -> dict[str, Any]:
    """Cleans and writes the rows of a lot; counts rows and errors in the same pass."""
    from pyspark.sql import Observation, functions

    why = job.outputs.get("error")
    error = why or ERROR
    made = clean(pages, job.text, {**job.outputs, "error": error}, job.on_error, cleaner)
    counted = Observation()
    counts = functions.count(functions.lit(1)).alias("rows"), functions.count(functions.col(error)).alias("errors")
    made = made.observe(counted, *counts)
    writer = (made if why else made.drop(error)).write.mode("overwrite").format(kind)
    writer.options(**WRITE.get(kind, {})).save(folder)
    return dict(counted.get)


def _refuse_rate(job: Job, done: Sequence[dict[str, Any]], last: bool) -> None:
    """Too many bad rows end the job; judged after a thousand, or at the end."""
    rows, errors = (sum(note[key] for note in done) for key in ("rows", "errors"))
    if job.max_error_rate is None or (rows < 1000 and not last):
        return
    if errors > job.max_error_rate * rows:
        raise Stopped(f"{errors:,} of {rows:,} rows could not be cleaned, more than --max-error-rate allows")


class _Store:
    """Files wherever Spark finds them: local, HDFS, object stores."""

    def __init__(self, session: Any) -> None:
        self._jvm = session._jvm
        self._conf = session._jsc.hadoopConfiguration()

    def _path(self, path: str) -> Any:
        return self._jvm.org.apache.hadoop.fs.Path(path)

    def _system(self, path: str) -> Any:
        return self._path(path).getFileSystem(self._conf)

    def join(self, *names: str) -> str:
        return posixpath.join(*names)

    def whole(self, path: str) -> str:
        """The path with its scheme, as files are listed."""
        return str(self._system(path).makeQualified(self._path(path)).toString()).rstrip("/")

    def files(self, patterns: Iterable[str]) -> list[File]:
        """The files that match, those of folders included; hidden ones are left out, as Spark does."""
        found: dict[str, int] = {}
        for pattern in patterns:
            for status in self._system(pattern).globStatus(self._path(pattern)) or []:
                found.update(self._below(status))
        return sorted(found.items())

    def _below(self, status: Any) -> list[File]:
        if not status.isDirectory():
            return [(status.getPath().toString(), status.getLen())]
        inside = self._system(status.getPath().toString()).listStatus(status.getPath())
        shown = [one for one in inside if not one.getPath().getName().startswith(("_", "."))]
        return [file for one in shown for file in self._below(one)]

    def parts(self, folder: str) -> list[str]:
        """The names of the files that Spark wrote, in their order."""
        statuses = self._system(folder).listStatus(self._path(folder))
        return sorted(name for name in (one.getPath().getName() for one in statuses) if name.startswith("part-"))

    def is_folder(self, path: str) -> bool:
        return self.exists(path) and bool(self._system(path).getFileStatus(self._path(path)).isDirectory())

    def exists(self, path: str) -> bool:
        return bool(self._system(path).exists(self._path(path)))

    def read(self, path: str) -> dict[str, Any] | None:
        if not self.exists(path):
            return None
        stream = self._system(path).open(self._path(path))
        try:
            found: dict[str, Any] = json.loads(self._jvm.org.apache.commons.io.IOUtils.toString(stream, "UTF-8"))
        finally:
            stream.close()
        return found

    def write(self, path: str, value: Mapping[str, Any] | None) -> None:
        """A file is there as a whole or not at all. One that is there stays: the same run would write the same."""
        if self.exists(path):
            return
        system, new = self._system(path), self._path(f"{path}.new")
        stream = system.create(new, True)
        stream.write(bytearray(b"" if value is None else json.dumps(value, indent=1).encode()))
        stream.close()
        self.move(f"{path}.new", path)

    def move(self, old: str, new: str) -> None:
        """Moved twice is moved once: a run that goes on does not know how far the one before came."""
        system = self._system(old)
        if not system.exists(self._path(old)) and system.exists(self._path(new)):
            return
        if not system.rename(self._path(old), self._path(new)):
            raise Stopped(f"{old} could not be moved to {new}")

    def delete(self, path: str) -> None:
        self._system(path).delete(self._path(path), True)
