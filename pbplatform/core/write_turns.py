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
from pathlib import Path

from pbplatform.core.fair_queue import FairQueue

# How long a request waits for its turn; commands and the worker wait until they have it.
PATIENCE_SECONDS = 8.0
# A turn that was taken so lately shows that turns go on: then one waits for a place in the line.
_MOVING_SECONDS = 1.0
# So often, or for so long, a process hands the turn on to its own threads while others wait.
_MOST_TURNS = 4
_MOST_SECONDS = 0.1


class NoTurn(Exception):
    """Others hold the database, and too many wait; nothing was written."""


class _Line:
    """The line of this process: so many of it may wait or write at once, in the order they came."""

    def __init__(self) -> None:
        self.queue = FairQueue(None)
        self.last_turn = 0.0

    def enter(self, until: float) -> None:
        if self.queue.inside == 0:
            self.had_turn()  # nobody was in the way
        if not self.queue.enter(until, self._moves):
            raise NoTurn

    def _moves(self) -> bool:
        return time.monotonic() - self.last_turn < _MOVING_SECONDS

    def leave(self) -> None:
        self.queue.leave()

    def had_turn(self) -> None:
        self.last_turn = time.monotonic()


_line = _Line()


def keep_free(threads: int, *, for_readers: int) -> None:
    """Say how many threads this web process has, and how many of them never wait for a turn."""
    _line.queue.most = max(1, threads - for_readers)


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


class _Turns:
    """Turns at one lock for the threads of this process.

    One of them at a time has the lock of the host, or asks for it. Whoever is done hands it on to
    the next of this process as it is, which asks the kernel for nothing; after so many turns, or so
    long, another process is let in. A process that waits holds the file `.next` meanwhile: so the
    one that has just let go cannot come before it.
    """

    def __init__(self, path: Path) -> None:
        self._path, self._next = path, _next_of(path)
        self._queue = FairQueue()
        self._handle: int | None = None
        self._turns = 0
        self._since = 0.0

    def take(self, until: float) -> None:
        if not self._queue.enter(until):
            raise NoTurn
        if self._handle is not None:
            self._turns += 1
            return
        try:
            self._handle = self._asked(until)
        except BaseException:
            self._queue.leave()
            raise
        self._turns, self._since = 1, time.monotonic()

    def _asked(self, until: float) -> int:
        first = _locked(self._next, until)
        try:
            return _locked(self._path, until)
        finally:
            os.close(first)

    def give(self) -> None:
        self._queue.leave(self._let_go)

    def _let_go(self, waited: bool) -> None:
        """Give the lock back to the host, unless the next of this process is to have it."""
        longest = time.monotonic() - self._since > _MOST_SECONDS
        if waited and not longest and self._turns < _MOST_TURNS:
            return
        handle, self._handle = self._handle, None
        if handle is not None:
            os.close(handle)  # closing gives it back


_all_turns: dict[Path, _Turns] = {}


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
        handle = _in_the_end(path)
        try:
            _line.had_turn()
            yield
        finally:
            os.close(handle)
        return
    turns = _all_turns.setdefault(path, _Turns(path))
    turns.take(time.monotonic() + patience)
    try:
        _line.had_turn()
        yield
    finally:
        turns.give()


def _in_the_end(path: Path) -> int:
    """The file, locked, however long it takes."""
    first, handle = _opened(_next_of(path)), _opened(path)
    try:
        fcntl.flock(first, fcntl.LOCK_EX)
        fcntl.flock(handle, fcntl.LOCK_EX)
    except BaseException:
        os.close(handle)
        raise
    finally:
        os.close(first)
    return handle


def _next_of(path: Path) -> Path:
    return path.with_name(path.name + ".next")


def _opened(path: Path) -> int:
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)


def _locked(path: Path, until: float) -> int:
    """The file, locked.

    Raises:
        NoTurn: it was not to be had in time.
    """
    handle = _opened(path)
    if not _at_once(handle):
        left = until - time.monotonic()
        if left <= 0:
            os.close(handle)
            raise NoTurn
        if not _Asked(handle).got(left):  # then closing it is the other thread's
            raise NoTurn
    return handle


def _at_once(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
