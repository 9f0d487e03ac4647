"""Reading the public log."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    bindparam,
    func,
    literal,
    or_,
    select,
    true,
    union_all,
)
from sqlalchemy.orm import Session, aliased

from pbplatform.audit.domain.filing import ABOUT_LENGTH, about_of
from pbplatform.audit.domain.tree import leaf_hash
from pbplatform.audit.models import (
    SITE,
    Log,
    LogEntry,
    LogHour,
    LogPending,
    LogWithheld,
    LogWords,
)
from pbplatform.audit.queries.told import Entry, with_words, withheld_line
from pbplatform.core.canonical import canonical_json

# An entry as it is told is read through here too.
__all__ = ["Entry", "withheld_line"]

_MICROSECOND = timedelta(microseconds=1)
_AFTER_ALL = 2**31 - 1
_AT_ONCE = 500
_DECISION = aliased(LogEntry, name="decision")


# Built once: to build a statement takes longer than to send it.
_NEWEST = (
    select(LogEntry.idx, LogEntry.key16, LogEntry.body)
    .join(Log, Log.id == LogEntry.log_id)
    .where(Log.slug == bindparam("log"), LogEntry.idx < bindparam("before"))
    .order_by(LogEntry.idx.desc())
    .limit(bindparam("newest", type_=Integer()))
)


def entries(
    session: Session, *, log: str = SITE, newest: int = 50, before: int | None = None
) -> list[Entry]:
    """The newest entries of a log, newest first; `before` an index for older pages."""
    asked = {"log": log, "newest": newest, "before": _AFTER_ALL if before is None else before}
    return with_words(session, log, session.execute(_NEWEST, asked).all())


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
    begins, ends = span or (None, None)
    wanted = {"about": about, "family": family, "begins": begins, "ends": ends, "before": before}
    asked = {name: value for name, value in wanted.items() if value not in ("", None)}
    rows = session.execute(
        _found(frozenset(asked), log == SITE), {**asked, "log": log, "newest": newest}
    )
    return with_words(session, log, rows.all())


@cache
def _found(asked: frozenset[str], of_site: bool) -> Select[int, bytes, bytes]:
    """Entries narrowed by what is asked; built once for each way."""
    # Their numbers alone are found in an index that holds all that is asked; asked for the bytes
    # too, SQLite walks the whole log in its order until it has met enough.
    found = aliased(LogEntry)
    numbers = (
        select(found.idx)
        .join(Log, Log.id == found.log_id)
        .where(Log.slug == bindparam("log"))
        .order_by(found.idx.desc())
        .limit(bindparam("newest", type_=Integer()))
    )
    narrowed = {
        "about": found.about == bindparam("about"),
        "family": found.family == bindparam("family"),
        "begins": found.at >= bindparam("begins"),
        "ends": found.at < bindparam("ends"),
        "before": found.idx < bindparam("before"),
    }
    numbers = numbers.where(*(narrowed[name] for name in sorted(asked)))
    if of_site and {"about", "family"} <= asked:
        numbers = numbers.where(found.at.is_not(None))  # the index of both holds these alone
    return (
        select(LogEntry.idx, LogEntry.key16, LogEntry.body)
        .join(Log, Log.id == LogEntry.log_id)
        .where(Log.slug == bindparam("log"), LogEntry.idx.in_(numbers))
        .order_by(LogEntry.idx.desc())
    )


def holds(table: type[LogEntry | LogPending], text: bytes, on_sqlite: bool) -> ColumnElement[bool]:
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


def bodies(
    session: Session, *, log: str, first: int = 0, last: int | None = None
) -> Iterator[bytes]:
    """What is served of every entry in order, read in blocks: its exact bytes, or their hash.

    Args:
        first, last: indexes of the first and the last one; all that follow when `last` is None.
    """
    query = (
        select(LogEntry.body, LogWithheld.erased_by)
        .join(Log, Log.id == LogEntry.log_id)
        .outerjoin(LogWithheld, LogWithheld.key16 == LogEntry.key16)
        .where(Log.slug == log, LogEntry.idx >= first)
        .order_by(LogEntry.idx)
        .execution_options(yield_per=2000)
    )
    if last is not None:
        query = query.where(LogEntry.idx <= last)
    with session.execute(query) as rows:
        for row in rows:
            yield bytes(row.body) if row.erased_by is None else withheld_line(row.body)


def long_line(body: bytes) -> bytes:
    """What stands in a bundle in place of an entry that is too long for one."""
    return canonical_json({"too_long": len(body), "too_long_leaf": leaf_hash(body).hex()})


def words_beside(session: Session, *, log: str = SITE) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every text beside a log, in order of its entries, with the subject of its entry.

    Each has `entry`, `field` and either `salt` (hex) and `words`, or `erased_by`, the number of
    the entry that decided it. Read in blocks. Source: docs/rules/audit.md section 7.
    """
    query = (
        select(LogEntry.idx, LogEntry.body, LogWords, _DECISION.idx.label("by"))
        .join(Log, Log.id == LogEntry.log_id)
        .join(LogWords, LogWords.key16 == LogEntry.key16)
        .outerjoin(
            _DECISION,
            (_DECISION.log_id == LogEntry.log_id) & (_DECISION.key16 == LogWords.erased_by),
        )
        .where(Log.slug == log)
        .order_by(LogEntry.idx, LogWords.field)
    )
    for first in range(0, size(session, log=log), _AT_ONCE):
        here = LogEntry.idx.between(first, first + _AT_ONCE - 1)
        for idx, body, beside, by in session.execute(query.where(here)).all():
            told: dict[str, Any] = {"entry": idx, "field": beside.field}
            if beside.words is not None:
                told |= {"salt": bytes(beside.salt or b"").hex(), "words": beside.words}
            elif by is not None:
                told["erased_by"] = by
            yield str(json.loads(body).get("subject", "")), told


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
        .where(Log.slug == log, holds(table, having, on_sqlite) if having else true())
        for table, idx in tables
    ]
    both = union_all(*parts).order_by("idx").execution_options(yield_per=2000)
    with session.execute(both) as rows:
        for row in rows:
            yield row.idx, bytes(row.body)


