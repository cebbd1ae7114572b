"""The package is typed, and what the stubs say is true."""

from __future__ import annotations

import inspect
import subprocess
import sys
from pathlib import Path

import canonry
import pytest

HERE = Path(__file__).parent
CONFIG = HERE.parent / "pyproject.toml"

USE = """
import os
import canonry
from canonry import Analysis, Cleaner, Mention, Result

cleaner = Cleaner("press", names={"org": "short"}, dictionaries=[os.fspath("a.toml"), b"", ("b.csv", b"")])
text: str = cleaner.clean("a")
page: Analysis = cleaner.analyze("a")
names: tuple[Mention, ...] = cleaner.annotate("a")
rows: list[str] = cleaner.clean_batch(["a"])
gaps: list[str | None] = cleaner.clean_batch(["a", None])
result: Result = canonry.run("in", "out", on_progress=print, field="body")
"""


def mypy(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", *words], capture_output=True, text=True)


def test_the_package_is_typed_strictly() -> None:
    done = mypy("mypy", "--config-file", str(CONFIG), "-p", "canonry")
    assert done.returncode == 0, done.stdout + done.stderr
    assert (Path(canonry.__file__).parent / "py.typed").exists()


def test_stubs_say_what_the_module_holds() -> None:
    done = mypy("mypy.stubtest", "canonry._canonry", "--mypy-config-file", str(CONFIG))
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    "line, wrong",
    [
        ("", False),
        ("text = cleaner.clean(3)", True),
        ("canonry.Cleaner(presett='news')", True),
        ("names[0].clean[0]", True),
    ],
)
def test_users_are_checked(tmp_path: Path, line: str, wrong: bool) -> None:
    program = tmp_path / "use.py"
    program.write_text(USE + line + "\n")
    done = mypy("mypy", "--strict", str(program))
    assert (done.returncode != 0) == wrong, done.stdout + done.stderr


def test_everything_public_says_what_it_is() -> None:
    public = [getattr(canonry, name) for name in canonry.__all__ if not name.startswith("_")]
    methods = [method for _, method in inspect.getmembers(canonry.Cleaner) if inspect.isfunction(method)]
    for thing in public + [method for method in methods if not method.__name__.startswith("_")]:
        assert inspect.getdoc(thing), thing


def test_examples_of_docstrings() -> None:
    import doctest

    import canonry._cleaner

    tried = [doctest.testmod(module) for module in (canonry, canonry._cleaner)]
    assert sum(result.attempted for result in tried) >= 6
    assert all(result.failed == 0 for result in tried)


def test_nothing_else_is_imported() -> None:
    program = "import sys, canonry; print([m for m in ('pyarrow', 'polars', 'pandas', 'numpy', 'pyspark') if m in sys.modules])"
    out = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert out.stdout == "[]\n"


def test_versions_are_one() -> None:
    for file in ("Cargo.toml", "python/Cargo.toml", "python/command/Cargo.toml"):
        text = (HERE.parent.parent / file).read_text(encoding="utf-8")
        assert f'\nversion = "{canonry.__version__}"\n' in text, file
