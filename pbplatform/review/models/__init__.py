"""Declared interests, costings by teams, and what committees decided."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import (
    JSON,
    Date,
    ForeignKey,
    String,
    Text,
    UniqueConstraint,
    false,
    true,
)
from sqlalchemy.orm import Mapped, mapped_column

from pbplatform.core.db import Base, UtcDateTime
from pbplatform.core.privacy import not_personal, personal
from pbplatform.review.kinds import VOTES
from pbplatform.review.models.costings import (
    PUBLIC_ACT,
    Costing,
    CostingCondition,
    PriceCheck,
    Recheck,
)
from pbplatform.review.models.reopened import (
    PastDecision,
    PastDecisionVote,
    Reopening,
    ReopeningConfirmation,
)

__all__ = [
    "Costing",
    "CostingCondition",
    "Decision",
    "DecisionRecord",
    "DecisionRecordVote",
    "DecisionVote",
    "Declaration",
    "Departure",
    "DraftComment",
    "Interest",
    "LeavingConfirmation",
    "LeavingRecord",
    "PastDecision",
    "PastDecisionVote",
    "PriceCheck",
    "Recheck",
    "Reopening",
    "ReopeningConfirmation",
    "ScoreSheet",
    "Scoring",
]


class Declaration(Base):
    """A delegate has said whether they stand to gain from an idea of the committee."""

    __tablename__ = "declaration"

    committee_id: Mapped[int] = mapped_column(
        ForeignKey("committee.id"), primary_key=True, autoincrement=False
    )
    account_id: Mapped[int] = mapped_column(
        ForeignKey("account.id"), primary_key=True, autoincrement=False, index=True
    )
    declared_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Interest(Base):
    """One idea from which a delegate stands to gain. Added, never removed."""

    __tablename__ = "interest"

    idea_id: Mapped[int] = mapped_column(
        ForeignKey("idea.id"), primary_key=True, autoincrement=False
    )
    account_id: Mapped[int] = mapped_column(
        ForeignKey("account.id"), primary_key=True, autoincrement=False, index=True
    )
    committee_id: Mapped[int] = mapped_column(ForeignKey("committee.id"), index=True)
    words: Mapped[str] = mapped_column(Text, info=PUBLIC_ACT)
    declared_at: Mapped[datetime] = mapped_column(UtcDateTime)


class DecisionRecord(Base):
    """What one delegate wrote down of a decision; it stands when all who are named confirm it.

    It names the text and the costing that the committee decided on: when either is another by then,
    it cannot be confirmed.
    """

    __tablename__ = "decision_record"

    proposal_id: Mapped[int] = mapped_column(
        ForeignKey("proposal.id"), primary_key=True, autoincrement=False
    )
    onto_ballot: Mapped[bool]
    reason: Mapped[str] = mapped_column(String(20), info=not_personal())
    words: Mapped[str] = mapped_column(Text, info=PUBLIC_ACT)
    decided_on: Mapped[date] = mapped_column(Date)
    version: Mapped[int]
    costing_id: Mapped[int | None] = mapped_column(ForeignKey("costing.id"))
    recorded_by: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    object_by: Mapped[date | None] = mapped_column(
        Date, comment="last day to object; then it stands by a second delegate's word"
    )


class DecisionRecordVote(Base):
    """How one delegate stood, as it was written down; theirs once they confirmed it themselves."""

    __tablename__ = "decision_record_vote"

    proposal_id: Mapped[int] = mapped_column(
        ForeignKey("decision_record.proposal_id"), primary_key=True, autoincrement=False
    )
    account_id: Mapped[int] = mapped_column(
        ForeignKey("account.id"),
        primary_key=True,
        autoincrement=False,
        index=True,
    )
    stance: Mapped[str] = mapped_column(String(10), info=not_personal())
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    @property
    def is_vote(self) -> bool:
        return self.stance in VOTES

    @property
    def waits(self) -> bool:
        """Whether this vote still wants its owner's word."""
        return self.is_vote and self.confirmed_at is None


class LeavingRecord(Base):
    """One delegate wants to leave an idea or take it up again; so it is when enough confirm it."""

    __tablename__ = "leaving_record"

    idea_id: Mapped[int] = mapped_column(
        ForeignKey("idea.id"), primary_key=True, autoincrement=False
    )
    reason: Mapped[str] = mapped_column(String(20), info=not_personal())
    words: Mapped[str] = mapped_column(Text, info=PUBLIC_ACT)
    recorded_by: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    reopens: Mapped[bool] = mapped_column(
        default=False, server_default=false(), comment="take it up again, instead of leaving it"
    )


