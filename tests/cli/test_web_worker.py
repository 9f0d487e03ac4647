"""Connections on which nothing has come yet hold no thread (docs/rules/running.md section 5)."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from gunicorn.config import Config
from gunicorn.workers import gthread

from pbplatform.cli.web_worker import Arriving, PatientWorker


@pytest.fixture
def pair() -> Iterator[tuple[socket.socket, socket.socket]]:
    ours, theirs = socket.socketpair()
    yield ours, theirs
    ours.close()
    theirs.close()


def worker() -> Any:
    """One that answers nothing and starts no process."""
    made = PatientWorker.__new__(PatientWorker)
    made.cfg, made.alive = Config(), True
    made.arriving = Arriving(threads=2, for_readers=1)
    made.log = SimpleNamespace(debug=lambda *_told: None)
    return made


def connection(sock: socket.socket) -> Any:
    return gthread.TConn(Config(), sock, ("127.0.0.1", 1), ("127.0.0.1", 2))


def test_connection_that_says_nothing_is_put_back_without_waiting(
    pair: tuple[socket.socket, socket.socket], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Browsers open connections before they need them; each would hold a thread for seconds."""
    monkeypatch.setattr(gthread, "DEFAULT_WORKER_DATA_TIMEOUT", 60.0)
    answer: list[object] = []
    thread = threading.Thread(
        target=lambda: answer.append(worker().handle(connection(pair[0]))), daemon=True
    )
    thread.start()
    thread.join(20)
    assert answer == [gthread._DEFER]


def test_connection_on_which_something_came_is_read_at_once(
    pair: tuple[socket.socket, socket.socket],
) -> None:
    reading = worker()
    asked: list[str] = []
    reading.handle_request = lambda req, _conn: asked.append(req.uri) or False
    pair[1].sendall(b"GET /rounds HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
    assert reading.handle(connection(pair[0])) is False
    assert asked == ["/rounds"]
    assert reading.arriving.cut_off(1e9) == 0  # nothing is left under watch
