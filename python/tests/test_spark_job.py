"""``python -m canonry.spark``: lots, what is noted, going on after a stop; most of it with one local session."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from canonry import Cleaner

from conftest import NO_JAVA, PAGES, POISON, SPARK_ENVIRONMENT

pytest.importorskip("pyspark", reason="pyspark is not installed")

from canonry.spark import __main__ as command  # noqa: E402
from canonry.spark import job as jobs  # noqa: E402
from canonry.spark.job import Job, Refused, Stopped  # noqa: E402

OUTPUTS = {"text": "text", "error": "why"}


@pytest.mark.parametrize(
    "sizes, size, expected",
    [
        ([], 10, []),
        ([3], 10, [[3]]),
        ([9, 1, 1], 10, [[9, 1], [1]]),
        ([20, 1, 20], 10, [[20], [1, 20]]),
        ([0, 0, 5], 1, [[0, 0, 5]]),
    ],
)
def test_lots_are_whole_files(sizes: list[int], size: int, expected: list[list[int]]) -> None:
    files = [(f"{number:02}", bytes) for number, bytes in enumerate(sizes)]
    cut = jobs.lots(reversed(files), size)
    assert [[bytes for _, bytes in lot] for lot in cut] == expected
    assert [file for lot in cut for file in lot] == files


@pytest.mark.parametrize(
    "names, kind",
    [(["a.parquet"], "parquet"), (["a.jsonl.gz", "b.json"], "json"), (["part-0-x.c000.snappy.parquet"], "parquet"), (["x.csv.zst"], "csv")],
)
def test_formats_by_name(names: list[str], kind: str) -> None:
    assert jobs.form_of([(f"hdfs://h/{name}", 1) for name in names]) == kind


@pytest.mark.parametrize("names, words", [(["a"], "say --format"), (["a.csv", "b.json"], "several formats")])
def test_formats_that_cannot_be_told(names: list[str], words: str) -> None:
    with pytest.raises(Refused, match=words):
        jobs.form_of([(name, 1) for name in names])


def test_names_of_files() -> None:
    assert jobs.target(2, 13, "part-00013-5a-c000.snappy.parquet") == "part-00002-00013.snappy.parquet"
    assert jobs.literal("a[1]{b}*.json") == r"a\[1\]\{b\}\*.json"


@pytest.mark.parametrize(
    "words, expected",
    [
        ("--add lang,mentions=names", {"add": {"lang": "lang", "mentions": "names"}}),
        ("--max-error-rate 1%", {"max_error_rate": 0.01}),
        ("--max-error-rate .5", {"max_error_rate": 0.5}),
        ("--lot 2M", {"lot": 2 << 20}),
        ("--conf a=b=c", {"conf": [("a", "b=c")]}),
    ],
)
def test_flags(words: str, expected: dict[str, Any]) -> None:
    args = command.parser().parse_args(["--input", "a", "--output", "b", *words.split()])
    assert {key: getattr(args, key) for key in expected} == expected


@pytest.mark.parametrize(
    "words, said",
    [
        ("--add langs", "unknown output `langs`"),
        ("--max-error-rate 2", "expected a share"),
        ("--lot 0", "expected a size"),
        ("--conf a", "expected KEY=VALUE"),
    ],
)
def test_flags_that_make_no_sense(words: str, said: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as error:
        command.parser().parse_args(["--input", "a", "--output", "b", *words.split()])
    assert error.value.code == 2 and said in capsys.readouterr().err


def test_settings_are_those_of_the_command(dictionary: Path) -> None:
    words = f"--preset press --names org=short,place=canonical --strip share --protect Kabul --dict {dictionary} --mark"
    args = command.parser().parse_args(["--input", "a", "--output", "b", *words.split()])
    names = {"org": "short", "place": "canonical"}
    same = Cleaner("press", names=names, strip="share", protect="Kabul", dictionaries=dictionary, mark=True)
    assert command.cleaner_of(args) == same


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """Three files of two days; one row of each cannot be cleaned."""
    for number, day in enumerate(["2023-03-04", "2023-03-04", "2023-03-05"]):
        folder = tmp_path / "in" / f"day={day}"
        folder.mkdir(parents=True, exist_ok=True)
        rows = [{"id": f"{number}-{at}", "text": page} for at, (page, _) in enumerate(PAGES)]
        rows.append({"id": f"{number}-x", "text": f"{POISON}  x"})
        (folder / f"pages[{number}].jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    return tmp_path / "in"


@pytest.fixture
def job(source: Path, tmp_path: Path) -> Job:
    return Job([str(source)], str(tmp_path / "out"), outputs=OUTPUTS, lot=1)


def rows_of(folder: Path) -> list[tuple[Any, ...]]:
    found = [json.loads(line) for path in folder.glob("part-*") for line in path.read_text("utf-8").splitlines()]
    return sorted((row["id"], row["day"], row.get("text"), row.get("why")) for row in found)


@pytest.fixture
def expected() -> list[tuple[Any, ...]]:
    rows = []
    for number, day in enumerate(["2023-03-04", "2023-03-04", "2023-03-05"]):
        rows += [(f"{number}-{at}", day, clean, None) for at, (_, clean) in enumerate(PAGES)]
        rows.append((f"{number}-x", day, f"{POISON}  x", "an internal error: a poisoned page"))
    return rows


def same(found: list[tuple[Any, ...]], expected: list[tuple[Any, ...]]) -> bool:
    """The same rows; of an error its beginning does."""
    return len(found) == len(expected) and all(
        one[:3] == other[:3] and (one[3] is None) == (other[3] is None) for one, other in zip(found, expected)
    )


def test_every_file_of_every_lot(
    session: Any, poisonable: Cleaner, job: Job, expected: list[tuple[Any, ...]]
) -> None:
    said: list[str] = []
    manifest = jobs.run(session, poisonable, job, tell=said.append)
    out = Path(job.output)
    assert same(rows_of(out), expected)
    assert said[-1] == "lot 3 of 3: 6 rows, 1 errors"
    assert (manifest["rows"], manifest["errors"], manifest["fingerprint"]) == (18, 3, poisonable.fingerprint)
    assert json.loads((out / "_canonry" / "manifest.json").read_text()) == manifest
    assert (out / "_SUCCESS").exists() and not list(out.glob("_canonry/lot-*[0-9]"))
    assert session.read.json(job.output).count() == 18, "nothing else is read of the folder"
    jobs.run(session, poisonable, job, resume=True, tell=said.append)
    assert len(said) == 3 and same(rows_of(out), expected), "a run that is done has nothing to do"


class Killed(BaseException):
    """Stands for the end of the process."""


def test_a_run_stopped_again_and_again_goes_on(
    session: Any, poisonable: Cleaner, job: Job, expected: list[tuple[Any, ...]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each run comes one step further than the one before: a step reads, writes, moves or deletes files."""
    job = replace(job, lot=1 << 30)
    left = 0

    def watched(name: str) -> None:
        whole = getattr(jobs._Store, name)

        def step(*words: Any) -> Any:
            nonlocal left
            if left == 0:
                raise Killed
            left -= 1
            return whole(*words)

        monkeypatch.setattr(jobs._Store, name, step)

    for name in ("files", "read", "write", "move", "parts", "delete"):
        watched(name)
    for steps in range(100):
        left = steps
        try:
            jobs.run(session, poisonable, job, resume=True)
            break
        except Killed:
            pass
    assert 7 < steps < 99, "it was cut many times, and came to its end"
    assert same(rows_of(Path(job.output)), expected)


