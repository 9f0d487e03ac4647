"""A round: dates, money, committees, the projects on its ballot, and its frozen definition."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
    and_,
)
from sqlalchemy.orm import Mapped, mapped_column

from pbplatform.core.db import Base, Minor, UtcDateTime
from pbplatform.core.money import Currency
from pbplatform.core.privacy import not_personal
from pbplatform.counting.rulebook import Rule
from pbplatform.rounds.kinds import Phase


class Round(Base):
    """One round of participatory budgeting.

    Windows are half-open: something received exactly at an end is late. The vote is open only when
    the definition is frozen, the instant lies in the window and no close entry stands.
    """

    __tablename__ = "round"
    __table_args__ = (
        CheckConstraint("ideas_open_at < ideas_close_at", name="ideas_window"),
        CheckConstraint("ideas_close_at <= review_close_at", name="review_after_ideas"),
        CheckConstraint("review_close_at <= opens_at", name="vote_after_review"),
        CheckConstraint("opens_at < closes_at", name="vote_window"),
        CheckConstraint("closes_at <= results_at", name="results_after_vote"),
        CheckConstraint("money_minor > 0", name="money_positive"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(60), unique=True, info=not_personal())
    name: Mapped[str] = mapped_column(String(120), info=not_personal())
    summary: Mapped[str] = mapped_column(Text, default="", info=not_personal())
    who_can_vote: Mapped[str] = mapped_column(Text, default="", info=not_personal())
    money_minor: Mapped[int] = mapped_column(Minor, comment="minor units of the currency")
    currency_code: Mapped[str] = mapped_column(String(3), info=not_personal())
    currency_exponent: Mapped[int] = mapped_column(comment="decimal places of the minor unit")
    ideas_open_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ideas_close_at: Mapped[datetime] = mapped_column(UtcDateTime)
    review_close_at: Mapped[datetime] = mapped_column(UtcDateTime)
    opens_at: Mapped[datetime] = mapped_column(UtcDateTime)
    closes_at: Mapped[datetime] = mapped_column(UtcDateTime)
    results_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ballot_kind: Mapped[str] = mapped_column(String(20), default="approval", info=not_personal())
    max_choices: Mapped[int | None] = mapped_column(comment="None: as many as you like")
    rule: Mapped[dict[str, Any]] = mapped_column(JSON, comment="counting rule as data")
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    frozen_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    opened_at: Mapped[datetime | None] = mapped_column(UtcDateTime, comment="urn opened")
    counted_at: Mapped[datetime | None] = mapped_column(UtcDateTime, comment="result published")

    @property
    def scope(self) -> str:
        return f"round:{self.slug}"

    @property
    def path(self) -> str:
        return f"rounds/{self.slug}"

    @property
    def currency(self) -> Currency:
        return Currency(self.currency_code, self.currency_exponent)

    @property
    def counting_rule(self) -> Rule:
        return Rule.from_dict(self.rule)

    def takes_ideas(self, now: datetime) -> bool:
        return self.published_at is not None and self.ideas_open_at <= now < self.ideas_close_at

    @classmethod
    def taking_ideas_at(cls, now: datetime) -> ColumnElement[bool]:
        """The SQL twin of `takes_ideas`."""
        return and_(
            cls.published_at.is_not(None), cls.ideas_open_at <= now, now < cls.ideas_close_at
        )

    def is_open(self, now: datetime) -> bool:
        """Whether the urn takes an envelope received at `now`."""
        return (
            self.frozen_at is not None
            and self.closed_at is None
            and self.opens_at <= now < self.closes_at
        )

    @classmethod
    def open_at(cls, now: datetime) -> ColumnElement[bool]:
        """The SQL twin of `is_open`."""
        return and_(
            cls.frozen_at.is_not(None),
            cls.closed_at.is_(None),
            cls.opens_at <= now,
            now < cls.closes_at,
        )

    def phase(self, now: datetime) -> Phase:
        """Where the round is at `now`."""
        if self.published_at is None:
            return Phase.DRAFT
        if self.counted_at is not None:
            return Phase.RESULTS
        if self.closed_at is not None or (self.frozen_at is not None and now >= self.closes_at):
            return Phase.COUNTING
        if self.frozen_at is not None:
            return Phase.VOTING if now >= self.opens_at else Phase.READY
        if now < self.ideas_open_at:
            return Phase.SOON
        return Phase.IDEAS if now < self.ideas_close_at else Phase.REVIEW


class Committee(Base):
    """Delegates who look after some of a round's ideas."""

    __tablename__ = "committee"
    __table_args__ = (UniqueConstraint("round_id", "slug"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"))
    slug: Mapped[str] = mapped_column(String(60), info=not_personal())
    name: Mapped[str] = mapped_column(String(120), info=not_personal())


class BallotProject(Base):
    """A project on the ballot, as voters see it; frozen with the definition."""

    __tablename__ = "ballot_project"
    __table_args__ = (CheckConstraint("cost_minor >= 0", name="cost_not_negative"),)

    round_id: Mapped[int] = mapped_column(
        ForeignKey("round.id"), primary_key=True, autoincrement=False
    )
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    title: Mapped[str] = mapped_column(String(200), info=not_personal())
    summary: Mapped[str] = mapped_column(Text, default="", info=not_personal())
    cost_minor: Mapped[int] = mapped_column(Minor, comment="minor units of the currency")
    area: Mapped[str] = mapped_column(String(80), default="", info=not_personal())
    drawing: Mapped[str] = mapped_column(String(30), default="", info=not_personal())
    source_id: Mapped[str] = mapped_column(
        String(60), default="", comment="id in an imported file", info=not_personal()
    )


class RoundDefinition(Base):
    """Rule, money, project list, costs, tie list and closing instant: one hashed document."""

    __tablename__ = "round_definition"

    round_id: Mapped[int] = mapped_column(
        ForeignKey("round.id"), primary_key=True, autoincrement=False
    )
    body: Mapped[bytes] = mapped_column(LargeBinary, info=not_personal())
    sha256: Mapped[bytes] = mapped_column(LargeBinary(32), info=not_personal())


class DateMove(Base):
    """A date of a public round that moved, with its reason: stands beside the date for ever."""

    __tablename__ = "round_date_move"

    round_id: Mapped[int] = mapped_column(
        ForeignKey("round.id"), primary_key=True, autoincrement=False
    )
    n: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[str] = mapped_column(String(30), info=not_personal())
    before: Mapped[datetime] = mapped_column(UtcDateTime)
    after: Mapped[datetime] = mapped_column(UtcDateTime)
    reason: Mapped[str] = mapped_column(Text, info=not_personal())
    moved_at: Mapped[datetime] = mapped_column(UtcDateTime)
