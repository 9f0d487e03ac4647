"""Teams are asked for news."""

from __future__ import annotations

from config import Settings
from pbplatform.core.db import db
from pbplatform.core.transaction import transaction
from pbplatform.delivery.queries import projects_asking_now
from pbplatform.delivery.queries.late import lines_late_since
from pbplatform.delivery.services import (
    LATE_IS_NEWS,
    ask_about_project,
    ask_for_updates,
    tell_of_late_line,
)
from pbplatform.promises.queries import calendar, checks_to_ask
from pbplatform.web.clock import now
from pbplatform.web.slices import WorkerStep

SILENT_PROJECTS_SECONDS = 60.0
CHECKS_SECONDS = 300.0
LATE_LINES_SECONDS = 600.0


def ask_silent_teams(_settings: Settings) -> None:
    """Ask teams for an update where there was none for 60 days."""
    if projects_asking_now(db.session(), now=now()):
        with transaction() as session:
            ask_for_updates(session, now=now())


def ask_about_projects(_settings: Settings) -> None:
    """Ask residents about projects that were called open four weeks ago, each once."""
    session = db.session()
    today = calendar(session).day_of(now())
    for check_id in checks_to_ask(session, today=today, of_promises=False):
        with transaction() as writing:
            ask_about_project(writing, check_id=check_id, now=now())


def tell_of_late_lines(_settings: Settings) -> None:
    """Tell of budget lines that are late since these days, each once."""
    late = lines_late_since(db.session(), now=now(), within=LATE_IS_NEWS)
    for round_id, number, due in late:
        with transaction() as session:
            tell_of_late_line(session, round_id=round_id, number=number, due=due, now=now())


def steps(_settings: Settings) -> list[WorkerStep]:
    """What this slice has the worker do."""
    return [
        WorkerStep("silent projects", SILENT_PROJECTS_SECONDS, ask_silent_teams),
        WorkerStep("projects called open", CHECKS_SECONDS, ask_about_projects),
        WorkerStep("budget lines late", LATE_LINES_SECONDS, tell_of_late_lines),
    ]
