"""What belongs to no slice: rows of the past, and uploads that nothing refers to."""

from __future__ import annotations

import logging
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from config import Settings
from pbplatform.core import outbox, sent_once, storage
from pbplatform.core.clock import system_now
from pbplatform.core.db import Base, db
from pbplatform.core.drafts import KeptDraft, forget_old_drafts
from pbplatform.core.errors import Conflict
from pbplatform.core.files import FolderStore, StoredFile, forget_files, forget_unused
from pbplatform.core.rewriting import forget_statistics, rewrite_database, tables_with_words
from pbplatform.core.transaction import transaction
from pbplatform.core.tries import forget_tries
from pbplatform.web.clock import now
from pbplatform.web.slices import WorkerStep, all_slices

CLEAN_UP_SECONDS = 600.0
SWEEP_SECONDS = 3600.0
STORAGE_SECONDS = 30.0
log = logging.getLogger(__name__)


def clean_up(_settings: Settings) -> None:
    """Forget delivered mails, forms that were sent, tries, and drafts that nobody went on with."""
    with transaction() as session:
        forget_tries(session, now=now())
        outbox.forget_done(session, now=now())
        sent_once.forget_sent(session, now=now())
        for table in KeptDraft.__subclasses__():
            forget_old_drafts(session, table, now=now())


def sweep_files(settings: Settings) -> None:
    """Delete uploads that nothing refers to after a day: forms that were never sent."""
    with transaction() as session:
        forget_unused(
            session,
            FolderStore(settings.files_dir),
            used=files_in_use(session),
            before=system_now() - timedelta(days=1),
        )


def forget_storage(settings: Settings) -> None:
    """After an erasure: write the database anew, so that its files have it no longer.

    Source: docs/rules/privacy.md section 5.
    """
    asked = storage.waiting_tasks(db.session())
    db.session.remove()  # whoever still reads an older state keeps it there
    if not asked:
        return
    with transaction() as session:
        gone = storage.erased_pictures(session, asked) - files_in_use(session)
        forget_files(session, FolderStore(settings.files_dir), gone)
    tables = tables_with_words()
    try:
        rewrite_database(db.engine, tables=tables, busy="storage.in_use")
        forget_statistics(db.engine, tables)
    except Conflict:
        log.warning("storage was not written anew yet: somebody reads an older state")
        return
    with transaction() as session:
        storage.note_forgotten(session, asked, now=now())


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
        WorkerStep("storage", STORAGE_SECONDS, forget_storage),
        WorkerStep("unused files", SWEEP_SECONDS, sweep_files),
    ]
