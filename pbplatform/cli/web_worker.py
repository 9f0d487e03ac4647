"""gunicorn's threads, with some of them always left for people who send what they have to send.

New connections are shared out among the processes of the host (shared_out.py).
A thread reads a request as slowly as it comes. So whoever is slow has a bounded time, and when the
threads run out, those who have been at it longest are cut off. It is no substitute for the proxy,
which reads whole requests before it passes them on (deploy/nginx.conf).
Source: docs/rules/running.md section 5.
"""

from __future__ import annotations

import errno
import selectors
import socket
import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from gunicorn.workers.gthread import TConn, ThreadWorker

from pbplatform.cli.shared_out import Board
from pbplatform.core.write_turns import keep_free

FOR_READERS = 4
HEAD_SECONDS = 10.0
BODY_SECONDS = 120.0
# Nobody is cut off sooner, however full it is.
_SHORTEST_SECONDS = 1.0
_LOOK_SECONDS = 0.25
# Whoever leaves a connection to another process looks again so much later.
_ASIDE_SECONDS = 0.001
_NOBODY_THERE = (errno.EAGAIN, errno.EWOULDBLOCK, errno.ECONNABORTED)
# This module is loaded once, before gunicorn divides.
_BOARD = Board()


class Arriving:
    """Requests that are still arriving: which thread reads from which connection, since when."""

    def __init__(self, threads: int, for_readers: int) -> None:
        self._most = max(1, threads - for_readers)
        self._held: dict[int, tuple[float, float, socket.socket]] = {}
        self._lock = threading.Lock()

    def begin(self, connection: socket.socket, seconds: float, since: float | None = None) -> None:
        """This thread reads from a connection from now on; it began `since`, or now."""
        began = time.monotonic() if since is None else since
        with self._lock:
            self._held[threading.get_ident()] = (began, seconds, connection)

    def end(self) -> None:
        with self._lock:
            self._held.pop(threading.get_ident(), None)

    def cut_off(self, now: float) -> int:
        """End reading from connections that are over time, and from the slowest when too many."""
        with self._lock:
            by_age = sorted(self._held.values(), key=lambda each: each[0])
            spare = len(by_age) - self._most
            ended = [
                connection
                for place, (since, seconds, connection) in enumerate(by_age)
                if now - since > seconds or (place < spare and now - since > _SHORTEST_SECONDS)
            ]
        for connection in ended:
            try:
                connection.shutdown(socket.SHUT_RD)
            except OSError:
                continue  # it went by itself
        return len(ended)


class WatchedBody:
    """The body of a request, whose every read is under watch."""

    def __init__(self, body: Any, arriving: Arriving, connection: socket.socket) -> None:
        self._body, self._arriving, self._connection = body, arriving, connection
        self._since: float | None = None

    def _watched(self, read: Callable[..., Any], *size: Any) -> Any:
        self._since = self._since or time.monotonic()
        self._arriving.begin(self._connection, BODY_SECONDS, self._since)
        try:
            return read(*size)
        finally:
            self._arriving.end()

    def read(self, *size: Any) -> Any:
        return self._watched(self._body.read, *size)

    def readline(self, *size: Any) -> Any:
        return self._watched(self._body.readline, *size)

    def readlines(self, *hint: Any) -> Any:
        return self._watched(self._body.readlines, *hint)

    def __iter__(self) -> Iterator[bytes]:
        while line := self.readline():
            yield line


class PatientWorker(ThreadWorker):  # type: ignore[misc]  # gunicorn ships no types
    """A worker whose threads are not all held by requests that arrive slowly, or wait to write."""

    wsgi: Callable[..., Any]
    _aside = False

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.seat = _BOARD.seat()  # still in the process that divides

    def init_process(self) -> None:
        self.arriving = Arriving(self.cfg.threads, FOR_READERS)
        keep_free(self.cfg.threads, for_readers=FOR_READERS)
        threading.Thread(target=self._watch, daemon=True).start()
        super().init_process()

    def _watch(self) -> None:
        while True:
            time.sleep(_LOOK_SECONDS)
            self.arriving.cut_off(time.monotonic())

    def load_wsgi(self) -> None:
        super().load_wsgi()
        application = self.wsgi

        def watched(environ: dict[str, Any], start: Callable[..., Any]) -> Any:
            taken = environ["wsgi.input"], self.arriving, environ["gunicorn.socket"]
            environ["wsgi.input"] = WatchedBody(*taken)
            return application(environ, start)

        self.wsgi = watched

    def wait_for_and_dispatch_events(self, timeout: float) -> None:
        self.seat.turn(takes=self.alive)
        aside, self._aside = self._aside, False
        super().wait_for_and_dispatch_events(_ASIDE_SECONDS if aside else timeout)

    def set_accept_enabled(self, enabled: bool) -> None:
        super().set_accept_enabled(enabled and not self._aside)

    def accept(self, listener: Any) -> None:
        """Take a new connection, and no thread for it before it says something.

        Where another process took fewer, it is left to that one.
        Browsers open connections ahead. gunicorn has a thread wait five seconds on each, and
        requests that are here wait behind it; we have it wait where kept connections do.
        """
        if self.seat.leaves_it(time.monotonic()):
            self._aside = True
            self.set_accept_enabled(False)
            return
        try:
            client, address = listener.accept()
        except OSError as error:
            if error.errno not in _NOBODY_THERE:
                raise
            return
        self.nr_conns += 1
        self.seat.took_one()
        conn = TConn(self.cfg, client, address, listener.getsockname())
        conn.set_timeout()
        self.pending_conns.append(conn)
        said = partial(self.on_pending_socket_readable, conn)
        self.poller.register(conn.sock, selectors.EVENT_READ, said)

    def handle(self, conn: Any) -> Any:
        self.arriving.begin(conn.sock, HEAD_SECONDS)
        try:
            return super().handle(conn)
        finally:
            self.arriving.end()

    def handle_request(self, req: Any, conn: Any) -> Any:
        self.arriving.end()  # its head is here
        return super().handle_request(req, conn)
