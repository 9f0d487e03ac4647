"""What belongs to no slice: rows of the past, and uploads that nothing refers to."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from config import Settings
from pbplatform.core import outbox, sent_once
from pbplatform.core.clock import system_now
from pbplatform.core.db import Base
from pbplatform.core.files import FolderStore, StoredFile, forget_unused
from pbplatform.core.transaction import transaction
from pbplatform.web.clock import now
from pbplatform.web.slices import WorkerStep, all_slices

CLEAN_UP_SECONDS = 600.0
SWEEP_SECONDS = 3600.0


def clean_up(_settings: Settings) -> None:
    """Forget delivered mails and forms that were sent."""
    with transaction() as session:
        outbox.forget_done(session, now=now())
        sent_once.forget_sent(session, now=now())


def sweep_files(settings: Settings) -> None:
    """Delete uploads that nothing refers to after a day: forms that were never sent."""
    with transaction() as session:
        forget_unused(
            session,
            FolderStore(settings.files_dir),
            used=files_in_use(session),
            before=system_now() - timedelta(days=1),
        )


def files_in_use(session: Session) -> set[bytes]:
    """Hashes that a row of some slice, or something a slice keeps besides, refers to."""
    named = {
        bytes(digest)
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if any(key.column.table.name == StoredFile.__tablename__ for key in column.foreign_keys)
        for digest in session.scalars(select(column).where(column.is_not(None)))
    }
    return named.union(*(tell(session) for each in all_slices() for tell in each.files))


def steps(_settings: Settings) -> list[WorkerStep]:
    """What has to be done beside the slices."""
    return [
        WorkerStep("clean-up", CLEAN_UP_SECONDS, clean_up),
        WorkerStep("unused files", SWEEP_SECONDS, sweep_files),
    ]
