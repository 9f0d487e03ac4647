"""What teams answer about costs, for which version it holds, and whether it is still true."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    Date,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from pbplatform.core.db import Base, Minor, UtcDateTime
from pbplatform.core.privacy import not_personal, personal
from pbplatform.review.kinds import CAN_BE_DONE, Rechecked, Yearly

PUBLIC_ACT = personal(
    why="what a delegate or an official wrote in a public role",
    seen_by="everybody",
    until="kept with the round",
)


class Costing(Base):
    """A team is asked whether a proposal can be done and what it costs; then its one answer."""

    __tablename__ = "costing"
    __table_args__ = (
        UniqueConstraint("round_id", "number"),
        Index("ix_costing_team_answered", "team_id", "answered_at"),
        CheckConstraint("low_minor <= likely_minor AND likely_minor <= high_minor", name="order"),
        CheckConstraint("price_minor > 0", name="price_above_zero"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"))
    number: Mapped[int]
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"), index=True)
    version: Mapped[int] = mapped_column(comment="the proposal's version that was asked about")
    team_id: Mapped[int] = mapped_column(ForeignKey("team.id"))
    questions: Mapped[str] = mapped_column(Text, info=PUBLIC_ACT)
    asked_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    due_on: Mapped[date] = mapped_column(Date, comment="last day for the answer")
    calendar: Mapped[int] = mapped_column(comment="version of the holiday table that gave due_on")
    answered_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    verdict: Mapped[str] = mapped_column(String(12), default="", info=not_personal())
    change_words: Mapped[str] = mapped_column(Text, default="", info=PUBLIC_ACT)
    cannot: Mapped[str] = mapped_column(String(12), default="", info=not_personal())
    cannot_words: Mapped[str] = mapped_column(Text, default="", info=PUBLIC_ACT)
    low_minor: Mapped[int | None] = mapped_column(Minor, comment="minor units of the currency")
    likely_minor: Mapped[int | None] = mapped_column(Minor, comment="minor units of the currency")
    high_minor: Mapped[int | None] = mapped_column(Minor, comment="minor units of the currency")
    price_minor: Mapped[int | None] = mapped_column(
        Minor, comment="on the ballot; minor units of the currency"
    )
    yearly_minor: Mapped[int | None] = mapped_column(Minor, comment="minor units, each year")
    passed_from: Mapped[str | None] = mapped_column(String(120), info=not_personal())
    passed_words: Mapped[str | None] = mapped_column(Text, info=PUBLIC_ACT)
    yearly_payer: Mapped[str] = mapped_column(String(120), default="", info=not_personal())
    months: Mapped[int | None] = mapped_column(comment="months after the vote until it is ready")
    included: Mapped[str] = mapped_column(Text, default="", info=PUBLIC_ACT)
    sure: Mapped[str] = mapped_column(String(10), default="", info=not_personal())
    replaces: Mapped[int | None] = mapped_column(
        comment="number of the answer in whose place this one is given"
    )
    replace_words: Mapped[str | None] = mapped_column(
        Text, info=PUBLIC_ACT, comment="why it is priced again"
    )

    @property
    def is_open(self) -> bool:
        return self.answered_at is None

    @property
    def yearly(self) -> Yearly:
        """What was said of the cost each year: an amount, nothing to pay, or not said."""
        if self.yearly_minor is None:
            return Yearly.UNSAID
        return Yearly.AMOUNT if self.yearly_minor else Yearly.NOTHING

    @property
    def can_be_done(self) -> bool:
        return self.verdict in CAN_BE_DONE and self.price_minor is not None

    def is_late(self, today: date) -> bool:
        """Late from the day after its last day, until it is answered."""
        return self.answered_at is None and today > self.due_on

    @classmethod
    def late_on(cls, today: date) -> ColumnElement[bool]:
        """The SQL twin of `is_late`."""
        return cls.answered_at.is_(None) & (cls.due_on < today)


class PriceCheck(Base):
    """The text changed after an answer: the team is asked whether its price holds.

    It is open until an official has said so, or a newer text or answer has overtaken it.
    """

    __tablename__ = "price_check"
    __table_args__ = (Index("ix_price_check_outcome", "outcome"),)

    costing_id: Mapped[int] = mapped_column(
        ForeignKey("costing.id"), primary_key=True, autoincrement=False
    )
    version: Mapped[int] = mapped_column(
        primary_key=True, autoincrement=False, comment="the later version of the text"
    )
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    due_on: Mapped[date] = mapped_column(Date, comment="last day for the answer")
    calendar: Mapped[int] = mapped_column(comment="version of the holiday table that gave due_on")
    spelling_by: Mapped[int | None] = mapped_column(
        ForeignKey("account.id"),
        comment="the delegate who says that only the spelling changed",
        index=True,
    )
    outcome: Mapped[str] = mapped_column(String(10), default="", info=not_personal())
    answered_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    @property
    def is_open(self) -> bool:
        return not self.outcome


class CostingCondition(Base):
    """One thing that must change so that it can be done, and whether it has."""

    __tablename__ = "costing_condition"
    __table_args__ = (
        # Those that a team has to look at.
        Index(
            "ix_costing_condition_shown",
            "due_on",
            sqlite_where=text("shown_at IS NOT NULL AND met IS NULL"),
            postgresql_where=text("shown_at IS NOT NULL AND met IS NULL"),
        ),
    )

    costing_id: Mapped[int] = mapped_column(
        ForeignKey("costing.id"), primary_key=True, autoincrement=False
    )
    n: Mapped[int] = mapped_column(
        primary_key=True, autoincrement=False, comment="within the answer, from 1"
    )
    words: Mapped[str] = mapped_column(Text, info=PUBLIC_ACT)
    shown_version: Mapped[int | None] = mapped_column(comment="of the text that meets it")
    shown_words: Mapped[str] = mapped_column(Text, default="", info=PUBLIC_ACT)
    shown_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    shown_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    due_on: Mapped[date | None] = mapped_column(Date, comment="last day for the team's word")
    met: Mapped[bool | None] = mapped_column(comment="None: the team has not said")
    said_words: Mapped[str] = mapped_column(Text, default="", info=PUBLIC_ACT)
    said_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    said_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    @property
    def with_team(self) -> bool:
        """Whether a delegate showed it and the team has yet to say that it is met."""
        return self.shown_at is not None and self.met is None


class Recheck(Base):
    """While people vote, the team that priced a project looks at it once more."""

    __tablename__ = "recheck"

    proposal_id: Mapped[int] = mapped_column(
        ForeignKey("proposal.id"), primary_key=True, autoincrement=False
    )
    team_id: Mapped[int] = mapped_column(ForeignKey("team.id"))
    outcome: Mapped[str] = mapped_column(String(10), info=not_personal())
    words: Mapped[str] = mapped_column(Text, default="", info=PUBLIC_ACT)
    checked_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    checked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    stays_words: Mapped[str] = mapped_column(
        Text, default="", info=PUBLIC_ACT, comment="why a facilitator leaves it on the ballot"
    )
    stays_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    stays_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    @property
    def waits(self) -> bool:
        """Whether something is wrong and no facilitator has said what follows."""
        return self.outcome == Rechecked.WRONG and self.stays_at is None
