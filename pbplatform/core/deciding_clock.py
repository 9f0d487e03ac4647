"""Clocks that decide: read once in the transaction, after the round row is locked (ruling 16)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Protocol

from sqlalchemy import BigInteger, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from pbplatform.core.db import Base, UtcDateTime, Where, connection_of
from pbplatform.core.errors import Conflict
from pbplatform.core.host_clock import MOST_SKEW, HostClock


class ClockRow(Base):
    """One row that demonstration and tests set, so that two processes meet the same microsecond.

    `frozen_at` stands still; else the instant is real time plus `offset_us`. `seen_at` is the last
    demonstration instant the worker noted, from which a stopped demonstration goes on.
    """

    __tablename__ = "clock"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    frozen_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    offset_us: Mapped[int] = mapped_column(BigInteger, default=0, comment="microseconds")
    seen_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class DecidingClock(Protocol):
    """Tells the instant on which a cast stands or falls."""

    def decide(self, where: Where, told: datetime | None = None) -> datetime:
        """The instant (aware, UTC), read now; call once, after the lock is held.

        Args:
            told: what the database's clock showed just now, with what was read under the lock.
        """
        ...


@dataclass
class DatabaseClock:
    """The database's own time: `clock_timestamp()` on PostgreSQL, host time on SQLite.

    Attributes:
        host: the host's clock, with which the other one must agree.
    """

    host: HostClock = field(default_factory=HostClock)

    def decide(self, where: Where, told: datetime | None = None) -> datetime:
        """The instant to decide by.

        Raises:
            Conflict: host and database differ by more than two seconds; on SQLite, the host's
                clock went back or stood still.
        """
        connection = connection_of(where)
        if connection.dialect.name != "postgresql":
            return self.host.decide()
        if told is not None and abs(self.host.wall() - told) <= MOST_SKEW:
            return told.astimezone(UTC)
        # It differs, or came to us late: a busy host is no wrong clock.
        before = self.host.wall()
        now: datetime = connection.execute(select(func.clock_timestamp())).scalar_one()
        if not before - MOST_SKEW <= now <= self.host.wall() + MOST_SKEW:
            raise Conflict("clock.differs")
        return now.astimezone(UTC)


@dataclass
class RowClock:
    """The `clock` row over the database's time; refused in production by the settings."""

    over: DatabaseClock = field(default_factory=DatabaseClock)

    def decide(self, where: Where, told: datetime | None = None) -> datetime:
        asked = select(ClockRow.frozen_at, ClockRow.offset_us)
        if isinstance(where, Session):
            where.flush()  # whoever sets the row in this transaction meets what they set
        row = connection_of(where).execute(asked).first()
        if row is not None and row.frozen_at is not None:
            frozen: datetime = row.frozen_at
            return frozen
        base = self.over.decide(where, told)
        return base + timedelta(microseconds=row.offset_us) if row is not None else base


@dataclass
class ManualClock:
    """An instant set by code: replays of old elections, and tests."""

    at: datetime

    def decide(self, _where: Where, _told: datetime | None = None) -> datetime:
        return self.at
