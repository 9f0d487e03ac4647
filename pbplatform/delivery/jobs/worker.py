"""Teams are asked for news."""

from __future__ import annotations

from config import Settings
from pbplatform.core.db import db
from pbplatform.core.transaction import transaction
from pbplatform.delivery.queries import projects_asking_now
from pbplatform.delivery.services import ask_for_updates
from pbplatform.web.clock import now
from pbplatform.web.slices import WorkerStep

SILENT_PROJECTS_SECONDS = 60.0


def ask_silent_teams(_settings: Settings) -> None:
    """Ask teams for an update where there was none for 60 days."""
    if projects_asking_now(db.session(), now=now()):
        with transaction() as session:
            ask_for_updates(session, now=now())


def steps(_settings: Settings) -> list[WorkerStep]:
    """What this slice has the worker do."""
    return [WorkerStep("silent projects", SILENT_PROJECTS_SECONDS, ask_silent_teams)]
