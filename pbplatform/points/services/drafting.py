"""Drafts of answers: each belongs to its writer. Source: docs/rules/points.md section 5.6."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.core.actor import ActorRef
from pbplatform.core.confirmation import Facts, require_same
from pbplatform.core.errors import Conflict, NotFound
from pbplatform.points.models import AnswerDraft
from pbplatform.points.policies import refuse_to_drop, refuse_to_note
from pbplatform.points.queries import PointView, draft_of
from pbplatform.points.services.opening import locked_view
from pbplatform.points.services.seeing import facts_of_point


def save_draft(
    session: Session,
    *,
    actor: ActorRef,
    point_id: int,
    content: dict[str, Any],
    now: datetime,
    after: str | None = None,
) -> None:
    """Keep an answer that is being written, as typed; drafts of colleagues stay as they are.

    Args:
        after: mark of the draft that the writer had before them, empty for none; None does not ask.
    Raises:
        NotAllowed: not of the team.
        Conflict: no answer is due, or the writer saved other words in another window.
    """
    view = locked_view(session, point_id, now=now)
    if refusal := refuse_to_note(actor, view):
        raise refusal
    draft = own_draft(session, actor=actor, point_id=point_id)
    # The same words again are no change: a second press of the same button loses nothing.
    stale = after is not None and after != (draft.mark if draft else "")
    if stale and not (draft is not None and draft.content == content):
        raise Conflict("answer.draft_changed", field="sentence")
    if draft is None:
        draft = AnswerDraft(point_id=point_id, by_account_id=actor.account_id or 0)
        session.add(draft)
    draft.content = content
    draft.team_id = view.acts.id
    draft.saved_at = now
    session.flush()


def own_draft(session: Session, *, actor: ActorRef, point_id: int) -> AnswerDraft | None:
    """The draft of this person, read afresh; whoever decides by it holds the point's row."""
    draft = draft_of(session, point_id, actor.account_id or 0)
    if draft is not None:
        session.refresh(draft)
    return draft


def drop_draft(session: Session, *, actor: ActorRef, draft_id: int, seen: str) -> None:
    """Throw one's own draft away.

    Args:
        seen: seal of the draft that was shown.
    Raises:
        NotFound: it is gone.
        NotAllowed: somebody else's.
        ChangedMeanwhile: other words stand in it now.
    """
    query = select(AnswerDraft).where(AnswerDraft.id == draft_id).with_for_update()
    draft = session.scalar(query.execution_options(populate_existing=True))
    if draft is None:
        raise NotFound("answer.draft_gone")
    if refusal := refuse_to_drop(actor, draft):
        raise refusal
    require_same(seen, draft.facts)
    session.delete(draft)
    session.flush()


def facts_of_answer(
    view: PointView, draft: AnswerDraft, actor: ActorRef, titles: dict[int, str]
) -> Facts:
    """All that a preview shows: the words, under whose name, what is answered, on which day.

    Source: docs/rules/points.md section 5.7.
    """
    point = {f"point_{name}": value for name, value in facts_of_point(view).items()}
    return {
        **draft.facts,
        **point,
        "stage": view.standing.stage,
        "late": view.standing.days_late if view.standing.is_late else 0,
        "day": view.standing.today.isoformat(),
        "by_name": actor.name,
        "by_title": titles.get(actor.account_id or 0, ""),
    }
