"""What people told us for a meeting is forgotten after it."""

from __future__ import annotations

from config import Settings
from pbplatform.core.transaction import transaction
from pbplatform.forums import services
from pbplatform.web.clock import now
from pbplatform.web.slices import WorkerStep

CLEAN_UP_SECONDS = 3600.0


def forget(_settings: Settings) -> None:
    """Delete what people told us of themselves for meetings that are over."""
    with transaction() as session:
        services.forget_registrations(session, now=now())


def steps(_settings: Settings) -> list[WorkerStep]:
    """What this slice has the worker do."""
    return [WorkerStep("registrations", CLEAN_UP_SECONDS, forget)]
