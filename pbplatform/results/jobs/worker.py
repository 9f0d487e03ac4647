"""The files of each count are made once and kept, so that no page has to count."""

from __future__ import annotations

from config import Settings
from pbplatform.core.db import db
from pbplatform.core.transaction import transaction
from pbplatform.results.domain.count_files import made_anew
from pbplatform.results.models import Result
from pbplatform.results.queries.files import count_source, counts_without_files
from pbplatform.results.services.files import keep_count_files
from pbplatform.web.slices import WorkerStep

COUNT_FILES_SECONDS = 10.0


def keep_files_of_counts(_settings: Settings) -> None:
    """Make what is missing, counting outside the turn to write."""
    for round_id, number in counts_without_files(db.session()):
        session = db.session()
        files = made_anew(count_source(session, session.get_one(Result, (round_id, number))))
        with transaction() as writing:
            keep_count_files(writing, round_id=round_id, number=number, files=files)


def steps(_settings: Settings) -> list[WorkerStep]:
    """What this slice has the worker do."""
    return [WorkerStep("files of counts", COUNT_FILES_SECONDS, keep_files_of_counts)]
