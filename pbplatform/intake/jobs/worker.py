"""Postal addresses that are not needed any more go."""

from __future__ import annotations

from config import Settings
from pbplatform.core.transaction import transaction
from pbplatform.intake.services import (
    forget_old_addresses,
    forget_old_calls,
    forget_old_rows,
    forget_published_words,
)
from pbplatform.web.clock import now
from pbplatform.web.slices import WorkerStep

SECONDS = 3600.0


def forget_addresses(_settings: Settings) -> None:
    """Where none is old enough it changes nothing; rows of slips that wait too long go too."""
    with transaction() as session:
        forget_old_addresses(session, now=now())
        forget_old_rows(session, now=now())
        forget_old_calls(session, now=now())
        forget_published_words(session, now=now())


def steps(_settings: Settings) -> list[WorkerStep]:
    """What this slice has the worker do."""
    return [WorkerStep("old postal addresses", SECONDS, forget_addresses)]
