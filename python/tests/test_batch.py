"""Many texts: lists, bad rows, threads, Ctrl-C, fork."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time

import pytest
from canonry import Cleaner, RowWarning

from conftest import PAGES

TEXTS = [page for page, _ in PAGES] * 40
CLEAN = [clean for _, clean in PAGES] * 40

#: The word that makes a page panic, in processes that ask for it; see `Poison` in src/cleaner.rs.
POISON = {**os.environ, "CANONRY_POISON": "Wolfsbane"}


@pytest.mark.parametrize("threads", [None, 1, 2, 5])
def test_order_and_threads(cleaner: Cleaner, threads: int | None) -> None:
    assert cleaner.clean_batch(TEXTS, threads=threads) == CLEAN


def test_none_stays_none_and_nothing_is_nothing(cleaner: Cleaner) -> None:
    assert cleaner.clean_batch([None, "a  b..", None]) == [None, "a b.", None]
    assert cleaner.clean_batch([]) == []
    assert cleaner.clean_batch(iter(["a  b"])) == ["a b"], "anything that is gone through"


def test_a_row_that_is_no_text_stays_and_is_named(cleaner: Cleaner) -> None:
    rows = ["a  b", 3, b"x", "c  d", 1.5]
    errors: list[tuple[int, str]] = []
    assert cleaner.clean_batch(rows, errors=errors) == ["a b", 3, b"x", "c d", 1.5]
    assert errors == [
        (1, "expected a str, found int"),
        (2, "expected a str, found bytes"),
        (4, "expected a str, found float"),
    ]
    with pytest.warns(RowWarning, match="3 of 5 rows were left as they are; row 1: expected a str, found int"):
        cleaner.clean_batch(rows)


@pytest.mark.parametrize("wrong", ["a text", b"bytes", 3, None])
def test_what_is_no_list_is_a_type_error(cleaner: Cleaner, wrong: object) -> None:
    with pytest.raises(TypeError, match="clean_batch takes"):
        cleaner.clean_batch(wrong)


def run(program: str, **environment: str) -> str:
    """What a program prints; its own process, for signals, forks and hooks are of a process."""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", program],
        capture_output=True,
        text=True,
        timeout=60,
        env={**os.environ, **environment},
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return done.stdout


@pytest.mark.parametrize("threads", [1, 2])
def test_a_panic_is_the_error_of_its_row(threads: int) -> None:
    program = f"""
import warnings
from canonry import Cleaner, RowWarning
cleaner = Cleaner()
rows = ["a  b", "Wolfsbane  x", None] * 3000
errors = []
assert cleaner.clean_batch(rows, threads={threads}, errors=errors) == ["a b", "Wolfsbane  x", None] * 3000
assert [number for number, _ in errors] == list(range(1, 9000, 3))
assert "a poisoned page" in errors[0][1], errors[0]
with warnings.catch_warnings(record=True) as seen:
    warnings.simplefilter("always")
    assert cleaner.clean("Wolfsbane  x") == "Wolfsbane  x"
assert [w.category for w in seen] == [RowWarning]
page = cleaner.analyze("Wolfsbane  x")
assert page.text == page.original and "a poisoned page" in page.error
assert "a poisoned page" in cleaner.record("Wolfsbane")["error"]
"""
    run(program, CANONRY_POISON="Wolfsbane")


def test_without_the_hook_the_word_is_a_word(cleaner: Cleaner) -> None:
    assert cleaner.clean("Wolfsbane  x") == "Wolfsbane x"


def test_other_threads_run_meanwhile(cleaner: Cleaner) -> None:
    texts = TEXTS * 20
    ticks: list[float] = []
    done = threading.Event()

    def tick() -> None:
        while not done.is_set():
            ticks.append(time.monotonic())
            time.sleep(0.001)

    thread = threading.Thread(target=tick)
    thread.start()
    before = time.monotonic()
    cleaner.clean_batch(texts, threads=1)
    after = time.monotonic()
    done.set()
    thread.join()
    # Held, the lock would let the other thread run at both ends only.
    inside = [at for at in ticks if before + (after - before) / 4 < at < after - (after - before) / 4]
    assert inside, "another thread ran in the middle of the batch"


def test_many_threads_share_a_cleaner(cleaner: Cleaner) -> None:
    results: list[list[str]] = []
    work = [threading.Thread(target=lambda: results.append(cleaner.clean_batch(TEXTS, threads=2))) for _ in range(4)]
    for thread in work:
        thread.start()
    for thread in work:
        thread.join()
    assert results == [CLEAN] * 4


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
def test_fork_after_and_before_use() -> None:
    program = """
import multiprocessing
from canonry import Cleaner
cleaner = Cleaner()
texts = ["Isis-K  fled.." + "x" * 500] * 500
clean = cleaner.clean_batch(texts, threads=2)
def work(number):
    return cleaner.clean_batch(texts, threads=2) == clean
with multiprocessing.get_context("fork").Pool(2) as pool:
    assert all(pool.map(work, range(4)))
assert cleaner.clean_batch(texts, threads=2) == clean
"""
    run(program)


def test_a_spawned_worker_gets_the_same_cleaner(cleaner: Cleaner) -> None:
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        assert pool.map(cleaner.clean, [page for page, _ in PAGES]) == [clean for _, clean in PAGES]


@pytest.mark.skipif(os.name != "posix", reason="signals of this kind")
@pytest.mark.parametrize("threads", [1, 2])
def test_ctrl_c_ends_a_batch(threads: int) -> None:
    program = f"""
import sys, threading, os, signal, time
from canonry import Cleaner
cleaner = Cleaner()
# More than anybody waits for.
rows = ["The Isis-K cell fled to Kabul.. " * 20] * 2_000_000
threading.Timer(0.3, lambda: os.kill(os.getpid(), signal.SIGINT)).start()
try:
    cleaner.clean_batch(rows, threads={threads})
except KeyboardInterrupt:
    print("interrupted")
assert cleaner.clean("a  b") == "a b"
"""
    assert run(program) == "interrupted\n"
