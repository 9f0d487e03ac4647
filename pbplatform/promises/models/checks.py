"""Checks by residents: what was called done, what people say, what the team replies.

A check is of a promise or of a project that won. The tables of both stand in higher or equal
slices, so only their keys are named here.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Date,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    Text,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from pbplatform.core.db import Base, UtcDateTime
from pbplatform.core.privacy import not_personal, personal
from pbplatform.promises.domain.checks import CheckDays
from pbplatform.promises.kinds import Ended, Owed

_IN_PUBLIC = personal(why="who acts for the team", seen_by="everybody", until="kept: public office")


class CitizenCheck(Base):
    """One time that something was called done, and what came of it."""

    __tablename__ = "citizen_check"
    __table_args__ = (
        CheckConstraint("(commitment_id IS NULL) != (round_id IS NULL)", name="one_thing"),
        ForeignKeyConstraint(
            ["round_id", "number"],
            ["delivery_project.round_id", "delivery_project.number"],
            name="fk_citizen_check_delivery_project",
        ),
        Index("ix_citizen_check_subject", "subject"),
        Index("ix_citizen_check_owed", "owed", "ended"),
        Index("ix_citizen_check_to_ask", "asked_at", "ask_on"),
        # One check of a thing stands at a time; those that ended stay.
        Index(
            "ix_citizen_check_promise",
            "commitment_id",
            unique=True,
            sqlite_where=text("ended = ''"),
            postgresql_where=text("ended = ''"),
        ),
        Index(
            "ix_citizen_check_project",
            "round_id",
            "number",
            unique=True,
            sqlite_where=text("ended = ''"),
            postgresql_where=text("ended = ''"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    commitment_id: Mapped[int | None] = mapped_column(ForeignKey("commitment.id"))
    round_id: Mapped[int | None]
    number: Mapped[int | None]
    team_id: Mapped[int] = mapped_column(ForeignKey("team.id"), index=True)
    subject: Mapped[str] = mapped_column(
        String(200), comment="path of the thing, as the log names it", info=not_personal()
    )
    page: Mapped[str] = mapped_column(
        String(200), comment="path of its public page", info=not_personal()
    )
    title: Mapped[str] = mapped_column(
        Text, comment="what was called done, as it was called then", info=not_personal()
    )
    said_on: Mapped[date] = mapped_column(Date, comment="when the team called it done")
    ask_on: Mapped[date] = mapped_column(Date)
    asked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    asked: Mapped[int] = mapped_column(default=0, comment="people who were asked by mail")
    news: Mapped[str] = mapped_column(
        String(40),
        default="",
        comment="purpose for which people without an account are told too",
        info=not_personal(),
    )
    until: Mapped[date | None] = mapped_column(Date, comment="last day to say")
    noes: Mapped[int] = mapped_column(default=0, comment="people whose word is no now")
    owed: Mapped[int] = mapped_column(default=Owed.NOBODY, comment="0 nobody, 1 team, 2 higher")
    owed_by: Mapped[date | None] = mapped_column(Date)
    replies: Mapped[int] = mapped_column(default=0, comment="explanations given")
    not_kept: Mapped[bool] = mapped_column(default=False, comment="the team owns up")
    ended: Mapped[str] = mapped_column(String(12), default=Ended.STANDS, info=not_personal())
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    @property
    def path(self) -> str:
        """Its own public page."""
        return f"checks/{self.id}"

    @property
    def reply_path(self) -> str:
        """Where the team replies."""
        return f"desk/official/{self.subject}/reply"

    @property
    def days(self) -> CheckDays:
        """The dates and counts that decide how it stands."""
        return days_stored(*(getattr(self, name) for name in DAYS))


# Columns of a check that decide how it stands.
DAYS = ("ask_on", "until", "owed", "owed_by", "noes", "replies", "not_kept")


def days_stored(ask_on: date, until: date | None, owed: int, *more: Any) -> CheckDays:
    """The dates and counts of a check, from its columns in the order of `DAYS`."""
    return CheckDays(ask_on, until, Owed(owed), *more)


class CheckWord(Base):
    """One person in a check: whether they were asked, and what they say."""

    __tablename__ = "citizen_check_word"

    check_id: Mapped[int] = mapped_column(
        ForeignKey("citizen_check.id"), primary_key=True, autoincrement=False
    )
    account_id: Mapped[int] = mapped_column(
        ForeignKey("account.id", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
        index=True,
    )
    relation: Mapped[str] = mapped_column(String(10), info=not_personal())
    asked: Mapped[bool] = mapped_column(comment="by mail")
    verdict: Mapped[str] = mapped_column(
        String(8), default="", comment="empty until they say", info=not_personal()
    )
    words: Mapped[str] = mapped_column(
        Text,
        default="",
        info=personal(
            why="what is not as promised", seen_by="everybody, without name", until="erasure"
        ),
    )
    said_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class CheckReply(Base):
    """What the team, or the person above it, says to those who say no."""

    __tablename__ = "citizen_check_reply"

    check_id: Mapped[int] = mapped_column(
        ForeignKey("citizen_check.id"), primary_key=True, autoincrement=False
    )
    n: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(String(12), info=not_personal())
    words: Mapped[str] = mapped_column(Text, info=not_personal())
    due: Mapped[date | None] = mapped_column(Date, comment="new day, where it is put right")
    by_name: Mapped[str] = mapped_column(String(80), default="", info=_IN_PUBLIC)
    by_role: Mapped[str] = mapped_column(String(12), default="", info=not_personal())
    at: Mapped[datetime] = mapped_column(UtcDateTime)
