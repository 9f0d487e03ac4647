"""Supporting an idea. Source: docs/rules/proposals.md section 3."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from pbplatform.core.actor import ActorRef
from pbplatform.core.errors import NotFound
from pbplatform.core.written_for import refuse_writer_to_support
from pbplatform.proposals.domain.paths import idea_path
from pbplatform.proposals.models import Idea, IdeaSupport
from pbplatform.proposals.policies import refuse_to_support
from pbplatform.rounds.models import Round


def _supportable(session: Session, actor: ActorRef, idea_id: int) -> Idea:
    idea = session.get(Idea, idea_id)
    if idea is None:
        raise NotFound("idea.not_found")
    if refusal := refuse_to_support(actor, idea):
        raise refusal
    path = idea_path(session.get_one(Round, idea.round_id).slug, idea.number)
    if refusal := refuse_writer_to_support(session, actor, path):
        raise refusal
    return idea


def support_idea(session: Session, *, actor: ActorRef, idea_id: int, now: datetime) -> None:
    """Support an idea; a second press changes nothing.

    Raises:
        NotAllowed: nobody is signed in, or it is one's own idea.
        Conflict: the idea takes no support any more.
    """
    idea = _supportable(session, actor, idea_id)
    account_id = actor.account_id
    if account_id is None or session.get(IdeaSupport, (idea.id, account_id)) is not None:
        return
    try:
        with session.begin_nested():  # the key decides when two presses arrive at once
            session.add(IdeaSupport(idea_id=idea.id, account_id=account_id, supported_at=now))
    except IntegrityError:
        return


def take_support_back(session: Session, *, actor: ActorRef, idea_id: int) -> None:
    """Stop supporting an idea; nothing happens where there was no support.

    Raises:
        NotAllowed: nobody is signed in, or it is one's own idea.
        Conflict: the idea takes no support any more.
    """
    idea = _supportable(session, actor, idea_id)
    given = session.get(IdeaSupport, (idea.id, actor.account_id))
    if given is not None:
        session.delete(given)
        session.flush()
