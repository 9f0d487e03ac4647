"""Who watches the logs from outside, and what they saw last. Source: docs/rules/audit.md 11."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import Session

from pbplatform.audit.domain.cosigning import Cosignature, WitnessKey
from pbplatform.audit.models import SITE, Log, LogCheckpoint, LogCosignature, LogWitness

LONG = timedelta(days=7)  # after so long without a look it is said that nobody looks


@dataclass(frozen=True)
class Watched:
    """A witness, and the newest that it signed of one log.

    Attributes:
        at: when it looked last, by its own clock; None before the first time.
        size: how many entries it saw then.
    """

    name: str
    key: str
    ended: bool
    at: datetime | None
    size: int

    def is_long_ago(self, now: datetime) -> bool:
        """Whether it has not looked for long, or never."""
        return self.at is None or now - self.at > LONG


def witnesses(session: Session) -> list[LogWitness]:
    """Those who watch now, in the order in which they were named."""
    query = select(LogWitness).where(LogWitness.ended_at.is_(None)).order_by(LogWitness.id)
    return list(session.scalars(query))


def watched(session: Session, *, log: str = SITE) -> list[Watched]:
    """Every witness with its newest look at a log, in one read; those that ended come last."""
    rows = session.execute(_watched(), {"log": log})
    found = [
        Watched(
            name=row.name,
            key=row.key,
            ended=row.ended_at is not None,
            at=None if at is None else datetime.fromtimestamp(at, UTC),
            size=size or 0,
        )
        for row, at, size in rows
    ]
    return sorted(found, key=lambda each: each.ended)


@cache
def _watched() -> Select[LogWitness, int, int]:
    newest_first = (LogCosignature.at.desc(), LogCosignature.size.desc())
    looks = (
        select(
            LogCosignature.witness_id,
            LogCosignature.at,
            LogCosignature.size,
            func.row_number()
            .over(partition_by=LogCosignature.witness_id, order_by=newest_first)
            .label("nth"),
        )
        .join(Log, (Log.id == LogCosignature.log_id) & (Log.again == LogCosignature.again))
        .where(Log.slug == bindparam("log"))
        .subquery()
    )
    return (
        select(LogWitness, looks.c.at, looks.c.size)
        .outerjoin(looks, (looks.c.witness_id == LogWitness.id) & (looks.c.nth == 1))
        .order_by(LogWitness.id)
    )


def with_cosignatures(session: Session, log_id: int, note: str, size: int) -> str:
    """A checkpoint with the newest signature of each witness below it."""
    return note + "".join(each.line for each in _below(session, log_id, note, size))


def newest_witnessed(session: Session, *, log: str) -> str | None:
    """The newest checkpoint that a witness signed, with its signatures; None without one."""
    query = (
        select(LogCheckpoint)
        .join(Log, (Log.id == LogCheckpoint.log_id) & (Log.again == LogCheckpoint.again))
        .join(
            LogCosignature,
            (LogCosignature.log_id == LogCheckpoint.log_id)
            & (LogCosignature.again == LogCheckpoint.again)
            & (LogCosignature.size == LogCheckpoint.size),
        )
        .where(Log.slug == log)
        .order_by(LogCheckpoint.size.desc())
        .limit(1)
    )
    row = session.scalar(query)
    return None if row is None else with_cosignatures(session, row.log_id, row.note, row.size)


def _below(session: Session, log_id: int, note: str, size: int) -> list[Cosignature]:
    query = (
        select(LogWitness.key, LogCosignature.at, LogCosignature.signature)
        .join(LogWitness, LogWitness.id == LogCosignature.witness_id)
        .join(
            LogCheckpoint,
            (LogCheckpoint.log_id == LogCosignature.log_id)
            & (LogCheckpoint.again == LogCosignature.again)
            & (LogCheckpoint.size == LogCosignature.size),
        )
        .where(LogCosignature.log_id == log_id, LogCosignature.size == size)
        .where(LogCheckpoint.note == note)
        .order_by(LogCosignature.witness_id, LogCosignature.at)
    )
    newest = {
        row.key: Cosignature(WitnessKey.read(row.key), row.at, bytes(row.signature))
        for row in session.execute(query)
    }
    return list(newest.values())
