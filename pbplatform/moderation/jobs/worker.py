"""Addresses and words of those who reported are forgotten in time."""

from __future__ import annotations

from config import Settings
from pbplatform.core.transaction import transaction
from pbplatform.moderation.services import forget_reporters
from pbplatform.web.clock import now
from pbplatform.web.slices import WorkerStep

FORGET_SECONDS = 3600.0


def forget(_settings: Settings) -> None:
    """Empty what is over. Source: docs/rules/moderation.md sections 1.3 and 6.2."""
    with transaction() as session:
        forget_reporters(session, now=now())


def steps(_settings: Settings) -> list[WorkerStep]:
    """What this slice has the worker do."""
    return [WorkerStep("reports of texts", FORGET_SECONDS, forget)]
