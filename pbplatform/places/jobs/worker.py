"""It is told ahead that a holiday table runs out."""

from __future__ import annotations

from config import Settings
from pbplatform.core.db import db
from pbplatform.core.transaction import transaction
from pbplatform.places.queries import table_to_warn_of
from pbplatform.places.services import warn_of_table
from pbplatform.web.clock import now
from pbplatform.web.slices import WorkerStep

TABLE_SECONDS = 3600.0


def warn_of_last_table(_settings: Settings) -> None:
    """Tell the facilitators of the place, once for each table."""
    if table_to_warn_of(db.session(), now=now()) is not None:
        with transaction() as session:
            warn_of_table(session, now=now())


def steps(_settings: Settings) -> list[WorkerStep]:
    """What this slice has the worker do."""
    return [WorkerStep("holiday table", TABLE_SECONDS, warn_of_last_table)]
