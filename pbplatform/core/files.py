"""Uploaded files: stored under their SHA-256, row written in the transaction (ruling 15)."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Collection, Iterator
from datetime import datetime
from pathlib import Path
from typing import Protocol

from sqlalchemy import LargeBinary, String, delete
from sqlalchemy.orm import Mapped, Session, mapped_column

from pbplatform.core.canonical import sha256
from pbplatform.core.db import Base, UtcDateTime
from pbplatform.core.privacy import not_personal


class StoredFile(Base):
    """A file that something refers to; the bytes are in the store under the same hash."""

    __tablename__ = "stored_file"

    sha256: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True, info=not_personal())
    media_type: Mapped[str] = mapped_column(String(60), info=not_personal())
    size: Mapped[int] = mapped_column(comment="bytes")
    stored_at: Mapped[datetime] = mapped_column(UtcDateTime)


def keep_file(
    session: Session, *, digest: bytes, media_type: str, size: int, now: datetime
) -> None:
    """Say in the database that the bytes put into the store are in use; once for the same bytes."""
    if session.get(StoredFile, digest) is None:
        session.add(StoredFile(sha256=digest, media_type=media_type, size=size, stored_at=now))
        session.flush()


class FileStore(Protocol):
    """Where bytes are: a folder here, an object store in a city."""

    def put(self, data: bytes) -> bytes: ...
    def get(self, digest: bytes) -> bytes: ...
    def exists(self, digest: bytes) -> bool: ...
    def delete(self, digest: bytes) -> None: ...


class FolderStore:
    """Files under two levels of folders named by the first digits of their hash."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def _path(self, digest: bytes) -> Path:
        name = digest.hex()
        return self.folder / name[:2] / name

    def put(self, data: bytes) -> bytes:
        """Store and return the SHA-256; the same bytes are stored once."""
        digest = sha256(data)
        path = self._path(digest)
        if path.exists():
            os.utime(path)  # in use again: it is as young as if it had come now
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            handle, temporary = tempfile.mkstemp(dir=path.parent)
            with os.fdopen(handle, "wb") as file:
                file.write(data)
            os.replace(temporary, path)
        return digest

    def get(self, digest: bytes) -> bytes:
        """The bytes; FileNotFoundError when they are gone."""
        return self._path(digest).read_bytes()

    def exists(self, digest: bytes) -> bool:
        return self._path(digest).exists()

    def delete(self, digest: bytes) -> None:
        self._path(digest).unlink(missing_ok=True)

    def older_than(self, instant: datetime) -> Iterator[bytes]:
        """Hashes of files put here before an instant."""
        for path in self.folder.glob("*/*"):
            if len(path.name) == 64 and path.stat().st_mtime < instant.timestamp():
                yield bytes.fromhex(path.name)


def forget_unused(
    session: Session, store: FolderStore, *, used: Collection[bytes], before: datetime
) -> int:
    """Delete files that nothing refers to any more, row and bytes, stored before an instant.

    A row says only that bytes were put there once; forms that were never sent leave both behind.
    Source: docs/rules/running.md section 4.

    Args:
        used: hashes that something refers to; they stay, whatever their age.
        before: real time; the files' own times count, whatever the clock of a demonstration says.
    Returns:
        How many files went.
    """
    kept = set(used)
    gone = [digest for digest in store.older_than(before) if digest not in kept]
    forget_files(session, store, gone)
    return len(gone)


def forget_files(session: Session, store: FolderStore, digests: Collection[bytes]) -> None:
    """Delete files that nothing refers to, row and bytes."""
    for digest in digests:
        # A picture that comes again now would name the row: it is gone or stays, as one.
        session.execute(delete(StoredFile).where(StoredFile.sha256 == digest))
        store.delete(digest)
