"""What a page looked at while it was made: which tables, and until when it says the same.

Nobody tells a page what it depends on, so nobody can forget to. The tables are read from the
statements that went to the database; the time from what the instant of the request was compared
with (`core/watched_instant.py`). What cannot be told from that makes a page that is not kept.

Source: docs/rules/shared-pages.md sections 2 and 3.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Engine, event

from pbplatform.core.db import Base

_NEXT = timedelta(microseconds=1)
_READ = re.compile(r'(?:\bFROM|\bJOIN|,)\s+"?(\w+)"?')
_WRITTEN = re.compile(r'\b(INSERT INTO|REPLACE INTO|UPDATE|DELETE FROM|TRUNCATE)\s+"?(\w+)"?')
_TAKES_OUT = ("REPLACE INTO", "DELETE FROM", "TRUNCATE")


def _nothing_more(_watch: Watch, _context: Any) -> None:
    """Whoever watches no instants."""


@dataclass
class Watch:
    """What one page looked at.

    Attributes:
        now: the instant for which it is made (aware, UTC).
        until: the first instant at which it may say something else; None: never by itself.
        moves: why no such instant can be told; empty where it can.
        tables: what it read.
        met: what the database compared with the instant: table, column, value, and how far the
            value is ahead of the instant.
        heard: told of every statement, to find what it compares (`core/watched_statement.py`).
    """

    now: datetime
    until: datetime | None = None
    moves: str = ""
    tables: set[str] = field(default_factory=set)
    met: set[tuple[str, str, datetime, timedelta]] = field(default_factory=set)
    heard: Callable[[Watch, Any], None] = _nothing_more

    def changes_at(self, at: datetime) -> None:
        """At this instant something that was asked has another answer."""
        if at == self.now:
            at += _NEXT  # what was asked of the very instant is over after it
        if at > self.now and (self.until is None or at < self.until):
            self.until = at

    def goes_on(self, what: str) -> None:
        """Something was asked whose answer changes all the time."""
        self.moves = self.moves or what


@dataclass
class Writes:
    """What one transaction changes: tables in which rows changed, rather one more than one less.

    SQLite counts the rows that a statement changed; those of one that tells them (`RETURNING`) only
    when they are read, which is later. Such tables wait until the count has grown.
    """

    _tables: set[str] = field(default_factory=set)
    _waiting: set[str] = field(default_factory=set)
    _connection: Any = None
    _since: int = 0  # the count before the first statement whose rows may not be read yet
    _before: int = 0  # the count before this statement

    def begins(self, connection: Any) -> None:
        """A statement is about to be sent."""
        self._settle()
        self._connection, self._before = connection, getattr(connection, "total_changes", 0)

    def ends(self, cursor: Any, statement: str) -> None:
        """It was sent; rows that it tells were not read yet."""
        named = tables_written(statement)
        if not named:
            return
        now = getattr(cursor.connection, "total_changes", None)
        if now is None:  # PostgreSQL
            changed = cursor.rowcount or not statement.startswith(("INSERT", "UPDATE", "DELETE"))
        else:
            changed = now != self._before or self._connection is not cursor.connection
        if changed:
            self._tables |= named
        elif now is not None and "RETURNING" in statement:
            self._since = self._since if self._waiting else self._before
            self._waiting |= named

    def tables(self) -> set[str]:
        """The names of the tables so far."""
        self._settle()
        return self._tables

    def _settle(self) -> None:
        if self._waiting and self._connection.total_changes != self._since:
            self._tables |= self._waiting
            self._waiting = set()


_watching: ContextVar[Watch | None] = ContextVar("watching", default=None)
_wrote: ContextVar[Writes | None] = ContextVar("wrote", default=None)


def present_watch() -> Watch | None:
    """The watch over the page that this thread makes; None where it is made for one reader."""
    return _watching.get()


@contextmanager
def watching(watch: Watch) -> Iterator[None]:
    """Note in `watch` what is read in this thread until the block ends."""
    token = _watching.set(watch)
    try:
        yield
    finally:
        _watching.reset(token)


@contextmanager
def noting_writes() -> Iterator[Writes]:
    """The tables that this thread writes to until the block ends."""
    found = Writes()
    token = _wrote.set(found)
    try:
        yield found
    finally:
        _wrote.reset(token)


def listen(engine: Engine) -> None:
    """Hear every statement that this engine sends, of mappers, of Core and in plain SQL."""
    event.listen(engine, "before_cursor_execute", _heard)
    event.listen(engine, "after_cursor_execute", _done)


def _done(
    _connection: Connection, cursor: Any, statement: str, _given: Any, _context: Any, _many: bool
) -> None:
    if (wrote := _wrote.get()) is not None:
        wrote.ends(cursor, statement)


def _heard(
    _connection: Connection, cursor: Any, statement: str, _given: Any, context: Any, _many: bool
) -> None:
    if (wrote := _wrote.get()) is not None:
        wrote.begins(cursor.connection)
    watch = _watching.get()
    if watch is not None:
        watch.tables |= tables_read(statement)
        watch.heard(watch, context)


@lru_cache(maxsize=2048)
def tables_read(statement: str) -> frozenset[str]:
    """The tables that a statement reads; perhaps one more that has the name of a column."""
    return frozenset(_READ.findall(statement)) & Base.metadata.tables.keys()


@lru_cache(maxsize=2048)
def tables_written(statement: str) -> frozenset[str]:
    """The tables that a statement changes, and those that lose or change rows with these."""
    found: set[str] = set()
    for verb, name in _WRITTEN.findall(statement):
        if name in Base.metadata.tables:
            found |= _dependents(name) if verb in _TAKES_OUT else {name}
    return frozenset(found)


@lru_cache(maxsize=512)
def _dependents(name: str) -> frozenset[str]:
    """A table, and those whose rows the database itself changes when some of its rows go."""
    found, waiting = {name}, [name]
    while waiting:
        parent = waiting.pop()
        for table in Base.metadata.tables.values():
            leads = any(
                key.column.table.name == parent and key.ondelete for key in table.foreign_keys
            )
            if leads and table.name not in found:
                found.add(table.name)
                waiting.append(table.name)
    return frozenset(found)
