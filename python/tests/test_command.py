"""The command in the wheel, and `run`."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import sysconfig
from pathlib import Path

import canonry
import pytest
from canonry import Progress, RunError

from conftest import PAGES

SCRIPT = str(Path(sysconfig.get_path("scripts")) / "canonry")


def say(*words: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run([SCRIPT, *words], input=stdin, capture_output=True, text=True, encoding="utf-8")


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    folder = tmp_path / "pages"
    folder.mkdir()
    for number, (page, _) in enumerate(PAGES):
        (folder / f"{number}.txt").write_text(page, encoding="utf-8", newline="")
    lines = [json.dumps({"id": str(n), "body": page}) for n, (page, _) in enumerate(PAGES)]
    (tmp_path / "pages.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    "words, code, out, error",
    [
        (["-V"], 0, f"canonry {canonry.__version__}\n", ""),
        (["--version"], 0, f"canonry {canonry.__version__}, dictionaries ", ""),
        ([], 0, "canonry --help lists everything", ""),
        (["clean", "--help"], 0, "Examples:", ""),
        (["clan"], 2, "", "unknown command `clan`; did you mean `clean`?"),
        (["clean", "-", "--presett", "news"], 2, "", "unknown flag `--presett`; did you mean `--preset`?"),
        (["clean", "--presett"], 2, "", "canonry clean --help lists the flags"),
        (["nowhere.txt"], 2, "", "canonry clean nowhere.txt"),
        (["clean", "nowhere.txt"], 2, "", "nowhere.txt"),
    ],
)
def test_the_command(words: list[str], code: int, out: str, error: str) -> None:
    done = say(*words)
    assert done.returncode == code, done
    assert out in done.stdout and error in done.stderr


@pytest.mark.parametrize("page, clean", [row for row in PAGES if row[0]])
def test_the_command_gives_the_bytes_of_the_package(page: str, clean: str) -> None:
    done = say("clean", "-", "--isolated", "--format", "txt", stdin=page)
    assert done.returncode == 0 and done.stdout == clean


def test_module_and_script_are_one(pages: Path) -> None:
    module = subprocess.run([sys.executable, "-m", "canonry", "--version"], capture_output=True, text=True)
    assert module.stdout == say("--version").stdout


def test_a_closed_pipe_is_quiet(pages: Path) -> None:
    process = subprocess.Popen([SCRIPT, "annotate", str(pages)], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout is not None and process.stderr is not None
    process.stdout.close()
    assert b"roken" not in process.stderr.read()
    process.stderr.close()
    assert process.wait() == 0


def test_run_cleans_a_folder(pages: Path, tmp_path: Path) -> None:
    seen: list[Progress] = []
    result = canonry.run(pages, tmp_path / "out", isolated=True, jobs=2, on_progress=seen.append)
    assert result.code == 0 and not result.quarantined
    for number, (_, clean) in enumerate(PAGES):
        assert (tmp_path / "out" / f"{number}.txt").read_bytes().decode() == clean
    assert result.stats["texts"] == len(PAGES)
    assert seen[-1].ended and seen[-1].texts == len(PAGES) and seen[-1].bytes == seen[-1].of
    assert any("changed" in line for line in result.messages)


def test_run_takes_flags_and_patterns(pages: Path, tmp_path: Path) -> None:
    log, out = tmp_path / "log.jsonl", tmp_path / "out"
    result = canonry.run(str(pages / "*.txt"), out, isolated=True, edits=log, protect=["Isis-K hits"], mark=True)
    assert result.stats["files"] == len(PAGES)
    assert log.read_text(encoding="utf-8").count("\n") == len(PAGES)
    assert (out / "0.txt").read_text(encoding="utf-8").startswith("Isis-K hits Kabul\n[share] ")


def test_run_cleans_a_field(pages: Path, tmp_path: Path) -> None:
    out = tmp_path / "clean.jsonl"
    canonry.run(tmp_path / "pages.jsonl", out, field="body", isolated=True)
    clean = [json.loads(line)["body"] for line in out.read_text(encoding="utf-8").splitlines()]
    assert clean == [clean for _, clean in PAGES]


def test_run_reads_and_writes_parquet(tmp_path: Path) -> None:
    """The command in the wheel has all formats."""
    pa = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    parquet.write_table(pa.table({"id": range(len(PAGES)), "text": [page for page, _ in PAGES]}), tmp_path / "in.parquet")
    canonry.run(tmp_path / "in.parquet", tmp_path / "out.parquet", isolated=True)
    assert parquet.read_table(tmp_path / "out.parquet")["text"].to_pylist() == [clean for _, clean in PAGES]
    parquet.write_table(parquet.read_table(tmp_path / "in.parquet"), tmp_path / "rare.parquet", compression="brotli")
    refused = canonry.run(tmp_path / "rare.parquet", tmp_path / "rare.out.parquet", isolated=True)
    assert refused.code == 3 and "brotli, which this build does not unpack" in refused.messages[0]


def test_run_says_what_is_wrong(pages: Path, tmp_path: Path) -> None:
    with pytest.raises(RunError) as error:
        canonry.run(pages, tmp_path / "out", preset="nws")
    assert error.value.code == 2 and "did you mean `news`?" in str(error.value)
    assert not (tmp_path / "out").exists()
    with pytest.raises(RunError, match="unknown flag `--no-such-flag`"):
        canonry.run(pages, tmp_path / "out", no_such_flag=True)


def test_records_that_cannot_be_read_are_told(tmp_path: Path) -> None:
    source = tmp_path / "in.jsonl"
    source.write_text('{"text":"a  b"}\n{"text":\n', encoding="utf-8")
    result = canonry.run(source, tmp_path / "out.jsonl", isolated=True, errors=tmp_path / "errors.jsonl")
    assert result.quarantined and result.code == 3
    assert (tmp_path / "out.jsonl").read_text(encoding="utf-8") == '{"text":"a b"}\n{"text":\n'


def test_an_exception_in_progress_stops_the_run(pages: Path, tmp_path: Path) -> None:
    def stop(_: Progress) -> None:
        raise KeyError("enough")

    with pytest.raises(KeyError):
        canonry.run(pages, tmp_path / "out", isolated=True, on_progress=stop)


def test_a_run_that_was_stopped_goes_on(tmp_path: Path) -> None:
    source, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text("".join(f'{{"id":{number},"text":"The Isis-K cell fled.."}}\n' for number in range(150_000)))

    def stop(progress: Progress) -> None:
        raise KeyError("enough")

    with pytest.raises(KeyError):
        canonry.run(source, out, isolated=True, jobs=1, checkpoint="1MB", on_progress=stop)
    assert not out.exists(), "it takes longer than a second, when progress is told first"
    result = canonry.run(source, out, isolated=True, jobs=1, checkpoint="1MB", resume=True)
    assert result.stats["texts"] == 150_000
    lines = out.read_text().splitlines()
    assert len(lines) == 150_000 and lines[-1] == '{"id":149999,"text":"The ISKP cell fled."}'


@pytest.mark.skipif(os.name != "posix", reason="signals of this kind")
def test_ctrl_c_ends_the_command(tmp_path: Path) -> None:
    source = tmp_path / "many.jsonl"
    source.write_text('{"text":"The Isis-K cell fled.."}\n' * 1_000_000, encoding="utf-8")
    command = [SCRIPT, "clean", str(source), "-o", str(tmp_path / "out.jsonl"), "--progress", "json"]
    with subprocess.Popen(command, stderr=subprocess.PIPE) as process:
        assert process.stderr is not None
        assert b"progress" in process.stderr.readline(), "it is at work"
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=30) in (-signal.SIGINT, 130)
    assert not (tmp_path / "out.jsonl").exists()
