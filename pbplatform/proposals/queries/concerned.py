"""Whom news of a round, or of a project, concerns because of ideas."""

from __future__ import annotations

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from pbplatform.accounts.models import Account
from pbplatform.proposals.models import Idea, IdeaSupport, Proposal


def people_of_ideas(session: Session, round_id: int) -> list[str]:
    """Addresses of those who sent an idea to a round, or support one."""
    authors = select(Idea.author_id).where(Idea.round_id == round_id, Idea.author_id.is_not(None))
    support = select(IdeaSupport.account_id).join(Idea, Idea.id == IdeaSupport.idea_id)
    supporters = support.where(Idea.round_id == round_id)
    query = select(Account.email).where(
        Account.email.is_not(None), or_(Account.id.in_(authors), Account.id.in_(supporters))
    )
    return [address for address in session.scalars(query) if address]


def behind_project(session: Session, round_id: int, number: int) -> tuple[set[int], set[int]]:
    """Accounts of the authors and of the supporters of the ideas that became a project.

    Args:
        number: of the project on the ballot, which is that of its proposal.
    """
    ideas = (
        select(Idea.id, Idea.author_id)
        .join(Proposal, Proposal.id == Idea.proposal_id)
        .where(Proposal.round_id == round_id, Proposal.number == number)
    )
    rows = session.execute(ideas).all()
    supporting = select(IdeaSupport.account_id).where(
        IdeaSupport.idea_id.in_([row.id for row in rows])
    )
    authors = {row.author_id for row in rows if row.author_id is not None}
    return authors, set(session.scalars(supporting))
