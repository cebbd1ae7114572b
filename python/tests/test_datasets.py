"""Hugging Face datasets: the same texts, and a cache that is hit."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import PAGES

datasets = pytest.importorskip("datasets", reason="datasets is not installed")

#: Cleans a file of Parquet; says whether the function was called.
PROGRAM = """
import sys
import datasets, canonry
from canonry import ArrowMap
datasets.disable_progress_bars()
calls = []
plain = ArrowMap.__call__
def counted(self, table):
    calls.append(1)
    return plain(self, table)
ArrowMap.__call__ = counted
rows = datasets.load_dataset("parquet", data_files=sys.argv[1], split="train", cache_dir=sys.argv[2])
clean = rows.with_format("arrow").map(canonry.Cleaner(preset=sys.argv[3]).arrow_map("text"), batched=True)
print(len(calls) > 0, ascii(clean.with_format(None)["text"][:]))
"""


def test_arrow_map_and_its_cache(tmp_path: Path) -> None:
    pa = pytest.importorskip("pyarrow")
    import pyarrow.parquet as pq

    source = tmp_path / "rows.parquet"
    pq.write_table(pa.table({"text": [page for page, _ in PAGES]}), source)

    def run(preset: str) -> str:
        done = subprocess.run(
            [sys.executable, "-c", PROGRAM, str(source), str(tmp_path / "cache"), preset],
            capture_output=True,
            text=True,
            env={**os.environ, "HF_HOME": str(tmp_path / "home"), "HF_HUB_OFFLINE": "1", "HF_DATASETS_OFFLINE": "1"},
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    expected = ascii([clean for _, clean in PAGES])
    assert run("news") == f"True {expected}\n"
    assert run("news") == f"False {expected}\n", "the second run is answered by the cache"
    assert run("minimal").startswith("True "), "other settings are another function"
