"""What `make bench-vote` counts as an answer, and how it goes on when a line was ended.

docs/benchmarks.md, “Votes a second”.
"""

from __future__ import annotations

import itertools
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from benchmarks.load import run

REQUEST = b"POST /cast HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n"
GOOD, AWAY = b"HTTP/1.1 200 OK", b"HTTP/1.1 503 SERVICE UNAVAILABLE"


@contextmanager
def server(*heads: bytes, answers_a_line: int) -> Iterator[int]:
    """It answers with these in turn, and ends each connection after so many."""
    listening = socket.create_server(("127.0.0.1", 0))
    turns, ended = itertools.cycle(heads), threading.Event()

    def serve() -> None:
        while not ended.is_set():
            try:
                line, _address = listening.accept()
            except OSError:
                return
            with line:
                for _answer in range(answers_a_line):
                    if not line.recv(4096):
                        break
                    body = b"in the box"
                    length = str(len(body)).encode()
                    line.sendall(
                        next(turns) + b"\r\nContent-Length: " + length + b"\r\n\r\n" + body
                    )

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield listening.getsockname()[1]
    finally:
        ended.set()
        listening.close()


def test_only_votes_that_are_in_the_box_are_counted_as_good() -> None:
    with server(GOOD, AWAY, answers_a_line=100) as port:
        told = run(port, iter([REQUEST] * 10), lines=1, seconds=30)
    assert len(told.waits) == 5
    assert told.bad == [AWAY.decode()] * 5


def test_line_that_was_ended_meanwhile_is_made_anew_and_the_request_sent_again() -> None:
    with server(GOOD, answers_a_line=1) as port:
        told = run(port, iter([REQUEST] * 4), lines=1, seconds=30)
    assert len(told.waits) == 4
    assert not told.bad
