"""Moments that come by the clock are told."""

from __future__ import annotations

from config import Settings
from pbplatform.core.db import db
from pbplatform.core.transaction import transaction
from pbplatform.rounds.services.moments import moments_to_tell, tell_moments
from pbplatform.web.clock import now
from pbplatform.web.slices import WorkerStep

MOMENTS_SECONDS = 60.0


def tell_of_moments(_settings: Settings) -> None:
    """Tell that ideas or voting opened, close soon, or closed; each once."""
    for round_id in moments_to_tell(db.session(), now=now()):
        with transaction() as session:
            tell_moments(session, round_id=round_id, now=now())


def steps(_settings: Settings) -> list[WorkerStep]:
    """What this slice has the worker do."""
    return [WorkerStep("moments of rounds", MOMENTS_SECONDS, tell_of_moments)]
