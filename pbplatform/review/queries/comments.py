"""What officials say of a draft. Source: docs/rules/review.md section 10."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session, aliased

from pbplatform.accounts.models import Account
from pbplatform.core.errors import NotFound
from pbplatform.places.models import Team
from pbplatform.proposals.kinds import ProposalState
from pbplatform.proposals.models import Proposal
from pbplatform.review.kinds import CommentOutcome
from pbplatform.review.models import Costing, DraftComment


@dataclass(frozen=True)
class CommentRow:
    """A comment with its team and the people who wrote and answered it."""

    comment: DraftComment
    team: Team
    official: str
    delegate: str


def comments_of(session: Session, proposal_id: int) -> list[CommentRow]:
    """All comments on a proposal, oldest first."""
    delegate = aliased(Account)
    query = (
        select(DraftComment, Team, Account.name, delegate.name)
        .join(Team, Team.id == DraftComment.team_id)
        .outerjoin(Account, Account.id == DraftComment.made_by)
        .outerjoin(delegate, delegate.id == DraftComment.outcome_by)
        .where(DraftComment.proposal_id == proposal_id)
        .order_by(DraftComment.id)
    )
    return [
        CommentRow(comment, team, official or "", answered or "")
        for comment, team, official, answered in session.execute(query)
    ]


def public_comments(rows: Sequence[CommentRow], proposal: Proposal) -> list[CommentRow]:
    """Those that everybody reads: answered ones, and all once the proposal is decided."""
    decided = proposal.state != ProposalState.WRITING
    return [
        row
        for row in rows
        if row.comment.outcome != CommentOutcome.TAKEN_BACK and (decided or not row.comment.is_open)
    ]


def comment_by_number(session: Session, proposal_id: int, number: int) -> CommentRow:
    """One comment on a proposal; NotFound when there is none."""
    found = [row for row in comments_of(session, proposal_id) if row.comment.number == number]
    if not found:
        raise NotFound("comment.not_found")
    return found[0]


def was_asked(session: Session, proposal_id: int, team_id: int) -> bool:
    """Whether this team was asked about the proposal, or the question was passed on to it."""
    query = select(Costing.id).where(Costing.proposal_id == proposal_id, Costing.team_id == team_id)
    return session.scalar(query.limit(1)) is not None


def open_comments(session: Session, committee_id: int) -> dict[int, int]:
    """How many comments wait for the committee, by the number of the proposal."""
    rows = session.execute(_OPEN_COMMENTS, {"committee": committee_id})
    return {row[0]: row[1] for row in rows}


# Built once: to build a statement takes longer than to send it.
_OPEN_COMMENTS = (
    select(Proposal.number, func.count())
    .join(DraftComment, DraftComment.proposal_id == Proposal.id)
    .where(
        Proposal.committee_id == bindparam("committee"),
        Proposal.state == ProposalState.WRITING,
        DraftComment.outcome == "",
    )
    .group_by(Proposal.number)
    .order_by(Proposal.number)
)
