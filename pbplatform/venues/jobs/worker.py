"""What the worker does for help with a witness: says the sum once voting has ended."""

from __future__ import annotations

from config import Settings
from pbplatform.core.db import db
from pbplatform.core.transaction import transaction
from pbplatform.venues.queries.kiosks import rounds_to_count_help
from pbplatform.venues.services.helping import count_help
from pbplatform.web.clock import now
from pbplatform.web.slices import WorkerStep

HELP_SECONDS = 300.0


def say_help(_settings: Settings) -> None:
    """Source: docs/rules/venues.md section 3.7."""
    at = now()
    for round_id in rounds_to_count_help(db.session(), at):
        with transaction() as session:
            count_help(session, round_id=round_id, now=at)


def steps(_settings: Settings) -> list[WorkerStep]:
    """What this slice has the worker do."""
    return [WorkerStep("votes with help", HELP_SECONDS, say_help)]
