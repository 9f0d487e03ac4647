"""Remembering a picture whose bytes are stored. Source: docs/rules/proposals.md section 1."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from pbplatform.core.files import StoredFile


def remember_picture(session: Session, *, digest: bytes, size: int, now: datetime) -> None:
    """Write the row of a cleaned picture; the same bytes have one row.

    Args:
        size: bytes.
    """
    if session.get(StoredFile, digest) is not None:
        return
    try:
        with session.begin_nested():  # the key decides when two send the same picture at once
            session.add(
                StoredFile(sha256=digest, media_type="image/webp", size=size, stored_at=now)
            )
    except IntegrityError:
        return
