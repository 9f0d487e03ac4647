"""Publishing answers. Source: docs/rules/points.md section 5."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from pbplatform.accounts import queries as accounts
from pbplatform.accounts.kinds import Role
from pbplatform.accounts.queries import knowing
from pbplatform.audit import services as audit
from pbplatform.core.actor import PLACE, ActorRef
from pbplatform.core.confirmation import require_same
from pbplatform.core.errors import Conflict
from pbplatform.core.facts import tell_fact
from pbplatform.points import queries
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
from pbplatform.points.services.likeness import sign_together
from pbplatform.points.services.opening import (
    addresses_of_supporters,
    locked_view,
    locked_views,
    tell_these_supporters,
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
    answered = Answered(actor, point_id, text, seen)
    return publish_answers(session, answered=[answered], now=now)[0]


@dataclass(frozen=True)
class Answered:
    """What one official answers to one point; `seen` as in `publish_answer`."""

    actor: ActorRef
    point_id: int
    text: AnswerText
    seen: str | None = None


def publish_answers(
    session: Session, *, answered: Sequence[Answered], now: datetime
) -> list[Answer]:
    """Publish the answers that are due to these points, all or none; raises as `publish_answer`."""
    ids = [each.point_id for each in answered]
    views = locked_views(session, ids, now=now)
    posts = _Posts(session, now)
    drafted = queries.points_with_drafts(session, ids)
    ready = [
        _judged(session, each, views[each.point_id], posts, drafted=each.point_id in drafted)
        for each in answered
    ]
    answers = [_new_answer(each) for each in ready]
    session.add_all(answers)
    session.flush()
    sign_together(
        session,
        [(answer, text_of_words(each.text)) for answer, each in zip(answers, ready, strict=True)],
    )
    for answer, each in zip(answers, ready, strict=True):
        add_promises(session, each.actor, each.view, answer, each.text.promises, now)
        tie_cited(session, each.actor, each.view, each.text, now=now)
        if each.draft is not None:
            session.delete(each.draft)
    session.flush()
    _tell(session, list(zip(answers, ready, strict=True)), now)
    return answers


@dataclass(frozen=True)
class _Ready:
    """An answer that may be published, with the point as it stood."""

    actor: ActorRef
    view: PointView
    text: AnswerText
    draft: AnswerDraft | None
    titles: Mapping[int, str]
    now: datetime


class _Posts:
    """Posts of the people who can act on points, read once for each team (`titles_of`)."""

    def __init__(self, session: Session, now: datetime) -> None:
        self._session, self.now = session, now
        self._read: dict[tuple[str, str], dict[int, str]] = {}

    def of(self, view: PointView) -> dict[int, str]:
        teams = (view.team.scope, view.acts.scope)
        if teams not in self._read:
            self._read[teams] = titles_of(self._session, view, now=self.now)
        return self._read[teams]


def _judged(
    session: Session, answered: Answered, view: PointView, posts: _Posts, *, drafted: bool
) -> _Ready:
    actor, text = answered.actor, answered.text
    draft = own_draft(session, actor=actor, point_id=answered.point_id) if drafted else None
    titles = posts.of(view)
    if answered.seen is not None:
        shown = {} if draft is None else facts_of_answer(view, draft, actor, titles)
        require_same(answered.seen, shown)
    if refusal := refuse_to_answer(actor, view, titles):
        raise refusal
    if refusal := refuse_answer_text(text, view.point.kind, view.standing.today):
        raise refusal
    return _Ready(actor, view, text, draft, titles, posts.now)


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


def _tell(session: Session, answered: Sequence[tuple[Answer, _Ready]], now: datetime) -> None:
    audit.record_all(
        session,
        [
            audit.Entry(
                kind=PointLog.ANSWER_PUBLISHED,
                actor=each.actor,
                subject=each.view.path,
                now=now,
                data=_logged(answer, each),
            )
            for answer, each in answered
        ],
    )
    people = {each.view.point.raised_by_id for _answer, each in answered}
    people |= {each.actor.account_id for _answer, each in answered}
    with knowing(session, {each for each in people if each is not None}):
        waiting = addresses_of_supporters(session, [each.view for _answer, each in answered])
        for answer, each in answered:
            supporters = waiting.get(each.view.point.id, ())
            _tell_one(session, answer, each, supporters, now)


def _logged(answer: Answer, each: _Ready) -> dict[str, Any]:
    whole = _whole(each.text)
    return {
        "answer": answer.n,
        "sort": answer.kind,
        "sentence": answer.sentence,
        "text": words_of(whole["explanation"], whole["link"], whole["reasons"]),
        "due": each.view.standing.due.isoformat(),
        "working_days_late": each.view.standing.days_late,
    }


def _tell_one(
    session: Session, answer: Answer, each: _Ready, supporters: Collection[str], now: datetime
) -> None:
    view, whole = each.view, _whole(each.text)
    news = {"sort": answer.kind, "sentence": answer.sentence, "team": view.acts.name}
    told = tell_asker(
        session, view.forum, view.point, "responses:answered", whole=whole, now=now, **news
    )
    told += tell_these_supporters(session, view, supporters, "responses:answered", now=now, **news)
    said = {"sort": answer.kind, "sentence": answer.sentence, "late": view.standing.days_late}
    write_of_view(session, "answered", view, said, told=told, actor=each.actor, now=now)


def _new_answer(each: _Ready) -> Answer:
    view, text = each.view, each.text
    own = each.actor.account_id or 0
    answer = Answer(
        point_id=view.point.id,
        n=view.standing.stage,
        team_id=view.acts.id,
        kind=text.kind,
        sentence=text.sentence.strip(),
        explanation=text.explanation.strip(),
        link=text.link.strip(),
        by_account_id=own,
        by_name=each.actor.name,
        by_title=each.titles.get(own, ""),
        published_at=each.now,
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
