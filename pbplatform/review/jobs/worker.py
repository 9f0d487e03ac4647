"""Decisions stand when the days to object are over. Source: docs/rules/review.md section 4."""

from __future__ import annotations

from contextlib import suppress

from config import Settings
from pbplatform.core.db import db
from pbplatform.core.errors import Conflict
from pbplatform.core.transaction import transaction
from pbplatform.review.queries.records import records_past
from pbplatform.review.services import let_stand
from pbplatform.web.clock import now
from pbplatform.web.slices import WorkerStep

COMMITTEES_SECONDS = 60.0


def let_decisions_stand(_settings: Settings) -> None:
    """Let records stand that nobody objected to in time; what cannot stand stays open.

    Looked for outside the turn to write, for which people who vote wait on SQLite.
    """
    at = now()
    for proposal_id in records_past(db.session(), at):
        with suppress(Conflict), transaction() as session:
            let_stand(session, proposal_id=proposal_id, now=at)


def steps(_settings: Settings) -> list[WorkerStep]:
    """What this slice has the worker do."""
    return [WorkerStep("decisions to stand", COMMITTEES_SECONDS, let_decisions_stand)]
