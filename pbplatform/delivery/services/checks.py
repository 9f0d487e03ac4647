"""Residents are asked whether a project is as promised, and the team puts right what is not.

Source: docs/rules/delivery.md section 2.8, docs/rules/promises.md section 3.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy.orm import Session

from pbplatform.core.actor import ActorRef
from pbplatform.core.errors import Conflict
from pbplatform.delivery.kinds import DeliveryLog, News, Step
from pbplatform.delivery.services.loading import add_news, log, place_timezone, with_line
from pbplatform.delivery.services.taking_back import step_back
from pbplatform.delivery.services.telling import tell
from pbplatform.promises import services as promises
from pbplatform.promises.kinds import Ended, Relation, ReplyKind
from pbplatform.promises.models import CitizenCheck
from pbplatform.proposals.queries import behind_project

_OPEN = (Step.OPEN, Step.LOOKED_BACK)


def ask_about_project(session: Session, *, check_id: int, now: datetime) -> bool:
    """Ask authors and supporters of the ideas behind a project; whether we did now."""
    check = session.get_one(CitizenCheck, check_id)
    authors, supporters = behind_project(session, check.round_id or 0, check.number or 0)
    people = dict.fromkeys(supporters, Relation.SUPPORTER)
    people |= dict.fromkeys(authors, Relation.ASKER)
    return promises.ask_residents(session, check_id=check_id, people=people, now=now)


def put_project_right(
    session: Session,
    *,
    actor: ActorRef,
    round_id: int,
    number: int,
    check_id: int,
    due: date,
    words: str,
    now: datetime,
) -> None:
    """Residents say no, and the team works on: the step goes back, with a day (section 2.8).

    Raises:
        NotFound: it did not win.
        NotAllowed, Conflict: as `record_reply`; a day that does not lie ahead.
    """
    found, project, _owner = with_line(session, round_id, number)
    if due <= now.astimezone(place_timezone(session)).date():
        raise Conflict("next_step.day_ahead", field="due")
    promises.record_reply(
        session,
        actor=actor,
        check_id=check_id,
        kind=ReplyKind.PUT_RIGHT,
        words=words,
        due=due,
        now=now,
    )
    words = words.strip()
    while Step(project.step) in _OPEN:
        step_back(session, actor, found, project, words, now)
    promises.end_check(session, found.path, Ended.PUT_RIGHT, now=now)
    project.next_words = words
    project.next_due_first = project.next_due = due
    project.next_reason = ""
    project.heard_at = now
    title, day = found.ballot.title, due.isoformat()
    log(
        session,
        DeliveryLog.PROJECT_NEXT_STEP_SET,
        found,
        actor=actor,
        now=now,
        title=title,
        words=words,
        due=day,
    )
    add_news(session, project, News.NEXT_STEP, actor=actor, now=now, words=words, day=due)
    tell(session, "next_step", found, {"words": words, "due": day}, actor=actor, now=now)
