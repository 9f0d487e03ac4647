"""Teams are reminded of points."""

from __future__ import annotations

from config import Settings
from pbplatform.core.db import db
from pbplatform.core.transaction import transaction
from pbplatform.points.services import remind_team, reminders_due
from pbplatform.web.clock import now
from pbplatform.web.slices import WorkerStep

REMINDERS_SECONDS = 60.0


def remind_of_points(_settings: Settings) -> None:
    """Remind teams of points that fall due or are late; each reminder goes out once.

    Looked for outside the turn to write, for which people who vote wait on SQLite.
    """
    for point_id in reminders_due(db.session(), now=now()):
        with transaction() as session:
            remind_team(session, point_id=point_id, now=now())


def steps(_settings: Settings) -> list[WorkerStep]:
    """What this slice has the worker do."""
    return [WorkerStep("points to answer", REMINDERS_SECONDS, remind_of_points)]
