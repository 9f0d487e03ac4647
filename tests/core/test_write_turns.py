"""Who waits for a turn to write, and who is told at once that there is none (running.md 5)."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from pbplatform.core import write_turns
from pbplatform.core.transaction import NoTurn, transaction
from pbplatform.core.write_turns import host_lock, in_line, keep_free

TWO_AT_ONCE = {"threads": 3, "for_readers": 1}


@pytest.fixture(autouse=True)
def _line_of_two() -> Iterator[None]:
    before = write_turns._line
    write_turns._line = write_turns._Line()
    keep_free(**TWO_AT_ONCE)
    yield
    write_turns._line = before


@pytest.mark.database
def test_short_writes_of_many_all_get_a_turn(app: Flask) -> None:
    told: list[str] = []

    def write() -> None:
        for _ in range(4):
            try:
                with app.test_request_context("/"), transaction():
                    time.sleep(0.02)
            except NoTurn:
                told.append("no turn")

    threads = [threading.Thread(target=write) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert told == []


def test_writers_are_told_at_once_where_turns_do_not_go_on() -> None:
    held, full = threading.Event(), threading.Barrier(3)

    def hold() -> None:
        with in_line(patience=8.0):
            full.wait()
            held.wait()

    threads = [threading.Thread(target=hold) for _ in range(2)]
    for thread in threads:
        thread.start()
    full.wait()
    time.sleep(write_turns._MOVING_SECONDS)
    begun = time.monotonic()
    with pytest.raises(NoTurn), in_line(patience=8.0):
        pass
    waited = time.monotonic() - begun
    held.set()
    for thread in threads:
        thread.join()
    assert waited < 1


def test_another_process_is_let_in_after_a_few_turns_of_ours(tmp_path: Path) -> None:
    """A program that waits for the lock of the host, beside threads of which some always wait."""
    path, over = tmp_path / "a.db.lock", threading.Event()
    had: list[int] = []

    def write() -> None:
        while not over.is_set():
            with host_lock(path, patience=8.0):
                had.append(1)
                time.sleep(0.002)

    threads = [threading.Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    waited = []
    for _time in range(10):
        time.sleep(0.02)
        before = len(had)
        with host_lock(path):
            waited.append(len(had) - before)
    over.set()
    for thread in threads:
        thread.join()
    # One stretch that had begun, and one of whoever asked for the lock before.
    assert max(waited) <= 3 * write_turns._MOST_TURNS
    assert write_turns._MOST_TURNS <= 4


def test_one_of_a_process_stands_in_the_queue_of_the_host_and_all_are_told_in_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.db.lock"
    asked: list[int] = []
    told: list[str] = []
    whole = write_turns._Asked

    def counted(handle: int) -> write_turns._Asked:
        asked.append(handle)
        return whole(handle)

    monkeypatch.setattr(write_turns, "_Asked", counted)

    def write(patience: float) -> None:
        try:
            with host_lock(path, patience=patience):
                told.append("had a turn")
        except NoTurn:
            told.append("no turn")

    with host_lock(path):
        first = threading.Thread(target=write, args=(8.0,))
        first.start()
        while not asked:
            time.sleep(0.01)
        others = [threading.Thread(target=write, args=(0.2,)) for _ in range(5)]
        for thread in others:
            thread.start()
        for thread in others:
            thread.join()
        assert told == ["no turn"] * 5
    first.join()
    assert told == [*["no turn"] * 5, "had a turn"]
    assert len(asked) == 1
