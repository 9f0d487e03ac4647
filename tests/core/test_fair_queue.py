"""Threads get their turns in the order in which they came (docs/rules/running.md section 5)."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from pbplatform.core import write_turns
from pbplatform.core.fair_queue import FairQueue
from pbplatform.core.write_turns import NoTurn, host_lock

LATE = 30.0


def test_places_are_given_in_the_order_in_which_threads_came() -> None:
    queue, order = FairQueue(), list[int]()
    assert queue.enter(time.monotonic() + LATE)

    def come(number: int) -> None:
        assert queue.enter(time.monotonic() + LATE)
        order.append(number)
        queue.leave()

    threads = [threading.Thread(target=come, args=(number,)) for number in range(20)]
    for many, thread in enumerate(threads, start=1):
        thread.start()
        while len(queue._waiting) < many:
            time.sleep(0.001)
    queue.leave()
    for thread in threads:
        thread.join()
    assert order == list(range(20))
    assert queue.inside == 0


def test_whoever_has_just_left_comes_after_those_who_wait() -> None:
    queue, order = FairQueue(), list[str]()
    assert queue.enter(time.monotonic() + LATE)

    def wait() -> None:
        assert queue.enter(time.monotonic() + LATE)
        order.append("waited")
        queue.leave()

    waiting = threading.Thread(target=wait)
    waiting.start()
    while not queue._waiting:
        time.sleep(0.001)
    queue.leave()
    assert queue.enter(time.monotonic() + LATE)
    order.append("came again")
    queue.leave()
    waiting.join()
    assert order == ["waited", "came again"]


def test_whoever_gives_up_leaves_no_gap() -> None:
    queue = FairQueue()
    assert queue.enter(time.monotonic() + LATE)
    assert not queue.enter(time.monotonic() + 0.05)
    assert not queue.enter(time.monotonic() + LATE, lambda: False)
    queue.leave()
    assert queue.inside == 0
    assert queue.enter(time.monotonic())


_OTHER = """
import sys, time
from pathlib import Path
from pbplatform.core.write_turns import host_lock
for _turn in range(10):
    begun = time.monotonic()
    with host_lock(Path(sys.argv[1]), patience=eval(sys.argv[2])):
        print(time.monotonic() - begun, flush=True)
"""


@pytest.mark.parametrize("patience", ["20.0", "None"])
def test_another_process_gets_its_turn_while_threads_hand_theirs_on(
    tmp_path: Path, patience: str
) -> None:
    """Without the file `.next` it waits until all of this process are done."""
    path, ended = tmp_path / "a.db.lock", threading.Event()

    def write() -> None:
        while not ended.is_set():
            with host_lock(path, patience=LATE):
                time.sleep(0.002)

    threads = [threading.Thread(target=write) for _thread in range(6)]
    for thread in threads:
        thread.start()
    try:
        told = subprocess.run(
            [sys.executable, "-c", _OTHER, str(path), patience],
            capture_output=True, text=True, check=True, timeout=60,
        ).stdout  # fmt: skip
    finally:
        ended.set()
        for thread in threads:
            thread.join()
    waits = [float(line) for line in told.split()]
    assert len(waits) == 10
    assert max(waits) < 20 * write_turns._MOST_SECONDS


def test_lock_is_free_for_the_host_once_nobody_here_waits(tmp_path: Path) -> None:
    path = tmp_path / "a.db.lock"
    held, told = threading.Event(), list[str]()

    def impatient() -> None:
        held.wait()
        try:
            with host_lock(path, patience=0.05):
                told.append("had a turn")
        except NoTurn:
            told.append("no turn")

    thread = threading.Thread(target=impatient)
    thread.start()
    with host_lock(path, patience=LATE):
        held.set()
        thread.join()
    assert told == ["no turn"]
    done = subprocess.run(["flock", "-n", str(path), "true"], check=False)
    assert done.returncode == 0
