"""Whether an answer answers the point. Source: docs/rules/points.md section 6."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.accounts.kinds import Role
from pbplatform.accounts.queries import standing_of
from pbplatform.audit import services as audit
from pbplatform.core.actor import SYSTEM, ActorRef
from pbplatform.core.errors import Conflict, NotAllowed
from pbplatform.core.text import tidy_text
from pbplatform.points import queries
from pbplatform.points.domain.standing import LAST_STAGE
from pbplatform.points.kinds import Assessed, PointLog
from pbplatform.points.models import Answer, Assessment
from pbplatform.points.policies import refuse_to_assess, refuse_to_assess_for
from pbplatform.points.queries import Opinion, PointView
from pbplatform.points.services.going_up import tell_where_it_went
from pbplatform.points.services.opening import (
    locked_view,
    locked_views,
    tell_who_acts,
    views_by_id,
    write_of_view,
)

ENOUGH_REPLIES = 10
LONGEST = 300  # letters of what is missing
_AT_ONCE = 500  # answers in a statement


def calls_for_another(opinion: Opinion) -> bool:
    """Whether what people say makes another answer due (section 6.2)."""
    if opinion.asker in (Assessed.NO, Assessed.PARTLY):
        return True
    return opinion.replies >= ENOUGH_REPLIES and 2 * opinion.unhappy >= opinion.replies


def assess(
    session: Session,
    *,
    actor: ActorRef,
    point_id: int,
    verdict: str,
    missing: str,
    now: datetime,
) -> None:
    """Say whether the newest answer answers the point; in time a person may change their word.

    Raises:
        NotAllowed: not the asker, a supporter, or somebody who was at the meeting.
        Conflict: no answer, the time is over, or no such word.
    """
    assess_points(session, words=[Word(actor, point_id, verdict, missing)], now=now)


@dataclass(frozen=True)
class Word:
    """What one person says of the newest answer to one point; as in `assess`."""

    actor: ActorRef
    point_id: int
    verdict: str
    missing: str = ""


def assess_points(session: Session, *, words: Sequence[Word], now: datetime) -> None:
    """Keep what people say of answers, all or none; raises as `assess`, for any of them."""
    ids = [each.point_id for each in words]
    views = locked_views(session, ids, now=now)
    said = _said_before(session, words, views)
    entries = [_assessed(session, each, views[each.point_id], said, now) for each in words]
    session.flush()
    audit.record_all(session, entries)
    after = views_by_id(session, ids, now=now)
    for point_id in ids:
        _make_another_due(session, after[point_id], now)


_Said = dict[tuple[int, int], Assessment]


def _said_before(session: Session, words: Sequence[Word], views: Mapping[int, PointView]) -> _Said:
    """What these people said of these answers before, by answer and account."""
    answers = [view.answers[-1].id for view in views.values() if view.answers]
    people = {each.actor.account_id for each in words}
    found: _Said = {}
    for at in range(0, len(answers), _AT_ONCE):
        query = select(Assessment).where(
            Assessment.answer_id.in_(answers[at : at + _AT_ONCE]),
            Assessment.account_id.in_([each for each in people if each is not None]),
        )
        found |= {(each.answer_id, each.account_id): each for each in session.scalars(query)}
    return found


def _assessed(
    session: Session, said: Word, view: PointView, before: _Said, now: datetime
) -> audit.Entry:
    """Keep one person's word; the entry that tells of it."""
    actor = said.actor
    if actor.account_id is None:
        raise NotAllowed("account.sign_in_first")
    part = queries.may_assess(session, view.point, actor.account_id)
    if refusal := refuse_to_assess(view, part):
        raise refusal
    if said.verdict not in set(Assessed):
        raise Conflict("assessment.verdict_needed", field="verdict")
    answer = view.answers[-1]
    word = before.get((answer.id, actor.account_id))
    if word is None:
        word = Assessment(answer_id=answer.id, account_id=actor.account_id)
        session.add(word)
    word.is_asker = actor.account_id == view.point.raised_by_id
    word.verdict = said.verdict
    word.missing = said.missing.strip()[:LONGEST]
    word.at = now
    if word.is_asker:  # what they told staff before they had an account holds no more
        forget_told(answer)
    told = {"answer": answer.n, "verdict": said.verdict, "asker": word.is_asker}
    return audit.Entry(
        kind=PointLog.ANSWER_ASSESSED, actor=actor, subject=view.path, now=now, data=told
    )


