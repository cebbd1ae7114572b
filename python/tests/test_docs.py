"""Every example of Python in the documents runs, each block in a process of its own."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
DOCUMENTS = ["README.md", "docs/python.md", "python/README.md"]


def blocks() -> list[object]:
    found = []
    for document in DOCUMENTS:
        text = (ROOT / document).read_text(encoding="utf-8")
        for block in re.finditer(r"^```python\n(.*?)^```", text, re.DOTALL | re.MULTILINE):
            line = text[: block.start()].count("\n") + 1
            found.append(pytest.param(block[1], id=f"{document}:{line}"))
    return found


@pytest.mark.parametrize("block", blocks())
def test_example(block: str, tmp_path: Path) -> None:
    for library in ("pyarrow", "polars", "datasets", "pandas", "duckdb"):
        if re.search(rf"\b{library}\b", block):
            pytest.importorskip(library)
    done = subprocess.run([sys.executable, "-W", "error", "-c", block], capture_output=True, text=True, cwd=tmp_path)
    assert done.returncode == 0, done.stderr


def test_every_document_has_examples() -> None:
    for document in DOCUMENTS:
        if document != "README.md":
            assert any(str(block.id).startswith(document) for block in blocks()), document
