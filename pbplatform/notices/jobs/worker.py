"""Facts that are to be told, and mails that are due."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from config import Settings
from pbplatform.core.db import db
from pbplatform.core.transaction import transaction
from pbplatform.notices.jobs.delivery import deliver_due
from pbplatform.notices.jobs.digesting import digest_due
from pbplatform.notices.jobs.mailers import mailer_for
from pbplatform.notices.jobs.spreading import spread_due
from pbplatform.notices.services.following import forget_what_is_over
from pbplatform.notices.services.spreading import forget_told
from pbplatform.places import queries as places
from pbplatform.web.clock import now
from pbplatform.web.slices import WorkerStep

SPREAD_SECONDS = 10.0
DIGEST_SECONDS = 30.0
CLEAN_UP_SECONDS = 3600.0


def deliver(settings: Settings) -> None:
    """Send mails that are due; without a mail server they wait."""
    mailer = mailer_for(settings)
    if mailer is not None:
        deliver_due(mailer, public_url=settings.public_url, now=now())


def spread(_settings: Settings) -> None:
    """Write mails of facts to those who want them at once."""
    spread_due(now=now())


def digest(_settings: Settings) -> None:
    """Write the mails of the day and the week that fell due."""
    place = places.the_place(db.session())
    if place is not None:
        digest_due(now=now(), timezone=ZoneInfo(place.timezone))


def clean_up(_settings: Settings) -> None:
    """Forget addresses that follow nothing any more, and what was chosen before."""
    with transaction() as session:
        forget_what_is_over(session, now=now())
        forget_told(session, now=now())


def steps(_settings: Settings) -> list[WorkerStep]:
    """What this slice has the worker do."""
    return [
        WorkerStep("outbox", 1.0, deliver),
        WorkerStep("spread", SPREAD_SECONDS, spread),
        WorkerStep("digests", DIGEST_SECONDS, digest),
        WorkerStep("notices", CLEAN_UP_SECONDS, clean_up),
    ]