def forget_told(answer: Answer) -> None:
    """Nothing is left of what an asker told staff of this answer; what it made due stays due."""
    answer.asker_says = answer.asker_told = answer.asker_missing = answer.asker_consent = ""


def assess_for_asker(
    session: Session,
    *,
    actor: ActorRef,
    point_id: int,
    verdict: str,
    now: datetime,
    missing: str = "",
    consent: str = "",
) -> None:
    """Write down what an asker without an account says of the newest answer.

    It has the same effect; in time they may change it. The same again writes nothing.
    Source: docs/rules/points.md section 6.5.

    Args:
        missing: what is missing, as they said it; empty for none (any more).
        consent: the sentence that was read out and agreed to, where there are words.
    Raises:
        NotAllowed: not a facilitator or clerk of the forum, or somebody who answers there.
        Conflict: the asker has an account, no answer, too late, no such word, words without a yes.
    """
    view = locked_view(session, point_id, now=now)
    answer = view.answers[-1] if view.answers else None
    wrote = answer is not None and answer.by_account_id == actor.account_id
    official = standing_of(session, actor.account_id or 0, Role.OFFICIAL, view.team.scope, now=now)
    if refusal := refuse_to_assess_for(actor, view, answers=wrote or official is not None):
        raise refusal
    if verdict not in set(Assessed):
        raise Conflict("assessment.verdict_needed", field="verdict")
    if answer is None:
        raise Conflict("assessment.no_answer_yet")
    words = _checked_words(missing, consent)
    if (answer.asker_says, answer.asker_missing) == (verdict, words):
        return
    taken_back = bool(answer.asker_missing) and not words
    answer.asker_says, answer.asker_told = verdict, f"{actor.name}, {actor.role}"
    answer.asker_missing, answer.asker_consent = words, consent.strip() if words else ""
    session.flush()
    more = {"in_words": True} if words else {"words_taken_back": True} if taken_back else {}
    audit.record(
        session,
        PointLog.ANSWER_ASSESSED,
        actor=actor,
        subject=view.path,
        now=now,
        **{"answer": answer.n, "verdict": verdict, "asker": True, "written_down": True, **more},
    )
    _make_another_due(session, queries.view_of(session, point_id, now=now), now)


def _checked_words(missing: str, consent: str) -> str:
    words = tidy_text(missing)
    if len(words) > LONGEST:
        raise Conflict("assessment.too_long", field="missing", letters=LONGEST)
    if words and not consent.strip():
        raise Conflict("assessment.consent_needed", field="consent")
    return words


def _make_another_due(session: Session, after: PointView, now: datetime) -> None:
    """Where what people say calls for it, another answer is due.

    Args:
        after: the point with what was said.
    """
    answer = after.answers[-1]
    if (
        answer.challenged_on is not None
        or answer.n >= LAST_STAGE
        or not calls_for_another(after.opinion)
    ):
        return
    answer.challenged_on = after.standing.today  # set once: what was made due stays due
    session.flush()
    again = queries.view_of(session, after.point.id, now=now)
    due = again.standing.due
    audit.record(
        session,
        PointLog.POINT_ESCALATED,
        actor=SYSTEM,
        subject=after.path,
        now=now,
        answer_due=answer.n + 1,
        due=due.isoformat(),
        replies=after.opinion.replies,
        no_or_partly=after.opinion.unhappy,
    )
    day = due.isoformat()
    told = tell_who_acts(session, again, "responses:another_answer_due", now=now, due=day)
    write_of_view(session, "another_answer_due", again, {}, told=told, now=now)
    tell_where_it_went(session, point_id=after.point.id, now=now)
