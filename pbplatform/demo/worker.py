"""The demonstration's instant is kept."""

from __future__ import annotations

from config import Settings
from pbplatform.core.transaction import transaction
from pbplatform.demo.clock import note_clock
from pbplatform.web.slices import WorkerStep

CLOCK_NOTE_SECONDS = 3.0


def note_time(_settings: Settings) -> None:
    """Keep the demonstration's instant."""
    with transaction() as session:
        note_clock(session)


def steps(settings: Settings) -> list[WorkerStep]:
    """What the demonstration has the worker do."""
    return [WorkerStep("clock", CLOCK_NOTE_SECONDS, note_time)] if settings.row_clock else []
