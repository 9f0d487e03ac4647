"""Reading the public log."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, func, literal, or_, select, true, union_all
from sqlalchemy.orm import Session

from pbplatform.audit.models import SITE, Log, LogEntry, LogHour, LogPending

_MICROSECOND = timedelta(microseconds=1)
_AFTER_ALL = 2**31 - 1


@dataclass(frozen=True)
class Entry:
    """One entry: its log, its index there, and what it tells."""

    log: str
    idx: int
    told: dict[str, Any]
    body: bytes

    @property
    def kind(self) -> str:
        return str(self.told["kind"])


def entries(
    session: Session, *, log: str = SITE, newest: int = 50, before: int | None = None
) -> list[Entry]:
    """The newest entries of a log, newest first; `before` an index for older pages."""
    query = (
        select(LogEntry.idx, LogEntry.body)
        .join(Log, Log.id == LogEntry.log_id)
        .where(Log.slug == log)
        .order_by(LogEntry.idx.desc())
        .limit(newest)
    )
    if before is not None:
        query = query.where(LogEntry.idx < before)
    return [_entry(log, row.idx, row.body) for row in session.execute(query)]


def search(
    session: Session,
    *,
    log: str = SITE,
    about: str = "",
    family: str = "",
    span: tuple[datetime, datetime] | None = None,
    before: int | None = None,
    newest: int,
) -> list[Entry]:
    """The newest entries that were asked for, newest first, found by indexed columns.

    Args:
        about: path of a round or forum; entries about it and about what belongs to it.
        family: what their kind begins with, like `vote`.
        span: their instant is in it: the first instant, and the first no longer in it.
        before: an index, for older pages.
    """
    query = (
        select(LogEntry.idx, LogEntry.body)
        .join(Log, Log.id == LogEntry.log_id)
        .where(Log.slug == log)
        .order_by(LogEntry.idx.desc())
        .limit(newest)
    )
    if about:
        query = query.where(LogEntry.about == about)
    if family:
        query = query.where(LogEntry.family == family)
    if span:
        query = query.where(LogEntry.at >= span[0], LogEntry.at < span[1])
    if before is not None:
        query = query.where(LogEntry.idx < before)
    return [_entry(log, row.idx, row.body) for row in session.execute(query)]


def _holds(table: type[LogEntry | LogPending], text: bytes, on_sqlite: bool) -> ColumnElement[bool]:
    if on_sqlite:
        return func.instr(table.body, text) > 0
    return func.position(literal(text).op("IN")(table.body)) > 0


def hours(session: Session, *, log: str) -> list[tuple[datetime, int]]:
    """The hourly totals of a ballot log, newest first."""
    query = (
        select(LogHour.hour, LogHour.entries)
        .join(Log, Log.id == LogHour.log_id)
        .where(Log.slug == log)
        .order_by(LogHour.hour.desc())
    )
    return [(row.hour, row.entries) for row in session.execute(query)]


def bodies(session: Session, *, log: str) -> Iterator[bytes]:
    """The exact bytes of every entry in order, read in blocks."""
    query = (
        select(LogEntry.body)
        .join(Log, Log.id == LogEntry.log_id)
        .where(Log.slug == log)
        .order_by(LogEntry.idx)
        .execution_options(yield_per=2000)
    )
    with session.execute(query) as rows:
        for row in rows:
            yield bytes(row.body)


def with_waiting(
    session: Session, *, log: str = SITE, having: bytes = b""
) -> Iterator[tuple[int, bytes]]:
    """(index, bytes) of every entry in order, then those that wait, all with one later index.

    One statement: read by two, an entry that is put in order between them would be in neither.

    Args:
        having: a text that the bytes hold, as canonical JSON writes it. For checks, which trust
            the bytes alone; pages ask `search`.
    """
    on_sqlite = session.get_bind().dialect.name == "sqlite"
    tables: tuple[tuple[type[LogEntry | LogPending], ColumnElement[int]], ...] = (
        (LogEntry, LogEntry.idx.expression),
        (LogPending, literal(_AFTER_ALL)),
    )
    parts = [
        select(idx.label("idx"), table.body.label("body"))
        .join(Log, Log.id == table.log_id)
        .where(Log.slug == log, _holds(table, having, on_sqlite) if having else true())
        for table, idx in tables
    ]
    both = union_all(*parts).order_by("idx").execution_options(yield_per=2000)
    with session.execute(both) as rows:
        for row in rows:
            yield row.idx, bytes(row.body)


def all_entries(session: Session, *, log: str) -> Iterator[Entry]:
    """Every entry of a log in order, read in blocks."""
    query = (
        select(LogEntry.idx, LogEntry.body)
        .join(Log, Log.id == LogEntry.log_id)
        .where(Log.slug == log)
        .order_by(LogEntry.idx)
        .execution_options(yield_per=2000)
    )
    for row in session.execute(query):
        yield _entry(log, row.idx, row.body)


def entry(session: Session, *, log: str, idx: int) -> Entry | None:
    """One entry, or None."""
    query = (
        select(LogEntry.body)
        .join(Log, Log.id == LogEntry.log_id)
        .where(Log.slug == log, LogEntry.idx == idx)
    )
    body = session.scalar(query)
    return _entry(log, idx, body) if body is not None else None


def size(session: Session, *, log: str) -> int:
    """How many entries a log has in order."""
    query = select(func.count()).select_from(LogEntry).join(Log, Log.id == LogEntry.log_id)
    return session.scalar(query.where(Log.slug == log)) or 0


def newest_instant(session: Session) -> datetime | None:
    """The latest instant in the site log, in order or not yet; None while it is empty."""
    site = select(Log.id).where(Log.slug == SITE).scalar_subquery()
    last = (
        select(LogEntry.body).where(LogEntry.log_id == site).order_by(LogEntry.idx.desc()).limit(1)
    )
    waiting = select(LogPending.body).where(LogPending.log_id == site)
    told = [json.loads(body)["at"] for body in (*session.scalars(last), *session.scalars(waiting))]
    return max((datetime.fromisoformat(at) for at in told), default=None)


def ballot_logs_due(session: Session, *, now: datetime, every: timedelta) -> list[int]:
    """Ballot logs whose batch may be due; the service decides under the lock."""
    waits = Log.folded_at.between(now - every + _MICROSECOND, now)
    query = select(Log.id).where(Log.slug != SITE, or_(Log.folded_at.is_(None), ~waits))
    return list(session.scalars(query.order_by(Log.id)))


def logs_with_pending(session: Session) -> list[tuple[int, str]]:
    """Logs that have something to fold: (id, slug)."""
    waiting = select(LogPending.log_id).distinct()
    query = select(Log.id, Log.slug).where(Log.id.in_(waiting)).order_by(Log.id)
    return [(row.id, row.slug) for row in session.execute(query)]


def _entry(log: str, idx: int, body: bytes) -> Entry:
    return Entry(log=log, idx=idx, told=json.loads(body), body=bytes(body))