def test_another_run_is_refused(session: Any, poisonable: Cleaner, cleaner: Cleaner, job: Job, source: Path) -> None:
    jobs.run(session, poisonable, job)
    with pytest.raises(Refused, match="is there already; --resume goes on, --overwrite replaces it"):
        jobs.run(session, poisonable, job)
    with pytest.raises(Refused, match="the run in .* had fingerprint .*, on_error 'keep', now 'null'"):
        jobs.run(session, cleaner, replace(job, on_error="null"), resume=True)
    with pytest.raises(Refused, match="lies inside"):
        jobs.run(session, poisonable, replace(job, output=str(source)), overwrite=True)
    with pytest.raises(Refused, match="no file matches nowhere"):
        jobs.run(session, poisonable, replace(job, input=["nowhere"]))
    with open(source / "day=2023-03-05" / "pages[2].jsonl", "a") as more:
        more.write('{"id":"new","text":"a  b"}\n')
    with pytest.raises(Refused, match="other input files"):
        jobs.run(session, poisonable, job, resume=True)
    assert jobs.run(session, poisonable, job, overwrite=True)["rows"] == 19


def test_too_many_bad_rows_stop_and_more_may_be_allowed(session: Any, poisonable: Cleaner, job: Job) -> None:
    with pytest.raises(Stopped, match="3 of 18 rows could not be cleaned, more than --max-error-rate allows"):
        jobs.run(session, poisonable, replace(job, max_error_rate=0.1))
    assert not (Path(job.output) / "_SUCCESS").exists()
    assert jobs.run(session, poisonable, replace(job, max_error_rate=0.2), resume=True)["errors"] == 3


def test_other_formats_and_columns(session: Any, poisonable: Cleaner, job: Job) -> None:
    outputs = {"text": "clean", "mentions": "names", "lang": "lang"}
    jobs.run(session, poisonable, replace(job, output_format="parquet", outputs=outputs))
    frame = session.read.parquet(job.output)
    assert sorted(frame.columns) == ["clean", "day", "id", "lang", "names", "text"]
    (row,) = frame.where("id = '0-0'").collect()
    assert row.names[0].entity == "org/islamic-state-khorasan" and row.clean == PAGES[0][1]
    again = replace(job, input=[job.output], output=f"{job.output}-2", text="clean", outputs={"text": "clean"}, format="auto")
    jobs.run(session, poisonable, again)
    twice = session.read.parquet(again.output)
    assert twice.select("id", "clean").exceptAll(frame.select("id", "clean")).count() == 0, "twice is once"


@NO_JAVA
def test_the_command(source: Path, tmp_path: Path, expected: list[tuple[Any, ...]]) -> None:
    def say(*words: str) -> subprocess.CompletedProcess[str]:
        flags = ["--input", str(source), "--output", str(tmp_path / "out"), "--error", "why", "--master", "local[1]"]
        command = [sys.executable, "-m", "canonry.spark", *flags, "--conf", "spark.ui.enabled=false", *words]
        environment = {**os.environ, **SPARK_ENVIRONMENT}
        return subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, env=environment, timeout=240)

    stopped = say("--on-error", "fail")
    assert stopped.returncode == 4, stopped.stderr
    assert "canonry.spark: stopped: a row cannot be cleaned: " in stopped.stderr
    done = say("--overwrite")
    assert done.returncode == 3, done.stderr
    assert "canonry.spark: 18 rows, 3 errors" in done.stderr
    assert same(rows_of(tmp_path / "out"), expected)
    assert say("--preset", "nws").returncode == 2


def test_wrong_settings_need_no_spark(capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["--input", "a", "--output", "b", "--preset", "nws"]) == 2
    assert "did you mean `news`?" in capsys.readouterr().err