class LeavingConfirmation(Base):
    """Another delegate confirmed that the idea is left."""

    __tablename__ = "leaving_confirmation"

    idea_id: Mapped[int] = mapped_column(
        ForeignKey("leaving_record.idea_id"), primary_key=True, autoincrement=False
    )
    account_id: Mapped[int] = mapped_column(
        ForeignKey("account.id"),
        primary_key=True,
        autoincrement=False,
        index=True,
    )
    confirmed_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Decision(Base):
    """What a committee decided about a proposal, on which day; outcome and reason are its."""

    __tablename__ = "decision"

    proposal_id: Mapped[int] = mapped_column(
        ForeignKey("proposal.id"), primary_key=True, autoincrement=False
    )
    decided_on: Mapped[date] = mapped_column(Date)
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    costing_id: Mapped[int | None] = mapped_column(
        ForeignKey("costing.id"), comment="the answer that the price rests on"
    )
    needed: Mapped[int | None] = mapped_column(comment="delegates that had to take part")
    could_vote: Mapped[int | None] = mapped_column(comment="delegates who could have voted")


class DecisionVote(Base):
    """How one delegate stood, by name (ruling 34)."""

    __tablename__ = "decision_vote"

    proposal_id: Mapped[int] = mapped_column(
        ForeignKey("decision.proposal_id"), primary_key=True, autoincrement=False
    )
    account_id: Mapped[int] = mapped_column(
        ForeignKey("account.id"), primary_key=True, autoincrement=False, index=True
    )
    stance: Mapped[str] = mapped_column(String(10), info=not_personal())
    own_word: Mapped[bool] = mapped_column(
        default=True,
        server_default=true(),
        comment="whether they pressed it themselves; else recorded, and nobody objected in time",
    )


class Departure(Base):
    """A role of a delegate that is over, once what they looked after went to the committee."""

    __tablename__ = "departure"

    grant_id: Mapped[int] = mapped_column(
        ForeignKey("role_grant.id"), primary_key=True, autoincrement=False
    )
    handed_over_at: Mapped[datetime] = mapped_column(UtcDateTime)


_SCORES = personal(
    why="how a delegate scored a proposal",
    seen_by="nobody by name, unless the round says so; the spread is public",
    until="kept with the round",
)


class Scoring(Base):
    """A proposal is being scored: nobody sees a score before all have scored, or the due day."""

    __tablename__ = "scoring"

    proposal_id: Mapped[int] = mapped_column(
        ForeignKey("proposal.id"), primary_key=True, autoincrement=False
    )
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    due_on: Mapped[date] = mapped_column(Date, comment="last day to score")
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    def is_public(self, today: date) -> bool:
        """From the moment all have scored, and in any case from the day after the due day."""
        return self.published_at is not None or today > self.due_on


class ScoreSheet(Base):
    """How one delegate scored a proposal; changed until the scores are public."""

    __tablename__ = "score_sheet"

    proposal_id: Mapped[int] = mapped_column(
        ForeignKey("scoring.proposal_id"), primary_key=True, autoincrement=False
    )
    account_id: Mapped[int] = mapped_column(
        ForeignKey("account.id"),
        primary_key=True,
        autoincrement=False,
        index=True,
    )
    version: Mapped[int] = mapped_column(comment="of the text that was scored")
    marks: Mapped[list[int]] = mapped_column(
        JSON, comment="1 to 5, in the order of the round's criteria", info=_SCORES
    )
    together: Mapped[str] = mapped_column(
        Text, comment="how it brings people together, a sentence", info=_SCORES
    )
    given_at: Mapped[datetime] = mapped_column(UtcDateTime)


class DraftComment(Base):
    """What an official says of a field or a passage of a proposal that is being written."""

    __tablename__ = "draft_comment"
    __table_args__ = (UniqueConstraint("proposal_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"))
    number: Mapped[int] = mapped_column(comment="within its proposal")
    version: Mapped[int] = mapped_column(comment="of the text that was commented on")
    part: Mapped[str] = mapped_column(String(20), info=not_personal())
    passage: Mapped[str] = mapped_column(Text, comment="empty for all of it", info=PUBLIC_ACT)
    words: Mapped[str] = mapped_column(Text, info=PUBLIC_ACT)
    team_id: Mapped[int] = mapped_column(ForeignKey("team.id"), index=True)
    made_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    outcome: Mapped[str] = mapped_column(String(10), default="", info=not_personal())
    outcome_words: Mapped[str] = mapped_column(Text, default="", info=PUBLIC_ACT)
    outcome_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    outcome_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    outcome_version: Mapped[int | None] = mapped_column(comment="of the text at the outcome")

    @property
    def is_open(self) -> bool:
        return not self.outcome
