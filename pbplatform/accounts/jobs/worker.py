"""Sessions, links and acts that have ended are forgotten."""

from __future__ import annotations

from config import Settings
from pbplatform.accounts import services as accounts
from pbplatform.core.transaction import transaction
from pbplatform.web.clock import now
from pbplatform.web.slices import WorkerStep

CLEAN_UP_SECONDS = 600.0


def clean_up(_settings: Settings) -> None:
    """Forget what has ended: sessions, mail links, news, acts that lapsed."""
    with transaction() as session:
        accounts.forget_expired(session, now=now())
        accounts.forget_contacts(session, now=now())
        accounts.forget_lapsed(session, now=now())


def steps(_settings: Settings) -> list[WorkerStep]:
    """What this slice has the worker do."""
    return [WorkerStep("accounts", CLEAN_UP_SECONDS, clean_up)]
