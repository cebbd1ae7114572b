"""Every example of Python in the documents runs, each block in a process of its own."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

from conftest import PAGES, ROOT

DOCUMENTS = ["README.md", "docs/python.md", "python/README.md"]


def blocks() -> list[object]:
    found = []
    for document in DOCUMENTS:
        text = (ROOT / document).read_text(encoding="utf-8")
        for block in re.finditer(r"^```python\n(.*?)^```", text, re.DOTALL | re.MULTILINE):
            line = text[: block.start()].count("\n") + 1
            found.append(pytest.param(block[1], id=f"{document}:{line}"))
    return found


def run(program: str, folder: Path) -> None:
    for library in ("pyarrow", "polars", "datasets", "pandas", "duckdb", "datatrove", "pyspark", "matplotlib"):
        if re.search(rf"\b{library}\b", program):
            pytest.importorskip(library)
    if "pyspark" in program and shutil.which("java") is None:
        pytest.skip("Spark needs Java, and there is none")
    # Others warn of themselves.
    strict = [] if re.search("pyspark|datatrove", program) else ["-W", "error"]
    environment = {**os.environ, "SPARK_LOCAL_IP": "127.0.0.1", "PYSPARK_PYTHON": sys.executable}
    command = [sys.executable, *strict, "-c", program]
    done = subprocess.run(command, capture_output=True, text=True, cwd=folder, env=environment)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("block", blocks())
def test_example(block: str, tmp_path: Path) -> None:
    run(block, tmp_path)


def test_tutorial(tmp_path: Path) -> None:
    """Its blocks are one program that draws a picture, as `docs` shows one."""
    text = (ROOT / "docs" / "tutorial.md").read_text(encoding="utf-8")
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    run("\n".join(re.findall(r"^```python\n(.*?)^```", text, re.DOTALL | re.MULTILINE)), tmp_path)
    for picture in (tmp_path / "entities.png", ROOT / "docs" / "entities.png"):
        assert picture.read_bytes().startswith(b"\x89PNG")


#: A bucket that is a folder.
AWS = """#!/bin/sh
[ "$1 $2" = "s3 cp" ] || exit 1
case $3 in -) cat > "$BUCKETS/${4#s3://}" ;; *) cat "$BUCKETS/${3#s3://}" ;; esac
"""


def test_recipes_of_the_shell(tmp_path: Path) -> None:
    text = (ROOT / "docs" / "python.md").read_text(encoding="utf-8")
    pipe, shards = re.findall(r"^```sh\n(.*?)^```", text, re.DOTALL | re.MULTILINE)
    pages = "".join(json.dumps({"text": page}) + "\n" for page, _ in PAGES) * 3
    clean = [page for _, page in PAGES] * 3
    for folder in ("bin", "pages", "clean"):
        (tmp_path / folder).mkdir()
    (tmp_path / "bin" / "aws").write_text(AWS)
    (tmp_path / "bin" / "aws").chmod(0o755)
    (tmp_path / "pages" / "2023.jsonl").write_text(pages, encoding="utf-8")
    (tmp_path / "pages.jsonl").write_text(pages, encoding="utf-8")
    path = os.pathsep.join([str(tmp_path / "bin"), sysconfig.get_path("scripts"), os.environ["PATH"]])
    environment = {**os.environ, "PATH": path, "BUCKETS": str(tmp_path)}
    for recipe, made in ((pipe, "clean/2023.jsonl"), (shards, "clean.jsonl")):
        done = subprocess.run(["bash", "-ec", recipe], capture_output=True, text=True, cwd=tmp_path, env=environment)
        assert done.returncode == 0, done.stderr
        lines = (tmp_path / made).read_text(encoding="utf-8").splitlines()
        assert [json.loads(line)["text"] for line in lines] == clean


def test_every_document_has_examples() -> None:
    for document in DOCUMENTS:
        if document != "README.md":
            assert any(str(block.id).startswith(document) for block in blocks()), document
