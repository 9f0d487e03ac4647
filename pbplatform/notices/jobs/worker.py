"""Mails that are due."""

from __future__ import annotations

from config import Settings
from pbplatform.notices.jobs.delivery import deliver_due
from pbplatform.notices.jobs.mailers import mailer_for
from pbplatform.web.clock import now
from pbplatform.web.slices import WorkerStep


def deliver(settings: Settings) -> None:
    """Send mails that are due; without a mail server they wait."""
    mailer = mailer_for(settings)
    if mailer is not None:
        deliver_due(mailer, public_url=settings.public_url, now=now())


def steps(_settings: Settings) -> list[WorkerStep]:
    """What this slice has the worker do."""
    return [WorkerStep("outbox", 1.0, deliver)]
