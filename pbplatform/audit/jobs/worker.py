"""Entries are put in order, and how far each log has come is noted."""

from __future__ import annotations

import logging
from datetime import timedelta

from config import Settings
from pbplatform.audit import queries as audit_queries
from pbplatform.audit import services as audit
from pbplatform.audit.models import SITE
from pbplatform.audit.queries import marks
from pbplatform.core.db import db
from pbplatform.core.transaction import transaction
from pbplatform.web.clock import now
from pbplatform.web.slices import WorkerStep

log = logging.getLogger(__name__)
SITE_FOLD_SECONDS = 1.0
BALLOT_BATCH = timedelta(hours=1)
BALLOT_BATCH_DEMO = timedelta(seconds=5)
BALLOT_LOOK_SECONDS = 60.0
BALLOT_LOOK_SECONDS_DEMO = 2.0
MARKS_SECONDS = 10.0


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


def steps(settings: Settings) -> list[WorkerStep]:
    """What this slice has the worker do."""
    ballots = BALLOT_LOOK_SECONDS if settings.is_production else BALLOT_LOOK_SECONDS_DEMO
    return [
        WorkerStep("site log", SITE_FOLD_SECONDS, fold_site_log),
        WorkerStep("ballot logs", ballots, fold_ballot_logs),
        WorkerStep("log marks", MARKS_SECONDS, note_marks),
    ]
