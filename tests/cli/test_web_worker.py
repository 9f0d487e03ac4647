"""Connections on which nothing has come yet hold no thread (docs/rules/running.md section 5)."""

from __future__ import annotations

import selectors
import socket
import time
from collections import deque
from collections.abc import Iterator
from typing import Any

import pytest
from gunicorn.config import Config

from pbplatform.cli.shared_out import STUCK_SECONDS, Board
from pbplatform.cli.web_worker import PatientWorker


@pytest.fixture
def worker() -> Iterator[Any]:
    """One with no thread; it notes what it would give one to."""
    made: Any = PatientWorker.__new__(PatientWorker)
    made.cfg, made.nr_conns, made.pending_conns = Config(), 0, deque()
    made.poller, made.given = selectors.DefaultSelector(), []
    made.enqueue_req = made.given.append
    made.board = Board(2)
    made.seat, made.alive = made.board.seat(), True
    yield made
    for connection in [*made.pending_conns, *made.given]:
        connection.close()
    made.poller.close()


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as made:
        yield made


def test_connection_holds_no_thread_until_something_came(
    worker: Any, listener: socket.socket
) -> None:
    """Browsers open connections before they need them; each would hold a thread for seconds."""
    with socket.create_connection(listener.getsockname()) as browser:
        worker.accept(listener)
        assert worker.poller.select(0) == []
        assert (worker.given, worker.nr_conns) == ([], 1)
        browser.sendall(b"GET /rounds HTTP/1.1\r\n")
        worker.wait_for_and_dispatch_events(60)
        assert len(worker.given) == 1
        assert not worker.pending_conns
        assert worker.given[0].data_ready


def test_connection_that_says_nothing_is_ended(worker: Any, listener: socket.socket) -> None:
    with socket.create_connection(listener.getsockname()) as browser:
        worker.accept(listener)
        worker.pending_conns[0].timeout = 0.0  # its five seconds are over
        worker.murder_pending()
        assert browser.recv(1) == b""
    assert (worker.given, worker.nr_conns) == ([], 0)


def test_connection_is_left_to_a_process_with_fewer_for_a_moment(
    worker: Any, listener: socket.socket
) -> None:
    other = worker.board.seat()
    other.turn(takes=True)
    worker.seat.turn(takes=True)
    worker.seat.took_one()
    worker.sockets, worker._accepting, worker.nr_conns = [listener], False, 1
    worker.set_accept_enabled(True)
    with socket.create_connection(listener.getsockname()):
        worker.wait_for_and_dispatch_events(60)
        worker.set_accept_enabled(True)
        assert (worker.nr_conns, worker._accepting) == (1, False)
        time.sleep(STUCK_SECONDS)
        began = time.monotonic()
        worker.wait_for_and_dispatch_events(60)  # it only looks again
        worker.set_accept_enabled(True)
        worker.wait_for_and_dispatch_events(60)
        assert time.monotonic() - began < 5
        assert (worker.nr_conns, worker._accepting) == (2, True)
