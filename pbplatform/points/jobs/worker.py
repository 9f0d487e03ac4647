"""Teams are reminded of points."""

from __future__ import annotations

from config import Settings
from pbplatform.core.db import db
from pbplatform.core.transaction import transaction
from pbplatform.points.services import ask_about_promise, remind_team, reminders_due
from pbplatform.promises.queries import calendar, checks_to_ask
from pbplatform.web.clock import now
from pbplatform.web.slices import WorkerStep

REMINDERS_SECONDS = 60.0
CHECKS_SECONDS = 300.0


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


def steps(_settings: Settings) -> list[WorkerStep]:
    """What this slice has the worker do."""
    return [
        WorkerStep("points to answer", REMINDERS_SECONDS, remind_of_points),
        WorkerStep("promises called done", CHECKS_SECONDS, ask_about_promises),
    ]
