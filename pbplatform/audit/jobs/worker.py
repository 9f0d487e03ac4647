"""Entries are put in order, and how far each log has come is noted."""

from __future__ import annotations

import logging
from datetime import timedelta

from config import Settings
from pbplatform.audit import queries as audit_queries
from pbplatform.audit import services as audit
from pbplatform.audit.domain.log_key import load_log_key, load_promise_key
from pbplatform.audit.domain.notes import LogKey
from pbplatform.audit.models import SITE
from pbplatform.audit.queries import marks
from pbplatform.audit.queries.promise_keys import promise_keys
from pbplatform.audit.services.promise_keys import certify
from pbplatform.audit.services.sealing import promise_name, seal
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
SEAL_SECONDS = 15.0


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


def seal_logs(settings: Settings) -> None:
    """Compare each log with what was seen of it, note how far it has come, and sign that.

    Logs that do not agree are named in a file that the web server reads: every page says so.
    Source: docs/rules/audit.md sections 6 and 9.
    """
    kept, apart = marks.LogMarks(settings.key_dir), marks.ApartLogs(settings.key_dir)
    key = load_log_key(settings.key_dir)
    host = settings.public_url.partition("://")[2]
    wrong = []
    for slug in sorted({*marks.slugs(db.session()), *kept.read()}):
        with transaction() as session:
            finding = seal(session, slug, marks=kept, host=host, key=key)
        if finding is not None:
            log.error("the log %s does not agree (%s): pbplatform check", slug, finding.code)
            wrong.append(slug)
    apart.keep(wrong)


def name_promise_key(settings: Settings) -> None:
    """Name this host's key of promises in the public log, where it is new.

    Source: docs/rules/audit.md section 14.
    """
    key = load_promise_key(settings.key_dir)
    if key is None:
        return
    name = promise_name(settings.public_url.partition("://")[2])
    public = LogKey(name, key.public_key().public_bytes_raw())
    if any(one.key == public for one in promise_keys(db.session())):
        return
    with transaction() as session:
        if certify(session, public, now=now()):
            log.info("the public log names the key %s of promises", public.line)


def steps(settings: Settings) -> list[WorkerStep]:
    """What this slice has the worker do."""
    ballots = BALLOT_LOOK_SECONDS if settings.is_production else BALLOT_LOOK_SECONDS_DEMO
    return [
        WorkerStep("site log", SITE_FOLD_SECONDS, fold_site_log),
        WorkerStep("key of promises", SEAL_SECONDS, name_promise_key),
        WorkerStep("ballot logs", ballots, fold_ballot_logs),
        WorkerStep("seal of the logs", SEAL_SECONDS, seal_logs),
    ]
