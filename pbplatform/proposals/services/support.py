"""Supporting ideas, one or many at once. Source: docs/rules/proposals.md section 3."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from pbplatform.core.actor import ActorRef
from pbplatform.core.errors import NotFound
from pbplatform.core.inserting import insert_new
from pbplatform.core.written_for import refuse_writer_to_support
from pbplatform.proposals.domain.paths import idea_path
from pbplatform.proposals.models import Idea, IdeaSupport
from pbplatform.proposals.policies import refuse_to_support
from pbplatform.proposals.services.telling import ideas_by_id
from pbplatform.rounds.models import Round


@dataclass(frozen=True)
class IdeaSupported:
    """One person supports one idea."""

    actor: ActorRef
    idea_id: int
    now: datetime


def _require_supportable(
    session: Session, ideas: dict[int, Idea], supports: Sequence[tuple[ActorRef, int]]
) -> None:
    """Raise for the first of these people who may not support, or stop supporting, an idea."""
    rounds = {each: session.get_one(Round, each) for each in {i.round_id for i in ideas.values()}}
    paths = {id_: idea_path(rounds[i.round_id].slug, i.number) for id_, i in ideas.items()}
    for actor, idea_id in supports:
        if idea_id not in ideas:
            raise NotFound("idea.not_found")
        if refusal := refuse_to_support(actor, ideas[idea_id]):
            raise refusal
    written = [(actor, paths[idea_id]) for actor, idea_id in supports]
    if refusal := refuse_writer_to_support(session, *written):
        raise refusal


def support_idea(session: Session, *, actor: ActorRef, idea_id: int, now: datetime) -> None:
    """Support an idea; a second press changes nothing.

    Raises:
        NotAllowed: nobody is signed in, or it is one's own idea.
        Conflict: the idea takes no support any more.
    """
    support_ideas(session, supports=[IdeaSupported(actor, idea_id, now)])


def support_ideas(session: Session, *, supports: Sequence[IdeaSupported]) -> None:
    """Support many ideas, all or none; who supports one already changes nothing.

    Raises:
        NotAllowed, Conflict: as `support_idea`, for any of them.
    """
    ideas = ideas_by_id(session, {each.idea_id for each in supports})
    _require_supportable(session, ideas, [(each.actor, each.idea_id) for each in supports])
    rows = [
        {"idea_id": s.idea_id, "account_id": s.actor.account_id, "supported_at": s.now}
        for s in supports
    ]
    insert_new(session, IdeaSupport, rows)  # the key decides when two presses arrive at once


def take_support_back(session: Session, *, actor: ActorRef, idea_id: int) -> None:
    """Stop supporting an idea; nothing happens where there was no support.

    Raises:
        NotAllowed: nobody is signed in, or it is one's own idea.
        Conflict: the idea takes no support any more.
    """
    _require_supportable(session, ideas_by_id(session, [idea_id]), [(actor, idea_id)])
    given = session.get(IdeaSupport, (idea_id, actor.account_id))
    if given is not None:
        session.delete(given)
        session.flush()
