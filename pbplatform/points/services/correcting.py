"""Corrections below an answer. Source: docs/rules/points.md sections 5.8 to 5.10."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from pbplatform.audit import services as audit
from pbplatform.core.actor import ActorRef
from pbplatform.core.confirmation import Facts, require_same
from pbplatform.core.errors import Conflict, DomainError, NotFound
from pbplatform.places.models import Team
from pbplatform.points import queries
from pbplatform.points.domain.composing import PromiseText, refuse_promises
from pbplatform.points.kinds import PointLog
from pbplatform.points.models import Answer, AnswerCorrection
from pbplatform.points.policies import refuse_to_correct
from pbplatform.points.queries import PointView
from pbplatform.points.services.answering import add_promises, titles_of
from pbplatform.points.services.asker import tell_asker
from pbplatform.points.services.opening import (
    locked_view,
    tell_supporters,
    write_of_view,
)

LONGEST_CORRECTION = 1500  # letters of what was wrong, and of what holds


@dataclass(frozen=True)
class CorrectionText:
    """A correction as it was written.

    Attributes:
        of_n: the correction that it corrects; None for the answer itself.
        wrong: what was wrong.
        text: what holds.
        promise: a new promise that comes with it, None without one.
    """

    wrong: str
    text: str
    of_n: int | None = None
    promise: PromiseText | None = None


def facts_of_corrected(
    view: PointView, answer: Answer, corrections: int, text: CorrectionText
) -> Facts:
    """What the preview of a correction shows: the new words, and what they stand below."""
    promise = text.promise or PromiseText("", "", None)
    return {
        "of_n": text.of_n,
        "wrong": text.wrong,
        "text": text.text,
        "what": promise.what,
        "owner": promise.owner,
        "due": promise.due.isoformat() if promise.due else "",
        "title": view.point.title,
        "answer": answer.n,
        "sentence": answer.sentence,
        "explanation": answer.explanation,
        "corrections": corrections,
        "promises": len(view.promises),
        "day": view.standing.today.isoformat(),
    }


def correct_answer(
    session: Session,
    *,
    actor: ActorRef,
    point_id: int,
    n: int,
    text: CorrectionText,
    now: datetime,
    seen: str | None = None,
) -> None:
    """Add a correction below an answer; the answer itself stays, and so does every day.

    Args:
        n: which answer: 1, 2 or 3.
        seen: seal of what the preview showed (`facts_of_corrected`); None does not ask.
    Raises:
        NotAllowed: neither of the team that answered nor of the one that must answer now.
        NotFound: no such answer.
        Conflict: words are missing or too long, no such correction, half a promise, or the page
            that was shown is old.
    """
    view = locked_view(session, point_id, now=now)
    answer = answer_numbered(view, n)
    if refusal := refuse_to_correct(actor, view, session.get_one(Team, answer.team_id)):
        raise refusal
    before = queries.corrections(session, [answer.id]).get(answer.id, [])
    if seen is not None:
        require_same(seen, facts_of_corrected(view, answer, len(before), text))
    if refusal := refuse_correction(text, view, len(before)):
        raise refusal
    titles = titles_of(session, view, now=now)
    session.add(
        AnswerCorrection(
            answer_id=answer.id,
            n=len(before) + 1,
            of_n=text.of_n,
            wrong=text.wrong.strip(),
            text=text.text.strip(),
            by_name=actor.name,
            by_title=titles.get(actor.account_id or 0, "") or actor.post,
            at=now,
        )
    )
    session.flush()
    if text.promise is not None:
        add_promises(session, actor, view, answer, [text.promise], now)
    _tell(session, actor, view, answer, text, now)


def answer_numbered(view: PointView, n: int) -> Answer:
    """The first, second or third answer of a point; NotFound when there is none."""
    for each in view.answers:
        if each.n == n:
            return each
    raise NotFound("answer.not_found")


def refuse_correction(text: CorrectionText, view: PointView, before: int) -> DomainError | None:
    """Why these words are no correction, with the field that is wrong; None when they are one.

    Args:
        before: how many corrections the answer has.
    """
    for name, words in (("wrong", text.wrong), ("text", text.text)):
        if not words.strip():
            return Conflict("text.needed", field=name)
        if len(words.strip()) > LONGEST_CORRECTION:
            return Conflict("answer.correction_too_long", field=name)
    if text.of_n is not None and not 1 <= text.of_n <= before:
        return Conflict("answer.no_such_correction", field="of_n")
    promised = [] if text.promise is None else [text.promise]
    return refuse_promises(promised, view.standing.today)


def _tell(
    session: Session,
    actor: ActorRef,
    view: PointView,
    answer: Answer,
    text: CorrectionText,
    now: datetime,
) -> None:
    audit.record(
        session,
        PointLog.ANSWER_CORRECTED,
        actor=actor,
        subject=view.path,
        now=now,
        answer=answer.n,
        words=text.text.strip(),
        reason=text.wrong.strip(),
    )
    news = {"team": view.acts.name, "wrong": text.wrong.strip(), "text": text.text.strip()}
    told = tell_asker(session, view.forum, view.point, "responses:corrected", now=now, **news)
    told += tell_supporters(session, view, "responses:corrected", now=now, **news)
    said = {"words": text.text.strip()}
    write_of_view(session, "answer_corrected", view, said, told=told, actor=actor, now=now)
