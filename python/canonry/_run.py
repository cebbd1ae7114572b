"""Files and folders. In: paths, settings. Out: clean files, what was counted. The command does the work, in a process.

Not here: formats, resuming, errors of records (see the command).
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from glob import glob
from typing import Any, Union

from ._errors import RunError

Path = Union[str, "os.PathLike[str]"]

#: The exit code of a run in which records were left as they are.
QUARANTINED = 3


@dataclass(frozen=True)
class Progress:
    """How far a run has come: ``bytes`` of ``of`` were read (``None`` where nobody knows how many there are)."""

    texts: int
    errors: int
    bytes: int
    of: int | None
    seconds: float
    mb_per_second: float
    seconds_left: float | None
    ended: bool


@dataclass(frozen=True)
class Result:
    """How a run went: ``stats`` is what ``--stats json`` counts, ``messages`` what the command said."""

    code: int
    stats: Mapping[str, Any]
    messages: tuple[str, ...]

    @property
    def quarantined(self) -> bool:
        """Whether records could not be read; ``errors=FILE`` lists them."""
        return self.code == QUARANTINED


def run(
    paths: Path | Iterable[Path],
    output: Path,
    *,
    on_progress: Callable[[Progress], object] | None = None,
    **flags: Any,
) -> Result:
    """Clean files and folders, with the engine of the command line and its flags.

    ``paths`` are files, folders or patterns (``"in/*.jsonl"``). Flags are those of ``canonry clean --help``, written as in
    Python: ``field="body"``, ``dict=["ours.toml"]``, ``edits="log.jsonl"``, ``jobs=2``, ``isolated=True``.
    ``on_progress`` is called every second and at the end; what it raises stops the run, and so does Ctrl-C: with
    ``resume=True`` the same call goes on from the last checkpoint.

    What cannot be done raises :class:`RunError` with the sentence and the exit code of the command.
    """
    words = ["clean", *_paths(paths), "--output", os.fspath(output), "--stats", "json", "--progress", "json"]
    for name, value in flags.items():
        words += _flag(name, value)
    command = [sys.executable, "-m", "canonry", *words]
    said: list[str] = []
    stats: dict[str, Any] = {}
    with subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, encoding="utf-8"
    ) as process:
        try:
            assert process.stderr is not None
            for line in process.stderr:
                told = _json(line)
                if told is None:
                    said.append(line.rstrip("\n"))
                elif "progress" in told:
                    if on_progress is not None:
                        on_progress(Progress(**told["progress"]))
                else:
                    stats = told
        except BaseException:
            process.send_signal(signal.SIGINT)
            process.wait()
            raise
    code = process.returncode
    if code not in (0, QUARANTINED):
        raise RunError("\n".join(said) or f"canonry ended with {code}", code)
    return Result(code, stats, tuple(said))


def _paths(paths: Path | Iterable[Path]) -> Sequence[str]:
    each = [paths] if isinstance(paths, (str, os.PathLike)) else list(paths)
    found: list[str] = []
    for path in (os.fspath(path) for path in each):
        # What matches nothing is the command's to refuse.
        found += (not os.path.exists(path) and sorted(glob(path, recursive=True))) or [path]
    return found


def _flag(name: str, value: Any) -> list[str]:
    flag = "--" + name.replace("_", "-")
    if value is None or value is False:
        return []
    if value is True:
        return [flag]
    each = value if isinstance(value, (list, tuple)) else [value]
    return [word for one in each for word in (flag, os.fspath(one) if isinstance(one, os.PathLike) else str(one))]


def _json(line: str) -> dict[str, Any] | None:
    if not line.startswith("{"):
        return None
    try:
        told = json.loads(line)
    except ValueError:
        return None
    return told if isinstance(told, dict) else None
