"""Limits on tries: counted in the database, slowed down, never locked out. See decision 0025.

The table knows who tried as a hash whose key is another one each day, so that two days cannot be
joined, and the worker deletes rows when their day is over. Nothing here knows an address: callers
hand in any text, and it is hashed before it is kept.

Count in a transaction of its own, before the act and outside its locks:

    with transaction() as session:
        wait = count_try(session, CASTS, who=f"{round_id}:{voter}", secret=secret, now=now)
    if wait is not None: …  # the instant from which the next try is taken

Source: docs/rules/voting.md section 7.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import Connection, Dialect, LargeBinary, String, bindparam, delete
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from pbplatform.core.db import Base, UtcDateTime, Where, connection_of
from pbplatform.core.plain_statements import send
from pbplatform.core.privacy import not_personal, personal
from pbplatform.core.secrets import derive_key, keyed_hash

_KEPT = timedelta(days=1)


class TryCount(Base):
    """How often somebody tried one thing in one span of time."""

    __tablename__ = "try_count"

    what: Mapped[str] = mapped_column(String(30), primary_key=True, info=not_personal())
    who: Mapped[bytes] = mapped_column(
        LargeBinary(32),
        primary_key=True,
        info=personal(
            why="so that nobody tries without end; a hash whose key is another one each day",
            seen_by="nobody",
            until="the day after",
        ),
    )
    since: Mapped[datetime] = mapped_column(UtcDateTime, primary_key=True)
    tries: Mapped[int] = mapped_column(comment="how many in the span that began at `since`")


@dataclass(frozen=True)
class Limit:
    """At most `most` tries of `what` by one in each `span`; spans begin at midnight, UTC.

    Nobody waits longer than one span, so a short one slows down and never locks out.
    """

    what: str
    most: int
    span: timedelta

    def began(self, now: datetime) -> datetime:
        """When the span of `now` began."""
        midnight = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
        return midnight + (now - midnight) // self.span * self.span


@dataclass(frozen=True)
class Try:
    """One try that is to be counted, as its row has it.

    Attributes:
        most: how many of these are taken.
        until: from when on the next one is taken when this is one too many.
    """

    what: str
    who: bytes
    since: datetime
    most: int
    until: datetime


def one_try(limit: Limit, *, who: str, secret: str, now: datetime) -> Try:
    """A try of somebody, whoever counts it and in whatever transaction."""
    began = limit.began(now)
    hidden = _hidden(limit, who, secret, now)
    return Try(limit.what, hidden, began, limit.most, began + limit.span)


_FIRST_OF: dict[str, Any] = {
    "sqlite": sqlite_insert(TryCount),
    "postgresql": postgresql_insert(TryCount),
}
_ADD = {
    dialect: first.values(
        what=bindparam("what"), who=bindparam("who"), since=bindparam("since"), tries=1
    )
    .on_conflict_do_update(
        index_elements=[TryCount.what, TryCount.who, TryCount.since],
        set_={"tries": TryCount.tries + 1},
    )
    .returning(TryCount.tries)
    for dialect, first in _FIRST_OF.items()
}


@cache
def _add_written_out(dialect: Dialect) -> tuple[str, list[str], dict[str, Any]]:
    """The statement as SQLite is sent it, the names of its values in their order, and those of them
    that are always the same."""
    compiled = _ADD[dialect.name].compile(dialect=dialect)
    return str(compiled), list(compiled.positiontup or ()), dict(compiled.params)


@lru_cache(maxsize=8)
def _since_stored(dialect: Dialect, since: datetime) -> Any:
    """The begin of a span as the driver takes it; many tries have the same."""
    made = TryCount.since.type.dialect_impl(dialect).bind_processor(dialect)
    return since if made is None else made(since)


def add_try(where: Where, tried: Try) -> int:
    """Count it; how many there were in its span. Two at one instant are two."""
    connection = connection_of(where)
    dialect = connection.dialect
    given = {"what": tried.what, "who": tried.who, "since": tried.since}
    tries: int
    if dialect.name != "sqlite":
        tries = connection.execute(_ADD[dialect.name], given).scalar_one()
        return tries
    statement, names, same = _add_written_out(dialect)
    given = {**same, **given, "since": _since_stored(dialect, tried.since)}
    sent = tuple(given[name] for name in names)
    tries = send(connection, statement, sent)[0][0]
    return tries


def add_tries(connection: Connection, tried: Sequence[Try]) -> list[int]:
    """Count several tries of one thing, no two of them the same; how many there are of each.

    For SQLite, in two statements. On PostgreSQL a try is counted with what is tried.
    """
    what, (words, names, same) = tried[0].what, _add_written_out(connection.dialect)
    keys = [(one.who, _since_stored(connection.dialect, one.since)) for one in tried]
    given = [{**same, "what": what, "who": who, "since": since} for who, since in keys]
    without, _told, _column = words.partition(" RETURNING ")
    send(connection, without, [tuple(each[name] for name in names) for each in given], many=True)
    asked = _OF_SEVERAL.format(", ".join("?" * len(keys)))
    rows = send(connection, asked, (what, *(who for who, _since in keys)))
    found = {(bytes(who), since): tries for who, since, tries in rows}
    return [found[key] for key in keys]


# By the first two columns of its key.
_OF_SEVERAL = "SELECT who, since, tries FROM try_count WHERE what = ? AND who IN ({})"


def count_try(
    session: Session, limit: Limit, *, who: str, secret: str, now: datetime
) -> datetime | None:
    """Count one try; tell from when on the next one is taken when this was one too many."""
    tried = one_try(limit, who=who, secret=secret, now=now)
    return tried.until if add_try(session, tried) > tried.most else None


def forget_tries(session: Session, *, now: datetime) -> None:
    """Delete what is older than a day."""
    session.execute(
        delete(TryCount)
        .where(TryCount.since < now - _KEPT)
        .execution_options(synchronize_session=False)
    )


def _hidden(limit: Limit, who: str, secret: str, now: datetime) -> bytes:
    day = now.astimezone(UTC).date().isoformat()
    return keyed_hash(_key_of_day(secret, day), f"{limit.what}\x00{who}")


@lru_cache(maxsize=2)
def _key_of_day(secret: str, day: str) -> bytes:
    return derive_key(secret, f"tries {day}")
