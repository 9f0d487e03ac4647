"""Uploaded files: stored under their SHA-256, row written in the transaction (ruling 15)."""

from __future__ import annotations

import io
import os
import tempfile
from collections.abc import Collection, Iterator
from datetime import datetime
from pathlib import Path
from typing import Protocol

from PIL import Image, UnidentifiedImageError
from sqlalchemy import LargeBinary, String
from sqlalchemy.orm import Mapped, Session, mapped_column

from pbplatform.core.canonical import sha256
from pbplatform.core.db import Base, UtcDateTime
from pbplatform.core.errors import Conflict
from pbplatform.core.privacy import not_personal
from pbplatform.core.slow_work import slow

MAX_UPLOAD_BYTES = 10 * 1024 * 1024
MAX_PIXELS = 40_000_000
# Opening reads the head of a file only; we refuse by its size before anything is decoded.
Image.MAX_IMAGE_PIXELS = None


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
        if not path.exists():
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


@slow
def clean_picture(data: bytes, *, longest: int = 1600, field: str = "photo") -> bytes:
    """Re-encode a picture as WebP: smaller, and without hidden data such as its location.

    Raises:
        Conflict: larger than 10 MB, not a picture, or more than 40 million pixels.
    """
    if len(data) > MAX_UPLOAD_BYTES:
        raise Conflict("file.too_large", field=field)
    try:
        with Image.open(io.BytesIO(data), formats=("JPEG", "PNG", "WEBP", "GIF")) as opened:
            if opened.width * opened.height > MAX_PIXELS:
                raise Conflict("file.too_many_pixels", field=field)
            picture = opened.convert("RGBA" if opened.mode in ("RGBA", "LA", "P") else "RGB")
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError) as error:
        raise Conflict("file.not_a_picture", field=field) from error
    picture.thumbnail((longest, longest))
    out = io.BytesIO()
    picture.save(out, "WEBP", quality=80)
    return out.getvalue()


@slow
def small_picture(kept: bytes, *, longest: int = 320) -> bytes:
    """A picture of our own store once more, small enough to stand in a page."""
    with Image.open(io.BytesIO(kept), formats=("WEBP",)) as opened:
        opened.thumbnail((longest, longest))
        out = io.BytesIO()
        opened.save(out, "WEBP", quality=60)
    return out.getvalue()


def sweep(store: FolderStore, *, used: Collection[bytes], before: datetime) -> int:
    """Delete files that nothing refers to and that were stored before an instant (ruling 15).

    Args:
        used: hashes that something refers to; they stay, whatever their age.
    Returns:
        How many files went.
    """
    kept = set(used)
    gone = [digest for digest in store.older_than(before) if digest not in kept]
    for digest in gone:
        store.delete(digest)
    return len(gone)
