"""Ideas that were joined or split. Source: docs/rules/proposals.md section 8."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from pbplatform.proposals.models import (
    Idea,
    IdeaJoin,
    JoinObjection,
    Proposal,
    ProposalCredit,
    ProposalSplit,
)


@dataclass(frozen=True)
class Joins:
    """How far the authors of a proposal agree to being joined.

    Attributes:
        waiting: how many can still object.
        of: how many were asked.
        ends_at: from then on it stands; None where it stands.
    """

    waiting: int
    of: int
    ends_at: datetime | None


def joins_of(session: Session, proposal_id: int, now: datetime) -> Joins:
    """Whether the joining of a proposal still waits for its authors."""
    query = select(IdeaJoin).where(IdeaJoin.proposal_id == proposal_id)
    rows = list(session.scalars(query))
    waiting = [row for row in rows if row.is_open(now)]
    ends_at = max((row.ends_at for row in waiting), default=None)
    return Joins(len(waiting), len(rows), ends_at)


def objections_of(session: Session, proposal_id: int) -> list[tuple[JoinObjection, Idea]]:
    """Ideas that their authors took out of a proposal, oldest first."""
    query = (
        select(JoinObjection, Idea)
        .join(Idea, Idea.id == JoinObjection.idea_id)
        .where(JoinObjection.proposal_id == proposal_id)
        .order_by(JoinObjection.id)
    )
    return [(objection, idea) for objection, idea in session.execute(query)]


def splits_of(session: Session, proposal_id: int) -> list[tuple[ProposalSplit, int, int]]:
    """Splits that a proposal came of or led to, with the numbers of the new and the old one."""
    query = (
        select(ProposalSplit)
        .where((ProposalSplit.proposal_id == proposal_id) | (ProposalSplit.from_id == proposal_id))
        .order_by(ProposalSplit.made_at, ProposalSplit.proposal_id)
    )
    rows = list(session.scalars(query))
    ids = {row.proposal_id for row in rows} | {row.from_id for row in rows}
    numbers: dict[int, int] = {}
    if ids:
        asked = select(Proposal.id, Proposal.number).where(Proposal.id.in_(ids))
        numbers = {each.id: each.number for each in session.execute(asked)}
    return [(row, numbers[row.proposal_id], numbers[row.from_id]) for row in rows]


def further_proposals(session: Session, idea_id: int) -> list[int]:
    """Numbers of further proposals that an idea went into, when one was split."""
    query = (
        select(Proposal.number)
        .join(ProposalCredit, ProposalCredit.proposal_id == Proposal.id)
        .where(ProposalCredit.idea_id == idea_id)
    )
    return list(session.scalars(query.order_by(Proposal.number)))


def credited(proposal_id: int) -> ColumnElement[bool]:
    """The condition on `Idea` that a proposal was made of it, by joining or by splitting."""
    also = select(ProposalCredit.idea_id).where(ProposalCredit.proposal_id == proposal_id)
    return (Idea.proposal_id == proposal_id) | Idea.id.in_(also)
