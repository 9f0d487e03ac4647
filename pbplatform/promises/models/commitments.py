"""What was promised, by whom and by when; new days with their reasons; ends taken back."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import (
    Date,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    and_,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from pbplatform.core.db import Base, UtcDateTime
from pbplatform.core.privacy import not_personal, personal
from pbplatform.promises.kinds import Ended
from pbplatform.promises.models.checks import CitizenCheck

_ACTS_IN_PUBLIC = personal(
    why="who acted for the team", seen_by="everybody", until="kept: public office"
)


class Commitment(Base):
    """A promise of an answer: what, who, by when. Its first day is never overwritten."""

    __tablename__ = "commitment"
    __table_args__ = (
        UniqueConstraint("point_id", "n"),
        # Those that are under way or missed, however many were kept.
        Index(
            "ix_commitment_open",
            "due_current",
            sqlite_where=text("done_on IS NULL AND given_up_on IS NULL"),
            postgresql_where=text("done_on IS NULL AND given_up_on IS NULL"),
        ),
        # The same of a team.
        Index(
            "ix_commitment_team_open",
            "team_id",
            "due_current",
            sqlite_where=text("done_on IS NULL AND given_up_on IS NULL"),
            postgresql_where=text("done_on IS NULL AND given_up_on IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    point_id: Mapped[int] = mapped_column(ForeignKey("point.id"))
    n: Mapped[int]
    answer_id: Mapped[int] = mapped_column(ForeignKey("answer.id"))
    team_id: Mapped[int] = mapped_column(ForeignKey("team.id"), index=True)
    what: Mapped[str] = mapped_column(Text, info=not_personal())
    owner: Mapped[str] = mapped_column(
        String(120), comment="post or service that does it", info=_ACTS_IN_PUBLIC
    )
    due_original: Mapped[date] = mapped_column(Date)
    due_current: Mapped[date] = mapped_column(Date)
    done_on: Mapped[date | None] = mapped_column(Date)
    done_note: Mapped[str] = mapped_column(Text, default="", info=not_personal())
    given_up_on: Mapped[date | None] = mapped_column(Date)
    given_up_reason: Mapped[str] = mapped_column(Text, default="", info=not_personal())
    # What residents say since it was called done. Read with the promise.
    check: Mapped[CitizenCheck | None] = relationship(
        primaryjoin=and_(id == CitizenCheck.commitment_id, CitizenCheck.ended == Ended.STANDS),
        foreign_keys=[CitizenCheck.commitment_id],
        lazy="joined",
        uselist=False,
        viewonly=True,
    )


class CommitmentMove(Base):
    """A new day for a promise, with its reason."""

    __tablename__ = "commitment_move"

    commitment_id: Mapped[int] = mapped_column(
        ForeignKey("commitment.id"), primary_key=True, autoincrement=False
    )
    n: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    due_before: Mapped[date] = mapped_column(Date)
    due_after: Mapped[date] = mapped_column(Date)
    reason: Mapped[str] = mapped_column(Text, info=not_personal())
    by_name: Mapped[str] = mapped_column(String(80), default="", info=_ACTS_IN_PUBLIC)
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class CommitmentTakeBack(Base):
    """That a promise was said to be done, or given up, by mistake; what was said then stays."""

    __tablename__ = "commitment_take_back"

    commitment_id: Mapped[int] = mapped_column(
        ForeignKey("commitment.id"), primary_key=True, autoincrement=False
    )
    n: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    was: Mapped[str] = mapped_column(String(10), comment="done or given_up", info=not_personal())
    said_on: Mapped[date] = mapped_column(Date, comment="day that was taken back")
    words: Mapped[str] = mapped_column(
        Text, comment="note or reason of that day", info=not_personal()
    )
    reason: Mapped[str] = mapped_column(Text, info=not_personal())
    by_name: Mapped[str] = mapped_column(String(80), default="", info=_ACTS_IN_PUBLIC)
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class CommitmentCorrection(Base):
    """What of a promise was typed wrong, what stood there before, and why it changed."""

    __tablename__ = "commitment_correction"

    commitment_id: Mapped[int] = mapped_column(
        ForeignKey("commitment.id"), primary_key=True, autoincrement=False
    )
    n: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    field: Mapped[str] = mapped_column(
        String(12), comment="what, owner or done_note", info=not_personal()
    )
    before: Mapped[str] = mapped_column(Text, info=_ACTS_IN_PUBLIC)
    after: Mapped[str] = mapped_column(Text, info=_ACTS_IN_PUBLIC)
    reason: Mapped[str] = mapped_column(Text, info=not_personal())
    by_name: Mapped[str] = mapped_column(String(80), default="", info=_ACTS_IN_PUBLIC)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
