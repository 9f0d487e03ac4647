"""Acts that wait for the same turn to write, done together by the first of them.

SQLite lets one write at a time, and each commit waits for the disk. Whoever waits for its turn
takes those along who come meanwhile: one transaction and one flush for all of them. Nobody is told
that an act is done before that commit. Where one of several is refused, nothing of them is written,
and each goes on by itself.
Source: docs/rules/running.md section 5.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from sqlalchemy import Connection

from pbplatform.core.errors import DomainError
from pbplatform.core.transaction import NoTurn, plain_transaction, standing_in_line

MOST_TOGETHER = 16

Item = TypeVar("Item")
Told = TypeVar("Told")
Act = Callable[[Connection, list[Item]], Sequence[Told]]


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
            with plain_transaction(until=until) as connection:
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
            with plain_transaction(until=until) as connection:
                self._take(key, group)
                done = act(connection, [wish.item for wish in group.wishes])
            for wish, one in zip(group.wishes, done, strict=True):
                wish.told = (one,)
        except DomainError:
            if len(group.wishes) == 1:
                raise
            # It may be another's refusal: each is told its own.
        finally:
            self._take(key, group)
            for wish in group.wishes[1:]:
                wish.ready.release()
        return group.wishes[0].told

    def _take(self, key: Hashable, group: _Group[Item, Told]) -> None:
        with self._guard:
            group.taken = True
            if self._open.get(key) is group:
                del self._open[key]
