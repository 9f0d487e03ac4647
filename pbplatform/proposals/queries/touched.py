"""Whether anybody did something with an idea since it was sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.proposals.kinds import IdeaState
from pbplatform.proposals.models import Idea, IdeaSupport


def is_untouched(session: Session, ideas: Sequence[Idea]) -> Mapping[int, bool]:
    """Ideas that staff typed in and nobody read, decided, supported or made theirs; one read."""
    supported = set(
        session.scalars(
            select(IdeaSupport.idea_id).where(IdeaSupport.idea_id.in_([each.id for each in ideas]))
        )
    )
    return {
        each.id: each.entered
        and each.author_id is None
        and each.id not in supported
        and (
            each.state == IdeaState.SENT
            or (each.state == IdeaState.PUBLISHED and each.unread_since is not None)
        )
        for each in ideas
    }
