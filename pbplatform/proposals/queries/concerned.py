"""Whom news of a round concerns because of its ideas."""

from __future__ import annotations

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from pbplatform.accounts.models import Account
from pbplatform.proposals.models import Idea, IdeaSupport


def people_of_ideas(session: Session, round_id: int) -> list[str]:
    """Addresses of those who sent an idea to a round, or support one."""
    authors = select(Idea.author_id).where(Idea.round_id == round_id, Idea.author_id.is_not(None))
    support = select(IdeaSupport.account_id).join(Idea, Idea.id == IdeaSupport.idea_id)
    supporters = support.where(Idea.round_id == round_id)
    query = select(Account.email).where(
        Account.email.is_not(None), or_(Account.id.in_(authors), Account.id.in_(supporters))
    )
    return [address for address in session.scalars(query) if address]
