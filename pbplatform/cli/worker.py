"""The worker: a loop over what is due (ruling 12). One runs beside the web server.

Every step is its own transaction; a step that fails is told in the program's log and tried again
with growing pauses, so that one fault never stops the others or the place.
"""

from __future__ import annotations

import logging
import os
import re
import signal
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

from flask import Flask, g
from sqlalchemy import select
from sqlalchemy.orm import Session

from config import Settings
from pbplatform.accounts import services as accounts
from pbplatform.audit import queries as audit_queries
from pbplatform.audit import services as audit
from pbplatform.audit.models import SITE
from pbplatform.audit.queries import marks
from pbplatform.core import outbox, sent_once
from pbplatform.core.clock import system_now
from pbplatform.core.db import Base, db
from pbplatform.core.files import FolderStore, StoredFile, forget_unused
from pbplatform.core.transaction import transaction
from pbplatform.delivery.queries import projects_asking_now
from pbplatform.delivery.services import ask_for_updates
from pbplatform.demo.clock import note_clock
from pbplatform.notices.jobs.delivery import deliver_due
from pbplatform.notices.jobs.mailers import mailer_for
from pbplatform.proposals.models import IdeaDraft
from pbplatform.responses.services import remind_teams
from pbplatform.web.clock import now

log = logging.getLogger(__name__)

SITE_FOLD_SECONDS = 1.0  # site entries are public within a minute (ruling 23)
BALLOT_BATCH = timedelta(hours=1)  # ballot entries are public in hourly batches, and at close
BALLOT_BATCH_DEMO = timedelta(seconds=5)  # nobody waits an hour in front of a demonstration
BALLOT_LOOK_SECONDS = 60.0  # how often we look; the hour itself is remembered in the database
BALLOT_LOOK_SECONDS_DEMO = 2.0
MARKS_SECONDS = 10.0
CLEAN_UP_SECONDS = 600.0
SWEEP_SECONDS = 3600.0
SILENT_PROJECTS_SECONDS = 60.0
REMINDERS_SECONDS = 60.0
CLOCK_NOTE_SECONDS = 3.0
_BREATH_SECONDS = 0.5
_LONGEST_PAUSE_SECONDS = 300.0
_HASH = re.compile(r"[0-9a-f]{64}")


@dataclass
class Step:
    """Something to do again and again.

    Attributes:
        every: seconds between the end of one run and the next.
        due: monotonic instant of the next run.
        failures: runs that failed in a row.
    """

    name: str
    every: float
    run: Callable[[Settings], None]
    due: float = 0.0
    failures: int = field(default=0)

    def take(self, settings: Settings, at: float) -> None:
        """Run once and say when to run again."""
        try:
            self.run(settings)
        except Exception:  # the loop is the last place that can tell of it
            self.failures += 1
            log.exception("worker step %s failed, time %d in a row", self.name, self.failures)
        else:
            self.failures = 0
        finally:
            db.session.remove()
            g.pop("frame", None)  # the place may change while the worker runs
        pause = min(self.every * 2 ** min(self.failures, 12), _LONGEST_PAUSE_SECONDS)
        self.due = at + max(pause, self.every)


def steps_for(settings: Settings) -> list[Step]:
    """What this installation's worker does; slices with deadlines add their step here."""
    ballots = BALLOT_LOOK_SECONDS if settings.is_production else BALLOT_LOOK_SECONDS_DEMO
    steps = [
        Step("outbox", 1.0, deliver),
        Step("site log", SITE_FOLD_SECONDS, fold_site_log),
        Step("ballot logs", ballots, fold_ballot_logs),
        Step("log marks", MARKS_SECONDS, note_marks),
        Step("clean-up", CLEAN_UP_SECONDS, clean_up),
        Step("unused files", SWEEP_SECONDS, sweep_files),
        Step("silent projects", SILENT_PROJECTS_SECONDS, ask_silent_teams),
        Step("points to answer", REMINDERS_SECONDS, remind_of_points),
    ]
    if settings.row_clock:
        steps.append(Step("clock", CLOCK_NOTE_SECONDS, note_time))
    return steps


