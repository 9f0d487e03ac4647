"""What must leave the files of the database: asked for beside an erasure, done by the worker.

A database keeps what was deleted until its files are written anew. Source: docs/rules/privacy.md
section 5.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import JSON, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from pbplatform.core.db import Base, UtcDateTime


class StorageTask(Base):
    """An erasure after which storage has to be written anew. It says nothing of what was erased."""

    __tablename__ = "storage_task"

    id: Mapped[int] = mapped_column(primary_key=True)
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    pictures: Mapped[list[str]] = mapped_column(
        JSON, default=list, comment="hashes (hex) whose bytes go at once; emptied when done"
    )
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)


def ask_to_forget(session: Session, *, now: datetime, pictures: Iterable[bytes] = ()) -> None:
    """Have storage written anew once this transaction stands.

    Args:
        pictures: hashes of files that were erased; their bytes go too, unless something else
            refers to the same picture.
    """
    session.add(StorageTask(asked_at=now, pictures=[digest.hex() for digest in pictures]))
    session.flush()


def erased_pictures(session: Session, ids: Iterable[int]) -> set[bytes]:
    """Hashes of files that must go with these tasks."""
    query = select(StorageTask.pictures).where(StorageTask.id.in_(list(ids)))
    return {bytes.fromhex(each) for named in session.scalars(query) for each in named or ()}


def waiting_tasks(session: Session) -> list[int]:
    """Ids of what was asked for and is not done yet."""
    query = select(StorageTask.id).where(StorageTask.done_at.is_(None))
    return list(session.scalars(query.order_by(StorageTask.id)))


def note_forgotten(session: Session, ids: list[int], *, now: datetime) -> None:
    """Storage was written anew after these were asked for."""
    done = update(StorageTask).where(StorageTask.id.in_(ids))
    session.execute(done.values(done_at=now, pictures=[]))
