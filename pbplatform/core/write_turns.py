"""Turns to write: how long somebody waits for one, and how many of a process may wait at all.

SQLite lets one write at a time; a row of PostgreSQL can be held as well. Whoever waits holds a
thread of the web server, so waiting is bounded, and some threads are always left to readers.
Source: docs/rules/running.md section 5.
"""

from __future__ import annotations

import fcntl
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

# How long a request waits for its turn; commands and the worker wait until they have it.
PATIENCE_SECONDS = 8.0
# A turn that was taken so lately shows that turns go on: then one waits for a place in the line.
_MOVING_SECONDS = 1.0


class NoTurn(Exception):
    """Others hold the database, and too many wait; nothing was written."""


@dataclass
class _Line:
    """The line of this process. `most` of it may wait or write at once; None: no limit."""

    most: int | None = None
    inside: int = 0
    last_turn: float = 0.0
    room: threading.Condition = field(default_factory=threading.Condition)

    def enter(self, until: float) -> None:
        with self.room:
            while self.most is not None and self.inside >= self.most:
                moving = time.monotonic() - self.last_turn < _MOVING_SECONDS
                if not moving or not self.room.wait(min(0.25, max(0.0, until - time.monotonic()))):
                    if moving and time.monotonic() < until:
                        continue
                    raise NoTurn
            if self.inside == 0:
                self.had_turn()  # nobody was in the way
            self.inside += 1

    def leave(self) -> None:
        with self.room:
            self.inside -= 1
            self.room.notify()

    def had_turn(self) -> None:
        self.last_turn = time.monotonic()


_line = _Line()


def keep_free(threads: int, *, for_readers: int) -> None:
    """Say how many threads this web process has, and how many of them never wait for a turn."""
    _line.most = max(1, threads - for_readers)


@contextmanager
def in_line(*, patience: float | None) -> Iterator[None]:
    """A place in the line of this process, for as long as the block runs.

    Args:
        patience: seconds to wait; None waits until there is room, and takes no place in the line.
    Raises:
        NoTurn: there is no room, and nobody has had a turn lately.
    """
    if patience is None:
        yield
        return
    _line.enter(time.monotonic() + patience)
    try:
        yield
        _line.had_turn()  # also where no file is locked, as on PostgreSQL
    finally:
        _line.leave()


class _Asked:
    """One wish for the lock, which a thread of its own carries to the kernel's queue."""

    def __init__(self, handle: int) -> None:
        self._handle = handle
        self._state = threading.Lock()
        self._had = threading.Event()
        self._given_up = False
        threading.Thread(target=self._wait, daemon=True).start()

    def _wait(self) -> None:
        fcntl.flock(self._handle, fcntl.LOCK_EX)
        with self._state:
            if self._given_up:
                os.close(self._handle)  # closing gives the lock on to the next
            else:
                self._had.set()

    def got(self, seconds: float) -> bool:
        """Whether the lock came in time; afterwards nobody waits for it here any more."""
        self._had.wait(seconds)
        with self._state:
            self._given_up = not self._had.is_set()
            return self._had.is_set()


# Of this process one at a time stands in the kernel's queue: the others wait for each other, which
# needs no thread for each of them.
_front: dict[Path, threading.Lock] = {}


@contextmanager
def _alone_here(path: Path, until: float) -> Iterator[None]:
    """Be the one of this process that asks for this lock.

    Raises:
        NoTurn: others of this process were before us for too long.
    """
    front = _front.setdefault(path, threading.Lock())
    if not front.acquire(timeout=max(0.0, until - time.monotonic())):
        raise NoTurn
    try:
        yield
    finally:
        front.release()


@contextmanager
def host_lock(path: Path, *, patience: float | None = None) -> Iterator[None]:
    """An exclusive lock shared by all processes and threads of this host.

    SQLite's own waiting is polling and starves writers for seconds; the kernel's queue does not.

    Args:
        patience: seconds to wait; None waits until the lock comes.
    Raises:
        NoTurn: it did not come in time.
    """
    if patience is None:
        with _held(path, None):
            yield
        return
    until = time.monotonic() + patience
    with _alone_here(path, until), _held(path, until):
        yield


@contextmanager
def _held(path: Path, until: float | None) -> Iterator[None]:
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    if until is None:
        fcntl.flock(handle, fcntl.LOCK_EX)
    elif not _at_once(handle):
        left = until - time.monotonic()
        if left <= 0:
            os.close(handle)
            raise NoTurn
        if not _Asked(handle).got(left):
            raise NoTurn
    try:
        _line.had_turn()
        yield
    finally:
        os.close(handle)  # closing gives the lock back


def _at_once(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
