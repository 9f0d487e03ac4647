"""Publishing answers. Source: docs/rules/points.md section 5."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from pbplatform.accounts import queries as accounts
from pbplatform.accounts.kinds import Role
from pbplatform.audit import services as audit
from pbplatform.core.actor import PLACE, ActorRef
from pbplatform.core.confirmation import require_same
from pbplatform.core.errors import Conflict
from pbplatform.core.facts import tell_fact
from pbplatform.points.domain.composing import (
    AnswerText,
    PromiseText,
    refuse_answer_text,
    words_of,
)
from pbplatform.points.kinds import NEEDS_REASON, PointLog
from pbplatform.points.models import Answer, AnswerDraft, AnswerReason
from pbplatform.points.policies import refuse_to_answer
from pbplatform.points.queries import PointView
from pbplatform.points.queries.likeness import text_of_words
from pbplatform.points.services.asker import tell_asker
from pbplatform.points.services.citing import tie_cited
from pbplatform.points.services.drafting import facts_of_answer, own_draft
from pbplatform.points.services.likeness import sign_answer
from pbplatform.points.services.opening import (
    locked_view,
    tell_supporters,
    write_of_view,
)
from pbplatform.promises import services as promises
from pbplatform.promises.models import Commitment


def titles_of(session: Session, view: PointView, *, now: datetime) -> dict[int, str]:
    """Posts of the people who can act on the point, by account: its team, and whom it went to."""
    scopes = {view.team.scope, view.acts.scope, PLACE}
    held = accounts.holders(session, now=now, scopes=scopes)
    acting = [h for h in held if h.role in (Role.OFFICIAL, Role.ELECTED)]
    return {holder.account_id: holder.title for holder in acting}


def lock_draft(
    session: Session, *, actor: ActorRef, point_id: int, now: datetime
) -> AnswerDraft | None:
    """One's own draft with the point's row locked: what is read here is what is published."""
    locked_view(session, point_id, now=now)
    return own_draft(session, actor=actor, point_id=point_id)


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
        text: what was previewed; read it inside the transaction, after `lock_draft`.
        seen: seal of what was previewed (`facts_of_answer`); None for words that never were a
            draft.
    Raises:
        NotAllowed: not of the team, or not senior enough for a second or third answer.
        Conflict: no answer is due, the text is not complete (see `composing`), or the page that
            was previewed is not what would be published.
    """
    view = locked_view(session, point_id, now=now)
    draft = own_draft(session, actor=actor, point_id=point_id)
    titles = titles_of(session, view, now=now)
    if seen is not None:
        shown = {} if draft is None else facts_of_answer(view, draft, actor, titles)
        require_same(seen, shown)
    if refusal := refuse_to_answer(actor, view, titles):
        raise refusal
    if refusal := refuse_answer_text(text, view.point.kind, view.standing.today):
        raise refusal
    answer = _add_answer(session, actor, view, text, now)
    sign_answer(session, answer, text_of_words(text))
    add_promises(session, actor, view, answer, text.promises, now)
    tie_cited(session, actor, view, text, now=now)
    if draft is not None:
        session.delete(draft)
        session.flush()
    _tell(session, actor, view, answer, _whole(text), now)
    return answer


def _whole(text: AnswerText) -> dict[str, Any]:
    """All of an answer beside its sentence, as a letter tells it: codes and days, not sentences."""
    reasons = text.reasons if text.kind in NEEDS_REASON else ()
    return {
        "explanation": text.explanation.strip(),
        "link": text.link.strip(),
        "reasons": [
            [each.code, each.detail.strip(), each.would_change.strip()] for each in reasons
        ],
        "promises": [
            [each.what.strip(), each.due.isoformat() if each.due else "", each.owner.strip()]
            for each in text.promises
        ],
    }


def _tell(
    session: Session,
    actor: ActorRef,
    view: PointView,
    answer: Answer,
    whole: dict[str, Any],
    now: datetime,
) -> None:
    audit.record(
        session,
        PointLog.ANSWER_PUBLISHED,
        actor=actor,
        subject=view.path,
        now=now,
        answer=answer.n,
        sort=answer.kind,
        sentence=answer.sentence,
        text=words_of(whole["explanation"], whole["link"], whole["reasons"]),
        due=view.standing.due.isoformat(),
        working_days_late=view.standing.days_late,
    )
    news = {"sort": answer.kind, "sentence": answer.sentence, "team": view.acts.name}
    told = tell_asker(
        session, view.forum, view.point, "responses:answered", whole=whole, now=now, **news
    )
    told += tell_supporters(session, view, "responses:answered", now=now, **news)
    said = {"sort": answer.kind, "sentence": answer.sentence, "late": view.standing.days_late}
    write_of_view(session, "answered", view, said, told=told, actor=actor, now=now)


def _add_answer(
    session: Session, actor: ActorRef, view: PointView, text: AnswerText, now: datetime
) -> Answer:
    titles = titles_of(session, view, now=now)
    answer = Answer(
        point_id=view.point.id,
        n=view.standing.stage,
        team_id=view.acts.id,
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


def add_promises(
    session: Session,
    actor: ActorRef,
    view: PointView,
    answer: Answer,
    promised: Sequence[PromiseText],
    now: datetime,
) -> None:
    """Make these promises public, as parts of an answer."""
    for n, promise in enumerate(promised, start=len(view.promises) + 1):
        if promise.due is None:
            raise Conflict("answer.promise_incomplete", field="promises")
        promises.make_promise(
            session,
            actor=actor,
            promise=Commitment(
                point_id=view.point.id,
                n=n,
                answer_id=answer.id,
                team_id=view.acts.id,
                what=promise.what.strip(),
                owner=promise.owner.strip(),
                due_original=promise.due,
                due_current=promise.due,
            ),
            path=f"{view.path}/promises/{n}",
            now=now,
        )
        tell_fact(
            session,
            "points:promise_made",
            about=view.path,
            title=promise.what.strip(),
            within=[view.acts.path],
            now=now,
            team_name=view.acts.name,
            due=promise.due.isoformat(),
        )
    session.flush()
