"""Web processes share new connections out (docs/rules/running.md section 5)."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from config import ROOT
from pbplatform.cli.shared_out import STUCK_SECONDS, Board, Seat

LINES = 24
GET = b"GET / HTTP/1.1\r\nHost: place\r\n\r\n"
PATIENCE_SECONDS = 60


def took(seat: Seat, many: int) -> None:
    """The loop of this process goes on, and it took so many connections."""
    seat.turn(takes=True)
    for _connection in range(many):
        seat.took_one()


def test_who_took_most_leaves_a_connection_to_who_took_fewer() -> None:
    board = Board(3)
    few, many, ended = board.seat(), board.seat(), board.seat()
    took(few, 3)
    took(many, 2)  # the first makes good what the other took
    assert many.leaves_it(0.0)
    assert not few.leaves_it(0.0)
    few.took_one()
    assert not many.leaves_it(0.0)
    ended.turn(takes=False)
    assert not many.leaves_it(0.0)


def test_who_takes_no_turn_is_left_nothing_until_it_moves() -> None:
    board = Board(2)
    stuck, other = board.seat(), board.seat()
    took(stuck, 0)
    took(other, 1)
    assert other.leaves_it(10.0)
    assert other.leaves_it(10.0 + STUCK_SECONDS * 0.9)
    assert not other.leaves_it(10.0 + STUCK_SECONDS * 1.1)
    assert not other.leaves_it(99.0)
    took(stuck, 0)
    assert other.leaves_it(99.0)


def test_who_stood_still_does_not_take_all_that_come_next() -> None:
    """Held connections were counted: who had hung up fewest was left nothing for a long time."""
    board = Board(2)
    late, other = board.seat(), board.seat()
    took(late, 0)
    took(other, 50)
    taken = []
    for _connection in range(24):
        late.turn(takes=True)
        other.turn(takes=True)
        taker = late if other.leaves_it(0.0) else other
        taker.took_one()
        taken.append(taker)
    assert taken.count(late) == taken.count(other) == 12


def test_place_of_a_process_that_ended_is_given_to_the_next() -> None:
    board = Board(2)
    dead, other = board.seat(), board.seat()
    took(dead, 0)
    took(other, 1)
    dead.clear()
    assert not other.leaves_it(0.0)
    new = board.seat()
    assert not other.leaves_it(0.0)  # it has not begun
    new.turn(takes=True)
    assert not other.leaves_it(0.0)  # it begins where the other is
    other.took_one()
    assert other.leaves_it(0.0)


def test_processes_beyond_the_last_place_run_by_themselves() -> None:
    board = Board(1)
    first, beyond = board.seat(), board.seat()
    took(first, 5)
    took(beyond, 0)
    assert not first.leaves_it(0.0)
    took(beyond, 9)
    assert not beyond.leaves_it(0.0)


class Server:
    """gunicorn with the settings of `serve` and two processes, at a socket of the file system."""

    def __init__(self, folder: Path) -> None:
        self.path = str(folder / "s")
        self.process = subprocess.Popen(
            [
                *(sys.executable, "-m", "gunicorn", "--bind", f"unix:{self.path}"),
                *("-c", "python:pbplatform.cli.gunicorn_settings"),
                "benchmarks.fixed_page:make_app()",
            ],
            env={
                **os.environ,
                "INSTANCE_DIR": str(folder),
                "SECRET_KEY": "k" * 64,
                "PYTHONPATH": str(ROOT),
                "WEB_PROCESSES": "2",
            },
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self.open: list[socket.socket] = []

    def connect(self, many: int) -> list[socket.socket]:
        """So many new connections, which are kept."""
        made = []
        for _line in range(many):
            made.append(socket.socket(socket.AF_UNIX))
            made[-1].settimeout(PATIENCE_SECONDS)
            made[-1].connect(self.path)
        self.open += made
        return made

    def hang_up(self) -> None:
        while self.open:
            self.open.pop().close()

    def workers(self) -> list[int]:
        words = ["ps", "-o", "pid=", "--ppid", str(self.process.pid)]
        listed = subprocess.run(words, capture_output=True, text=True, check=False).stdout
        return [int(word) for word in listed.split()]

    def held(self) -> list[int]:
        """How many connections each process holds; the socket at which it listens is none."""
        return [sockets(worker) - 1 for worker in self.workers()]

    def both_take(self) -> bool:
        """Whether each process takes connections; none are left open."""
        asked(self.connect(4))
        taken = self.held()
        self.hang_up()
        until(lambda: sum(self.held()) == 0, "all hung up")
        return len(taken) == 2 and min(taken) > 0


def sockets(process: int) -> int:
    """How many sockets a process has open."""
    found = 0
    for handle in Path(f"/proc/{process}/fd").glob("*"):
        try:
            found += handle.readlink().name.startswith("socket:")
        except FileNotFoundError:
            continue
    return found


def asked(connections: list[socket.socket]) -> float:
    """Seconds until a page came on all of these."""
    began = time.monotonic()
    for each in connections:
        each.sendall(GET)
    for each in connections:
        assert each.recv(4096).startswith(b"HTTP/1.1 200")
    return time.monotonic() - began


def until(found: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not found():
        assert time.monotonic() < deadline, f"waited too long until {what}"
        time.sleep(0.05)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    made = Server(tmp_path)
    try:
        until(lambda: Path(made.path).exists(), "it listens")
        until(made.both_take, "both take connections")
        yield made
    finally:
        made.hang_up()
        made.process.terminate()
        made.process.wait(PATIENCE_SECONDS)


def test_two_processes_share_what_is_opened_at_once_and_one_by_one(server: Server) -> None:
    """Left to the kernel, one of the two had 22 of 24, or all."""
    for _turn in range(3):
        asked(server.connect(LINES))
        assert max(server.held()) <= LINES // 2 + 2
        server.hang_up()
        until(lambda: sum(server.held()) == 0, "all hung up")
    for _line in range(LINES):
        asked(server.connect(1))
    assert max(server.held()) <= LINES // 2 + 2


def test_connections_are_answered_while_a_process_stands_still_and_when_it_is_gone(
    server: Server,
) -> None:
    victim = server.workers()[0]
    os.kill(victim, signal.SIGSTOP)
    assert asked(server.connect(LINES)) < 5
    for _line in range(LINES):
        asked(server.connect(1))
    os.kill(victim, signal.SIGKILL)
    assert asked(server.connect(LINES)) < 5
    server.hang_up()
    until(lambda: victim not in server.workers() and server.both_take(), "there is another")
    asked(server.connect(LINES))
    assert max(server.held()) <= LINES // 2 + 2
