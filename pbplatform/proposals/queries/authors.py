"""Whose ideas came to a ballot."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.accounts.models import Account
from pbplatform.proposals.models import Idea, Proposal
from pbplatform.rounds.models import BallotProject


def authors_on_ballot(session: Session, round_id: int) -> dict[int, list[str]]:
    """Addresses of the authors of the ideas behind each project on the ballot, by its number."""
    query = (
        select(BallotProject.number, Account.email)
        .join(
            Proposal,
            (Proposal.round_id == BallotProject.round_id)
            & (Proposal.number == BallotProject.number),
        )
        .join(Idea, Idea.proposal_id == Proposal.id)
        .join(Account, Account.id == Idea.author_id)
        .where(BallotProject.round_id == round_id, Account.email.is_not(None))
        .order_by(BallotProject.number, Account.email)
        .distinct()
    )
    found: dict[int, list[str]] = {}
    for number, email in session.execute(query):
        found.setdefault(number, []).append(email or "")
    return found
