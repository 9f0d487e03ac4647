"""Who supported a thing before is told once it is an idea again."""

from __future__ import annotations

from config import Settings
from pbplatform.carry.queries import to_tell
from pbplatform.carry.services import tell_supporters
from pbplatform.core.db import db
from pbplatform.core.transaction import transaction
from pbplatform.web.clock import now
from pbplatform.web.slices import WorkerStep

TELL_SECONDS = 60.0


def tell_who_supported(_settings: Settings) -> None:
    """One transaction for each thing: a worker that dies goes on with the next."""
    for key in to_tell(db.session()):
        with transaction() as session:
            tell_supporters(session, key=key, now=now())


def steps(_settings: Settings) -> list[WorkerStep]:
    """What this slice has the worker do."""
    return [WorkerStep("things carried over", TELL_SECONDS, tell_who_supported)]
