"""Where a ballot log tells of one closed vote. Source: docs/rules/audit.md sections 3 and 4."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.audit import queries
from pbplatform.audit.domain.filing import HASH_LETTERS
from pbplatform.audit.models import Log, LogEntry
from pbplatform.audit.queries import Entry, holds


def put_in(session: Session, *, log: str, digest: bytes) -> Entry | None:
    """The entry that put an envelope into the box; None while none is in order."""
    said = f'"h":"{digest.hex()}"'.encode()
    return _first(session, log, said, filed=digest.hex()[:HASH_LETTERS])


def ended_by(session: Session, put: Entry, digest: bytes) -> Entry | None:
    """The entry that replaced an envelope or took it out, after the one that put it in."""
    said = f'"x":"{digest.hex()}"'.encode()
    return _first(session, put.log, said, after=put.idx)


def hour_of(session: Session, entry: Entry) -> datetime | None:
    """The hour in which an entry of a ballot log was put in order, where it stands in one.

    Hours hold their entries in order, after those that stand in none: of the freeze.
    """
    rest = entry.idx - 1  # the definition is entry 0
    for hour, entries in reversed(queries.hours(session, log=entry.log)):
        if rest < entries:
            return hour
        rest -= entries
    return None


def _first(
    session: Session, log: str, said: bytes, *, filed: str | None = None, after: int = -1
) -> Entry | None:
    on_sqlite = session.get_bind().dialect.name == "sqlite"
    query = (
        select(LogEntry.idx)
        .join(Log, Log.id == LogEntry.log_id)
        .where(Log.slug == log, LogEntry.idx > after, holds(LogEntry, said, on_sqlite))
        .order_by(LogEntry.idx)
        .limit(1)
    )
    if filed is not None:
        query = query.where(LogEntry.about == filed)
    index = session.scalar(query)
    return None if index is None else queries.entry(session, log=log, idx=index)