def deliver(settings: Settings) -> None:
    """Send mails that are due; without a mail server they wait."""
    mailer = mailer_for(settings)
    if mailer is not None:
        deliver_due(mailer, public_url=settings.public_url, now=now())


def fold_site_log(_settings: Settings) -> None:
    """Put pending entries of the site log in order."""
    for log_id, slug in audit_queries.logs_with_pending(db.session()):
        if slug == SITE:
            with transaction() as session:
                audit.fold(session, log_id)


def fold_ballot_logs(settings: Settings) -> None:
    """Put the batches of ballot logs in order whose hour is over, one log at a time.

    Source: docs/rules/audit.md section 2.
    """
    every = BALLOT_BATCH if settings.is_production else BALLOT_BATCH_DEMO
    for log_id in audit_queries.ballot_logs_due(db.session(), now=now(), every=every):
        with transaction() as session:
            audit.fold_due_batch(session, log_id, now=now(), every=every)


def note_marks(settings: Settings) -> None:
    """Note outside the database how far each log has come; say so when one became shorter.

    Source: docs/rules/audit.md section 6.
    """
    if settings.mode == "demo":
        return  # it starts again at a press
    kept = marks.LogMarks(settings.key_dir)
    seen, moved = kept.read(), {}
    for slug in sorted({*marks.slugs(db.session()), *seen}):
        before = seen.get(slug, kept.none)
        mark = marks.go_on(db.session(), slug, before)
        if mark is None:
            log.error("the log %s is shorter than this machine saw it: pbplatform check", slug)
        elif mark != before:
            moved[slug] = mark
    if moved:
        kept.keep(moved)


def clean_up(_settings: Settings) -> None:
    """Forget what has ended: sessions, mail links, delivered rows."""
    with transaction() as session:
        accounts.forget_expired(session, now=now())
        accounts.forget_lapsed(session, now=now())
        outbox.forget_done(session, now=now())
        sent_once.forget_sent(session, now=now())


def sweep_files(settings: Settings) -> None:
    """Delete uploads that nothing refers to after a day: forms that were never sent."""
    with transaction() as session:
        forget_unused(
            session,
            FolderStore(settings.files_dir),
            used=files_in_use(session),
            before=system_now() - timedelta(days=1),
        )


def files_in_use(session: Session) -> set[bytes]:
    """Hashes that a row of some slice, or a draft that is kept, refers to."""
    named = {
        bytes(digest)
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if any(key.column.table.name == StoredFile.__tablename__ for key in column.foreign_keys)
        for digest in session.scalars(select(column).where(column.is_not(None)))
    }
    drafts = session.scalars(select(IdeaDraft.typed))
    keys = {str(key) for typed in drafts for key in _listed(typed.get("photo_key"))}
    return named | {bytes.fromhex(key) for key in keys if _HASH.fullmatch(key)}


def _listed(value: object) -> list[object]:
    """A draft keeps each field as a list; older ones kept some as a text."""
    return list(value) if isinstance(value, list | tuple) else [value]


def ask_silent_teams(_settings: Settings) -> None:
    """Ask teams for an update where there was none for 60 days."""
    if projects_asking_now(db.session(), now=now()):
        with transaction() as session:
            ask_for_updates(session, now=now())


def remind_of_points(_settings: Settings) -> None:
    """Remind teams of points that fall due or are late; each reminder goes out once."""
    with transaction() as session:
        remind_teams(session, now=now())


def note_time(_settings: Settings) -> None:
    """Keep the demonstration's instant."""
    with transaction() as session:
        note_clock(session)


def work(app: Flask, settings: Settings, *, parent: int | None = None) -> None:
    """Run until told to stop by SIGTERM or SIGINT, or until the process `parent` is gone."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: stop.set())
    steps = steps_for(settings)
    with app.app_context():
        while not stop.is_set() and (parent is None or os.getppid() == parent):
            run_due(steps, settings, at=time.monotonic(), stop=stop)
            stop.wait(_BREATH_SECONDS)
        db.session.remove()
        db.engine.dispose()


def run_due(
    steps: list[Step], settings: Settings, *, at: float, stop: threading.Event | None = None
) -> None:
    """Run every step whose time has come; call in an application context."""
    for step in steps:
        if step.due <= at and not (stop and stop.is_set()):
            step.take(settings, at)
