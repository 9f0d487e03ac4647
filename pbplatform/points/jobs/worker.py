"""Teams are reminded of points; points that nobody in their team can answer go up."""

from __future__ import annotations

from config import Settings
from pbplatform.core.db import db
from pbplatform.core.transaction import transaction
from pbplatform.points.queries import unsigned_answers
from pbplatform.points.queries.promises import promises_just_missed
from pbplatform.points.services import (
    ask_about_promise,
    points_to_tell,
    remind_team,
    reminders_due,
    sign_answers,
    tell_where_it_went,
)
from pbplatform.points.services.clocks import (
    LATE_IS_NEWS,
    answers_just_late,
    tell_of_late_answer,
)
from pbplatform.points.services.promises import tell_of_missed
from pbplatform.promises.queries import calendar, checks_to_ask
from pbplatform.web.clock import now
from pbplatform.web.slices import WorkerStep

REMINDERS_SECONDS = 60.0
CHECKS_SECONDS = 300.0
PASSED_SECONDS = 600.0
SIGNED_AT_ONCE = 20


def remind_of_points(_settings: Settings) -> None:
    """Remind teams of points that fall due or are late; each reminder goes out once.

    Looked for outside the turn to write, for which people who vote wait on SQLite.
    """
    for point_id in reminders_due(db.session(), now=now()):
        with transaction() as session:
            remind_team(session, point_id=point_id, now=now())


def ask_about_promises(_settings: Settings) -> None:
    """Ask residents about promises that were called done four weeks ago, each once."""
    session = db.session()
    today = calendar(session).day_of(now())
    for check_id in checks_to_ask(session, today=today, of_promises=True):
        with transaction() as writing:
            ask_about_promise(writing, check_id=check_id, now=now())


def tell_of_going_up(_settings: Settings) -> None:
    """Tell of points that went up or came back: a role can run out without any act."""
    for point_id in points_to_tell(db.session(), now=now()):
        with transaction() as session:
            tell_where_it_went(session, point_id=point_id, now=now())


def tell_of_days_that_passed(_settings: Settings) -> None:
    """Tell of answers that are late and of promises that were missed these days, each once."""
    for point_id in answers_just_late(db.session(), now=now()):
        with transaction() as session:
            tell_of_late_answer(session, point_id=point_id, now=now())
    for promise_id in promises_just_missed(db.session(), now=now(), within=LATE_IS_NEWS):
        with transaction() as session:
            tell_of_missed(session, promise_id=promise_id, now=now())


def sign_old_answers(_settings: Settings) -> None:
    """Find same words in answers of before signatures were kept, a few at a time."""
    if unsigned := unsigned_answers(db.session(), limit=SIGNED_AT_ONCE):
        with transaction() as session:
            sign_answers(session, unsigned)


def steps(_settings: Settings) -> list[WorkerStep]:
    """What this slice has the worker do."""
    return [
        WorkerStep("points that go up", REMINDERS_SECONDS, tell_of_going_up),
        WorkerStep("words of answers", REMINDERS_SECONDS, sign_old_answers),
        WorkerStep("points to answer", REMINDERS_SECONDS, remind_of_points),
        WorkerStep("promises called done", CHECKS_SECONDS, ask_about_promises),
        WorkerStep("days that passed", PASSED_SECONDS, tell_of_days_that_passed),
    ]
