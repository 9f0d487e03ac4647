"""Whom facts about ideas and proposals concern, and what they are part of.

Source: docs/rules/notices.md section 6.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from pbplatform.accounts.models import Account
from pbplatform.proposals.domain.paths import idea_path, proposal_path
from pbplatform.proposals.kinds import PUBLIC_STATES
from pbplatform.proposals.models import Idea, IdeaSupport, Proposal, ProposalCredit
from pbplatform.rounds.models import Round

AUTHOR, SUPPORTERS = "proposals.author", "proposals.supporters"
AUTHORS_BEHIND, SUPPORTERS_BEHIND = "proposals.authors_behind", "proposals.supporters_behind"
ROUND_AUTHORS, ROUND_SUPPORTERS = "proposals.round_authors", "proposals.round_supporters"


@dataclass(frozen=True)
class Behind:
    """What stands behind a project: nothing where it was brought in without ideas of ours.

    Attributes:
        paths: of its proposal and of the public ideas that it was made of.
        audiences: whom news of it concerns, as (audience, id).
    """

    paths: tuple[str, ...]
    audiences: tuple[tuple[str, int], ...]


def behind(session: Session, round_: Round, number: int) -> Behind:
    """What stands behind the proposal of this number, or the project that it became."""
    query = select(Proposal.id).where(Proposal.round_id == round_.id, Proposal.number == number)
    proposal_id = session.scalar(query)
    paths = [proposal_path(round_.slug, number)]
    if proposal_id is None:
        return Behind(tuple(paths), ())
    ideas = select(Idea.number).where(
        Idea.id.in_(ideas_behind(proposal_id)), Idea.state.in_(PUBLIC_STATES)
    )
    paths += [idea_path(round_.slug, each) for each in session.scalars(ideas.order_by(Idea.number))]
    return Behind(tuple(paths), ((AUTHORS_BEHIND, proposal_id), (SUPPORTERS_BEHIND, proposal_id)))


def ideas_behind(proposal_id: int) -> Select[int]:
    """Ids of the ideas that a proposal was made of, those of a proposal it was split from too."""
    credited = select(ProposalCredit.idea_id).where(ProposalCredit.proposal_id == proposal_id)
    return select(Idea.id).where(or_(Idea.proposal_id == proposal_id, Idea.id.in_(credited)))


def author_of_idea(session: Session, idea_id: int) -> list[str]:
    """The address of whoever sent an idea."""
    return _addresses(session, select(Idea.author_id).where(Idea.id == idea_id))


def supporters_of_idea(session: Session, idea_id: int) -> list[str]:
    """Addresses of those who support an idea."""
    supporting = select(IdeaSupport.account_id).where(IdeaSupport.idea_id == idea_id)
    return _addresses(session, supporting)


def authors_behind(session: Session, proposal_id: int) -> list[str]:
    """Addresses of the authors of the ideas that a proposal was made of."""
    ideas = ideas_behind(proposal_id)
    return _addresses(session, select(Idea.author_id).where(Idea.id.in_(ideas)))


def supporters_behind(session: Session, proposal_id: int) -> list[str]:
    """Addresses of those who support an idea that a proposal was made of."""
    ideas = ideas_behind(proposal_id)
    supporting = select(IdeaSupport.account_id).where(IdeaSupport.idea_id.in_(ideas))
    return _addresses(session, supporting)


def authors_in_round(session: Session, round_id: int) -> list[str]:
    """Addresses of those who sent an idea to a round that everybody can read."""
    sent = select(Idea.author_id).where(Idea.round_id == round_id, Idea.state.in_(PUBLIC_STATES))
    return _addresses(session, sent)


def supporters_in_round(session: Session, round_id: int) -> list[str]:
    """Addresses of those who support an idea of a round."""
    support = select(IdeaSupport.account_id).join(Idea, Idea.id == IdeaSupport.idea_id)
    return _addresses(session, support.where(Idea.round_id == round_id))


def _addresses(session: Session, accounts: Select[int] | Select[int | None]) -> list[str]:
    query = select(Account.email).where(Account.email.is_not(None), Account.id.in_(accounts))
    return [address for address in session.scalars(query.order_by(Account.id)) if address]


def paths_of_ideas(round_: Round, ideas: Collection[Idea]) -> list[str]:
    """Paths of these ideas, those that everybody can read."""
    return [idea_path(round_.slug, each.number) for each in ideas if each.state in PUBLIC_STATES]
