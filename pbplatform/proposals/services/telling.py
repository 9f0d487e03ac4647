"""Loading what a verb changes, and telling authors of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from pbplatform.accounts.models import Account
from pbplatform.accounts.services import tell_contacts
from pbplatform.core.errors import NotFound
from pbplatform.core.outbox import announce
from pbplatform.proposals.domain.paths import idea_path
from pbplatform.proposals.kinds import AUTHOR_NEWS
from pbplatform.proposals.models import Idea, Proposal
from pbplatform.rounds.models import Round


def locked_idea(session: Session, idea_id: int) -> tuple[Idea, Round]:
    """The idea as it stands, its row locked, and its round.

    Raises:
        NotFound: no such idea.
    """
    idea = session.get(Idea, idea_id, with_for_update=True, populate_existing=True)
    if idea is None:
        raise NotFound("idea.not_found")
    return idea, session.get_one(Round, idea.round_id)


def locked_proposal(session: Session, proposal_id: int) -> tuple[Proposal, Round]:
    """The proposal as it stands, its row locked, and its round.

    Raises:
        NotFound: no such proposal.
    """
    proposal = session.get(Proposal, proposal_id, with_for_update=True, populate_existing=True)
    if proposal is None:
        raise NotFound("proposal.not_found")
    return proposal, session.get_one(Round, proposal.round_id)


def tell_author(
    session: Session,
    fact: str,
    idea: Idea,
    round_: Round,
    *,
    now: datetime,
    **told: str | int | None,
) -> None:
    """Announce a fact about an idea to its author, where they can be reached.

    Args:
        told: what the mail of this fact shows beside the idea: days in ISO, codes, people's words.
    """
    if idea.author_id is None:
        return
    about = idea_path(round_.slug, idea.number)
    shown: dict[str, Any] = {
        "number": idea.number,
        "title": idea.title,
        "path": f"/{about}",
        **told,
    }
    author = session.get(Account, idea.author_id)
    if author is not None and author.email:
        announce(session, f"proposals:{fact}", now=now, to=author.email, **shown)
    else:  # somebody without an account, whose point became an idea
        kind = f"proposals:{fact}"
        tell_contacts(session, kind, purpose=AUTHOR_NEWS, about=about, now=now, **shown)
