"""Decisions that were taken up again, and the wish to do so."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, ForeignKeyConstraint, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from pbplatform.core.db import Base, UtcDateTime
from pbplatform.core.privacy import not_personal
from pbplatform.review.models.costings import PUBLIC_ACT


class Reopening(Base):
    """One delegate wants a decision taken up again; so it is when enough agree."""

    __tablename__ = "reopening"

    proposal_id: Mapped[int] = mapped_column(
        ForeignKey("proposal.id"), primary_key=True, autoincrement=False
    )
    words: Mapped[str] = mapped_column(Text, info=PUBLIC_ACT)
    recorded_by: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ReopeningConfirmation(Base):
    """Another delegate agrees that the decision is taken up again."""

    __tablename__ = "reopening_confirmation"

    proposal_id: Mapped[int] = mapped_column(
        ForeignKey("reopening.proposal_id"), primary_key=True, autoincrement=False
    )
    account_id: Mapped[int] = mapped_column(
        ForeignKey("account.id"),
        primary_key=True,
        autoincrement=False,
        index=True,
    )
    confirmed_at: Mapped[datetime] = mapped_column(UtcDateTime)


class PastDecision(Base):
    """A decision as it was, with who took it up again and why. Rows are added, never changed."""

    __tablename__ = "past_decision"

    proposal_id: Mapped[int] = mapped_column(
        ForeignKey("proposal.id"), primary_key=True, autoincrement=False
    )
    n: Mapped[int] = mapped_column(
        primary_key=True, autoincrement=False, comment="within its proposal, from 1"
    )
    onto_ballot: Mapped[bool]
    reason: Mapped[str] = mapped_column(String(20), default="", info=not_personal())
    words: Mapped[str] = mapped_column(Text, info=PUBLIC_ACT)
    decided_on: Mapped[date] = mapped_column(Date)
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    costing_id: Mapped[int | None] = mapped_column(ForeignKey("costing.id"))
    reopened_words: Mapped[str] = mapped_column(Text, info=PUBLIC_ACT)
    reopened_role: Mapped[str] = mapped_column(
        String(20), comment="delegate, facilitator or official", info=not_personal()
    )
    reopened_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    reopened_at: Mapped[datetime] = mapped_column(UtcDateTime)


class PastDecisionVote(Base):
    """How one delegate stood in a decision that was taken up again."""

    __tablename__ = "past_decision_vote"
    __table_args__ = (
        ForeignKeyConstraint(
            ["proposal_id", "n"], ["past_decision.proposal_id", "past_decision.n"]
        ),
    )

    proposal_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    n: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    account_id: Mapped[int] = mapped_column(
        ForeignKey("account.id"), primary_key=True, autoincrement=False, index=True
    )
    stance: Mapped[str] = mapped_column(String(10), info=not_personal())
