"""Acts that wait for the same turn to write, done together by the first of them.

SQLite lets one write at a time, and each commit waits for the disk. Whoever waits for its turn
takes those along who come meanwhile: one transaction and one flush for all of them. On PostgreSQL
many write at a time; there a process has one group under way, and who comes meanwhile gathers
for the next. Nobody is told that an act is done before that commit. Where one of several is
refused, or somebody else holds what they need for longer than a moment, nothing of them is written,
and each goes on by itself.
Source: docs/rules/running.md section 5.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Hashable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError

from pbplatform.core.errors import DomainError
from pbplatform.core.fair_queue import FairQueue
from pbplatform.core.transaction import (
    NoTurn,
    has_turns,
    plain_transaction,
    standing_in_line,
)

MOST_TOGETHER = 16
# Of one process, where the database lets many write at a time: with one, more votes go in a second
# than with two (666 and 588), and half of them wait 21 ms at 80 % of that, instead of 10.
MOST_GROUPS = 1
# So long a group waits for a row that somebody holds: a neighbour's row keeps nobody longer.
HELD_SECONDS = 0.25
# So long it waits for those that are under way; then each of it goes on by itself.
STUCK_SECONDS = 1.0
# Of PostgreSQL: somebody holds a row for too long, or two wait for each other.
_IN_THE_WAY = frozenset({"55P03", "40P01"})

Item = TypeVar("Item")
Told = TypeVar("Told")
Act = Callable[[Connection, list[Item]], Sequence[Told]]


class _Alone(Exception):  # no error: each goes on by itself
    """A group cannot go on together."""


def _locked() -> threading.Lock:
    lock = threading.Lock()
    lock.acquire()
    return lock


@dataclass(eq=False)
class _Wish(Generic[Item, Told]):
    """One act that is to be done.

    Attributes:
        name: whose it is; two of one name are never done together.
        told: what it was told, alone in a tuple; None where it has to go on by itself.
        ready: open once it is decided.
    """

    name: Hashable
    item: Item
    told: tuple[Told] | None = None
    ready: threading.Lock = field(default_factory=_locked)


@dataclass(eq=False)
class _Group(Generic[Item, Told]):
    """Acts that are done together, in the order in which they came; the first one does them."""

    wishes: list[_Wish[Item, Told]] = field(default_factory=list)
    taken: bool = False  # nobody can join any more, nor leave


class Joined(Generic[Item, Told]):
    """One kind of act, whose like are done together within a process."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._open: dict[Hashable, _Group[Item, Told]] = {}
        self._under_way = FairQueue(MOST_GROUPS)

    def do(self, key: Hashable, name: Hashable, item: Item, act: Act[Item, Told]) -> Told:
        """Have it done, in a transaction of its own or with others; what it was told.

        Args:
            key: only acts of the same key are done together, by whichever `act` of them: it does
                the same for all.
            name: whose it is.
            act: does several in this order, all of them or none, and tells each what became of it.
        Raises:
            RuntimeError: a transaction is open in this thread already.
            NoTurn: others hold the database for too long; nothing was written.
        """
        with standing_in_line() as until:
            if until is not None:
                told = self._with_others(key, _Wish(name, item), act, until)
                if told is not None:
                    return told[0]
            with plain_transaction(until=until, held=_left(until)) as connection:
                return act(connection, [item])[0]

    def _with_others(
        self, key: Hashable, wish: _Wish[Item, Told], act: Act[Item, Told], until: float
    ) -> tuple[Told] | None:
        group = self._group_of(key, wish)
        if group.wishes[0] is wish:
            return self._lead(key, group, act, until)
        if not wish.ready.acquire(timeout=max(0.0, until - time.monotonic())):
            with self._guard:
                if not group.taken:
                    group.wishes.remove(wish)
                    raise NoTurn
            wish.ready.acquire()  # it is being written at this very moment
        return wish.told

    def _group_of(self, key: Hashable, wish: _Wish[Item, Told]) -> _Group[Item, Told]:
        """The group that waits, with this wish in it; a new one where it cannot join."""
        with self._guard:
            group = self._open.get(key)
            names = {each.name for each in group.wishes} if group else set()
            if group is None or len(names) >= MOST_TOGETHER or wish.name in names:
                group = self._open[key] = _Group()
            group.wishes.append(wish)
            return group

    def _lead(
        self, key: Hashable, group: _Group[Item, Told], act: Act[Item, Told], until: float
    ) -> tuple[Told] | None:
        try:
            with (
                self._turn(key, group, until) as held,
                plain_transaction(until=until, held=held) as connection,
            ):
                self._take(key, group)
                done = act(connection, [wish.item for wish in group.wishes])
            for wish, one in zip(group.wishes, done, strict=True):
                wish.told = (one,)
        except _Alone:
            pass
        except DomainError:
            if len(group.wishes) == 1:
                raise
            # It may be another's refusal: each is told its own.
        except OperationalError as error:
            if getattr(error.orig, "sqlstate", "") not in _IN_THE_WAY:
                raise
            # Whoever needs that row waits for it alone, and keeps nobody waiting.
        finally:
            self._take(key, group)
            for wish in group.wishes[1:]:
                wish.ready.release()
        return group.wishes[0].told

    @contextmanager
    def _turn(
        self, key: Hashable, group: _Group[Item, Told], until: float
    ) -> Iterator[float | None]:
        """The turn of a group among those of this process, where the database has none of its own.

        Yields:
            How many seconds its statements wait for what others hold; None: as usual.
        """
        if has_turns():
            yield None
            return
        if not self._under_way.enter(min(until, time.monotonic() + STUCK_SECONDS)):
            raise _Alone
        try:
            self._take(key, group)
            yield HELD_SECONDS
        finally:
            self._under_way.leave()

    def _take(self, key: Hashable, group: _Group[Item, Told]) -> None:
        with self._guard:
            group.taken = True
            if self._open.get(key) is group:
                del self._open[key]


def _left(until: float | None) -> float | None:
    """The seconds that are left to wait for a row, a moment at least; None: as usual."""
    return None if until is None else max(HELD_SECONDS, until - time.monotonic())
