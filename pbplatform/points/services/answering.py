"""Drafting, publishing and correcting answers. Source: docs/rules/points.md section 5."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from pbplatform.accounts import queries as accounts
from pbplatform.accounts.kinds import Role
from pbplatform.audit import services as audit
from pbplatform.core.actor import ActorRef
from pbplatform.core.confirmation import require_same
from pbplatform.core.errors import Conflict, required
from pbplatform.points import queries
from pbplatform.points.domain.composing import AnswerText, refuse_answer_text
from pbplatform.points.kinds import NEEDS_REASON, PointLog
from pbplatform.points.models import Answer, AnswerCorrection, AnswerDraft, AnswerReason
from pbplatform.points.policies import refuse_to_answer, refuse_to_correct, refuse_to_note
from pbplatform.points.queries import PointView
from pbplatform.points.services.asker import tell_asker
from pbplatform.points.services.opening import locked_view, tell_supporters
from pbplatform.promises import services as promises
from pbplatform.promises.models import Commitment


def titles_of(session: Session, view: PointView, *, now: datetime) -> dict[int, str]:
    """Posts of the people who act for the point's team, by account."""
    held = accounts.holders(session, now=now, scopes=[view.team.scope])
    acting = [h for h in held if h.role in (Role.OFFICIAL, Role.ELECTED)]
    return {holder.account_id: holder.title for holder in acting}


def save_draft(
    session: Session,
    *,
    actor: ActorRef,
    point_id: int,
    content: dict[str, Any],
    now: datetime,
    after: str | None = None,
) -> None:
    """Keep an answer that is being written, as typed.

    Args:
        after: mark of the draft that the writer had before them, empty for none; None does not ask.
    Raises:
        NotAllowed: not of the team.
        Conflict: no answer is due, or somebody saved other words meanwhile.
    """
    view = locked_view(session, point_id, now=now)
    if refusal := refuse_to_note(actor, view):
        raise refusal
    draft = session.get(AnswerDraft, point_id, populate_existing=True)
    # The same words again are no change: a second press of the same button loses nothing.
    stale = after is not None and after != (draft.mark if draft else "")
    if stale and not (draft is not None and draft.content == content):
        raise Conflict("answer.draft_changed", field="sentence")
    if draft is None:
        draft = AnswerDraft(point_id=point_id)
        session.add(draft)
    draft.content = content
    draft.by_account_id = actor.account_id or 0
    draft.saved_at = now
    session.flush()


def publish_answer(
    session: Session,
    *,
    actor: ActorRef,
    point_id: int,
    text: AnswerText,
    now: datetime,
    seen: str | None = None,
) -> Answer:
    """Publish the answer that is due: the clock stops, its promises become public.

    Args:
        text: what was previewed; a draft that somebody saved since is not published.
        seen: seal of the draft that was previewed; None for words that never were a draft.
    Raises:
        NotAllowed: not of the team, or not senior enough for a second or third answer.
        Conflict: no answer is due, the text is not complete (see `composing`), or the draft is
            not the one that was previewed.
    """
    view = locked_view(session, point_id, now=now)
    draft = session.get(AnswerDraft, point_id, populate_existing=True)
    if seen is not None:
        require_same(seen, draft.facts if draft is not None else {})
    if refusal := refuse_to_answer(actor, view, titles_of(session, view, now=now)):
        raise refusal
    if refusal := refuse_answer_text(text, view.point.kind, view.standing.today):
        raise refusal
    answer = _add_answer(session, actor, view, text, now)
    _add_promises(session, actor, view, answer, text, now)
    if draft is not None:
        session.delete(draft)
        session.flush()
    audit.record(
        session,
        PointLog.ANSWER_PUBLISHED,
        actor=actor,
        subject=view.path,
        now=now,
        answer=answer.n,
        sort=answer.kind,
        sentence=answer.sentence,
        due=view.standing.due.isoformat(),
        working_days_late=view.standing.days_late,
    )
    news = {"sort": answer.kind, "sentence": answer.sentence, "team": view.team.name}
    tell_asker(session, view.forum, view.point, "responses:answered", now=now, **news)
    tell_supporters(session, view, "responses:answered", now=now, **news)
    return answer


def _add_answer(
    session: Session, actor: ActorRef, view: PointView, text: AnswerText, now: datetime
) -> Answer:
    titles = titles_of(session, view, now=now)
    answer = Answer(
        point_id=view.point.id,
        n=view.standing.stage,
        team_id=view.team.id,
        kind=text.kind,
        sentence=text.sentence.strip(),
        explanation=text.explanation.strip(),
        link=text.link.strip(),
        by_account_id=actor.account_id or 0,
        by_name=actor.name,
        by_title=titles.get(actor.account_id or 0, ""),
        published_at=now,
        day=view.standing.today,
    )
    if text.kind in NEEDS_REASON:
        answer.reasons = [
            AnswerReason(
                n=n,
                code=reason.code,
                detail=reason.detail.strip(),
                would_change=reason.would_change.strip(),
            )
            for n, reason in enumerate(text.reasons, start=1)
        ]
    session.add(answer)
    session.flush()
    return answer


def _add_promises(
    session: Session,
    actor: ActorRef,
    view: PointView,
    answer: Answer,
    text: AnswerText,
    now: datetime,
) -> None:
    for n, promise in enumerate(text.promises, start=len(view.promises) + 1):
        if promise.due is None:
            raise Conflict("answer.promise_incomplete", field="promises")
        promises.make_promise(
            session,
            actor=actor,
            promise=Commitment(
                point_id=view.point.id,
                n=n,
                answer_id=answer.id,
                team_id=view.team.id,
                what=promise.what.strip(),
                owner=promise.owner.strip(),
                due_original=promise.due,
                due_current=promise.due,
            ),
            path=f"{view.path}/promises/{n}",
            now=now,
        )
    session.flush()


def correct_answer(
    session: Session, *, actor: ActorRef, point_id: int, n: int, text: str, now: datetime
) -> None:
    """Add a correction below an answer; the answer itself stays, and so does every day.

    Raises:
        NotAllowed: not of the team.
        Conflict: no such answer, or no text.
    """
    view = locked_view(session, point_id, now=now)
    answer = next((each for each in view.answers if each.n == n), None)
    if answer is None:
        raise Conflict("assessment.no_answer_yet")
    if refusal := refuse_to_correct(actor, view):
        raise refusal
    text = required(text, "text.needed", "text")
    before = queries.corrections(session, [answer.id]).get(answer.id, [])
    session.add(
        AnswerCorrection(
            answer_id=answer.id, n=len(before) + 1, text=text, by_name=actor.name, at=now
        )
    )
    session.flush()
    audit.record(
        session,
        PointLog.ANSWER_CORRECTED,
        actor=actor,
        subject=view.path,
        now=now,
        answer=n,
        correction=text,
    )
