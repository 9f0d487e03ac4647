"""Words of letters that are not needed any more go."""

from __future__ import annotations

from config import Settings
from pbplatform.core.db import db
from pbplatform.core.transaction import transaction
from pbplatform.letters.services import forget_words
from pbplatform.places import queries as places
from pbplatform.web.clock import now
from pbplatform.web.slices import WorkerStep

SECONDS = 3600.0


def forget(_settings: Settings) -> None:
    """Two statements; where nothing is old enough they change nothing."""
    if places.the_place(db.session()) is None:
        return
    with transaction() as session:
        at = now()
        forget_words(session, today=places.working_days(session).day_of(at), now=at)


def steps(_settings: Settings) -> list[WorkerStep]:
    """What this slice has the worker do."""
    return [WorkerStep("words of letters", SECONDS, forget)]
