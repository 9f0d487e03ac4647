"""An idea that a delegate took up goes to another one. Source: docs/rules/accounts.md section 9."""

from __future__ import annotations

from sqlalchemy import update
from sqlalchemy.orm import Session

from pbplatform.proposals.kinds import IdeaState
from pbplatform.proposals.models import Idea


def hand_claim(session: Session, key: str, giver: int, receiver: int) -> None:
    """The receiver looks after the idea; one that is no longer the giver's stays as it is.

    Args:
        key: the idea's number in the database, as text.
    """
    own = (Idea.id == int(key), Idea.claimed_by == giver, Idea.state == IdeaState.CLAIMED)
    session.execute(update(Idea).where(*own).values(claimed_by=receiver))
