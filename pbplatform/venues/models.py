"""Which ways of taking part a round has, and where. Source: docs/rules/{venues,paper}.md."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, ForeignKey, ForeignKeyConstraint, String, Text, false
from sqlalchemy.orm import Mapped, mapped_column

from pbplatform.core.db import Base, UtcDateTime
from pbplatform.core.privacy import not_personal
from pbplatform.venues.kinds import Exclusion


class RoundWays(Base):
    """The ways to vote of a round beside a screen of one's own; a round without a row has none."""

    __tablename__ = "round_ways"
    __table_args__ = (CheckConstraint("paper IN ('', 'first', 'replaces')", name="paper"),)

    round_id: Mapped[int] = mapped_column(
        ForeignKey("round.id"), primary_key=True, autoincrement=False
    )
    paper: Mapped[str] = mapped_column(
        String(8),
        default=Exclusion.NO_PAPER,
        server_default="",
        comment="empty without paper, else how paper and online exclude each other",
        info=not_personal(),
    )
    kiosk: Mapped[bool] = mapped_column(
        default=False, server_default=false(), comment="a screen stands at a voting place"
    )
    helped: Mapped[bool] = mapped_column(
        default=False, server_default=false(), comment="help with a witness can be had"
    )
    papers_kept_until: Mapped[date | None] = mapped_column(Date)
    said_at: Mapped[datetime] = mapped_column(UtcDateTime)
    help_counted_at: Mapped[datetime | None] = mapped_column(
        UtcDateTime, comment="when the log said how often help was used"
    )

    @property
    def takes_paper(self) -> bool:
        return self.paper != Exclusion.NO_PAPER


class Venue(Base):
    """A voting place of a round. Source: docs/rules/venues.md section 1."""

    __tablename__ = "venue"

    round_id: Mapped[int] = mapped_column(
        ForeignKey("round.id"), primary_key=True, autoincrement=False
    )
    n: Mapped[int] = mapped_column(
        primary_key=True, autoincrement=False, comment="its number in the round, from 1"
    )
    name: Mapped[str] = mapped_column(String(120), info=not_personal())
    address: Mapped[str] = mapped_column(String(200), info=not_personal())
    area: Mapped[str] = mapped_column(String(80), default="", info=not_personal())
    getting_there: Mapped[str] = mapped_column(Text, default="", info=not_personal())
    access: Mapped[str] = mapped_column(
        String(120), default="", comment="codes with blanks between them", info=not_personal()
    )
    offers: Mapped[str] = mapped_column(
        String(80), default="", comment="codes with blanks between them", info=not_personal()
    )
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)
    taken_away_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reason: Mapped[str] = mapped_column(
        Text, default="", comment="why it was taken away", info=not_personal()
    )


class VenueHours(Base):
    """One time at which a voting place is open: from its first moment to before its last."""

    __tablename__ = "venue_hours"
    __table_args__ = (
        ForeignKeyConstraint(["round_id", "n"], ["venue.round_id", "venue.n"]),
        CheckConstraint("opens_at < closes_at", name="order"),
    )

    round_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    n: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    opens_at: Mapped[datetime] = mapped_column(UtcDateTime, primary_key=True)
    closes_at: Mapped[datetime] = mapped_column(UtcDateTime)


class VenueClosure(Base):
    """A time at which a voting place is closed against its hours. Source: docs/rules/venues.md 7.

    Of one place, those that hold neither overlap nor touch: a further one takes them in.
    """

    __tablename__ = "venue_closure"
    __table_args__ = (
        ForeignKeyConstraint(["round_id", "n"], ["venue.round_id", "venue.n"]),
        CheckConstraint("begins_at < ends_at", name="order"),
    )

    round_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    n: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    k: Mapped[int] = mapped_column(
        primary_key=True, autoincrement=False, comment="its number at this place, from 1"
    )
    begins_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime)
    reason: Mapped[str] = mapped_column(Text, info=not_personal())
    said_at: Mapped[datetime] = mapped_column(UtcDateTime)
    lifted_at: Mapped[datetime | None] = mapped_column(
        UtcDateTime, comment="when somebody said that it is open again, or a further one took it in"
    )

    @property
    def span(self) -> tuple[datetime, datetime]:
        """From its first moment to before its last."""
        return self.begins_at, self.ends_at


class Kiosk(Base):
    """A screen that was opened at a voting place for one day. Source: docs/rules/venues.md 2."""

    __tablename__ = "kiosk"
    __table_args__ = (
        ForeignKeyConstraint(["round_id", "venue_n"], ["venue.round_id", "venue.n"]),
        CheckConstraint("opened_at < ends_at", name="order"),
    )

    round_id: Mapped[int] = mapped_column(
        ForeignKey("round.id"), primary_key=True, autoincrement=False
    )
    n: Mapped[int] = mapped_column(
        primary_key=True, autoincrement=False, comment="its number in the round, from 1"
    )
    venue_n: Mapped[int] = mapped_column(comment="the voting place where it stands")
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime, comment="the end of its day")
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    def is_open(self, now: datetime) -> bool:
        """Whether people can vote on it."""
        return self.closed_at is None and now < self.ends_at


class HelpedDay(Base):
    """How many votes were put in with help on one day; nothing else of them.

    Source: docs/rules/venues.md section 3.7.
    """

    __tablename__ = "helped_day"

    round_id: Mapped[int] = mapped_column(
        ForeignKey("round.id"), primary_key=True, autoincrement=False
    )
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    votes: Mapped[int] = mapped_column()
