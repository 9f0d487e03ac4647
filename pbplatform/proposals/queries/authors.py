"""Whose ideas came to a ballot."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.accounts.models import Account
from pbplatform.places.models import Area
from pbplatform.proposals.kinds import PUBLIC_STATES
from pbplatform.proposals.models import Idea, Proposal
from pbplatform.proposals.queries import byline
from pbplatform.proposals.queries.joins import credited
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


def ideas_without_mail(session: Session, round_id: int) -> list[tuple[int, int | None]]:
    """Public ideas whose author has no account with an address: (idea, project on the ballot)."""
    query = (
        select(Idea.number, BallotProject.number)
        .outerjoin(Account, Account.id == Idea.author_id)
        .outerjoin(Proposal, Proposal.id == Idea.proposal_id)
        .outerjoin(
            BallotProject,
            (BallotProject.round_id == Proposal.round_id)
            & (BallotProject.number == Proposal.number),
        )
        .where(Idea.round_id == round_id, Idea.state.in_(PUBLIC_STATES), Account.email.is_(None))
        .order_by(Idea.number)
    )
    return [(idea, project) for idea, project in session.execute(query)]


@dataclass(frozen=True)
class Credit:
    """An idea that a proposal was made of, and its author as they chose to be shown.

    Attributes:
        by: empty where they chose no name, or had their data erased.
    """

    number: int
    title: str
    language: str
    by: str


def credits_of(session: Session, round_id: int, number: int) -> list[Credit]:
    """Whose ideas a proposal, or the project with its number, was made of; by number."""
    proposal = select(Proposal.id).where(Proposal.round_id == round_id, Proposal.number == number)
    key = session.scalar(proposal)
    if key is None:
        return []
    query = (
        select(Idea, Account.name, Area.name)
        .outerjoin(Account, Account.id == Idea.author_id)
        .outerjoin(Area, Area.id == Idea.area_id)
        .where(credited(key), Idea.state.in_(PUBLIC_STATES))
        .order_by(Idea.number)
    )
    return [
        Credit(
            idea.number,
            idea.title,
            idea.language,
            byline(idea.credit or name, idea.name_shown, area or ""),
        )
        for idea, name, area in session.execute(query)
    ]