def all_entries(session: Session, *, log: str) -> Iterator[Entry]:
    """Every entry of a log in order, read in blocks."""
    query = (
        select(LogEntry.idx, LogEntry.key16, LogEntry.body)
        .join(Log, Log.id == LogEntry.log_id)
        .where(Log.slug == log)
        .order_by(LogEntry.idx)
    )
    last = -1
    while rows := session.execute(query.where(LogEntry.idx > last).limit(_AT_ONCE)).all():
        yield from with_words(session, log, rows)
        last = rows[-1].idx


def entry(session: Session, *, log: str, idx: int) -> Entry | None:
    """One entry, or None."""
    rows = session.execute(_ENTRY, {"log": log, "idx": idx}).all()
    return next(iter(with_words(session, log, rows)), None)


# Built once: to build a statement takes longer than to send it.
_ENTRY = (
    select(LogEntry.idx, LogEntry.key16, LogEntry.body)
    .join(Log, Log.id == LogEntry.log_id)
    .where(Log.slug == bindparam("log"), LogEntry.idx == bindparam("idx"))
)


def entries_about(session: Session, subject: str) -> list[tuple[Entry, bytes]]:
    """Entries of the site log about a thing, or about what belongs to it, each with its key.

    Only those in order; put the log in order first.
    """
    query = (
        select(LogEntry.idx, LogEntry.key16, LogEntry.body)
        .join(Log, Log.id == LogEntry.log_id)
        .where(Log.slug == SITE, LogEntry.about == about_of(subject)[:ABOUT_LENGTH])
        .order_by(LogEntry.idx)
    )
    rows = session.execute(query).all()
    told = zip(with_words(session, SITE, rows), rows, strict=True)
    return [(entry, bytes(row.key16)) for entry, row in told if is_about(entry, subject)]


def first_of_kind(session: Session, *, about: str, kind: str) -> Entry | None:
    """The oldest entry of a kind about a round or forum, found without reading the others."""
    having = holds(
        LogEntry, f'"kind":"{kind}"'.encode(), session.get_bind().dialect.name == "sqlite"
    )
    query = (
        select(LogEntry.idx, LogEntry.key16, LogEntry.body)
        .join(Log, Log.id == LogEntry.log_id)
        .where(Log.slug == SITE, LogEntry.about == about, having)
        .where(LogEntry.family == kind.partition(":")[0])
        .order_by(LogEntry.idx)
        .limit(1)
    )
    return next(iter(with_words(session, SITE, session.execute(query).all())), None)


def is_about(entry: Entry, subject: str) -> bool:
    """Whether an entry is about a thing, or about what belongs to it."""
    own = str(entry.told.get("subject", ""))
    return own == subject or own.startswith(f"{subject}/")


def index_of(session: Session, *, key16: bytes, log: str = SITE) -> int | None:
    """Where the entry of a key stands; None while it waits to be put in order."""
    query = select(LogEntry.idx).join(Log, Log.id == LogEntry.log_id)
    return session.scalar(query.where(Log.slug == log, LogEntry.key16 == key16))


def bodies_of(session: Session, keys: Sequence[bytes], *, log: str) -> dict[bytes, bytes]:
    """The bytes of these entries of a log by key, in order or not yet."""
    found: dict[bytes, bytes] = {}
    for table in (LogPending, LogEntry):  # what is put in order meanwhile is found in the second
        query = select(table.key16, table.body).join(Log, Log.id == table.log_id)
        rows = session.execute(query.where(Log.slug == log, table.key16.in_(keys)))
        found |= {bytes(row.key16): bytes(row.body) for row in rows}
    return found


# What pages of the log ask is built once: to build a statement takes longer than to send it.
_LAST = (
    select(LogEntry.idx)
    .join(Log, Log.id == LogEntry.log_id)
    .where(Log.slug == bindparam("log"))
    .order_by(LogEntry.idx.desc())
    .limit(1)
)


def size(session: Session, *, log: str) -> int:
    """How many entries a log has in order: they are numbered from 0, without a gap."""
    last = session.scalar(_LAST, {"log": log})
    return 0 if last is None else last + 1


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
