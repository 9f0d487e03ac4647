"""Every signed checkpoint again: text, size, root and key say the same, and the signature is right.

Source: docs/rules/audit.md section 6.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.audit.domain.notes import Checkpoint, LogKey, NoteError, is_as_written, verified
from pbplatform.audit.models import Log, LogCheckpoint
from pbplatform.core.errors import Conflict

_BLOCK = 500


def note_findings(session: Session, slug: str) -> Iterator[Conflict]:
    """The first checkpoint of a log that nobody signed so; those under earlier names too."""
    query = (
        select(LogCheckpoint.size, LogCheckpoint.root, LogCheckpoint.note, LogCheckpoint.public_key)
        .join(Log, Log.id == LogCheckpoint.log_id)
        .where(Log.slug == slug)
        .order_by(LogCheckpoint.again, LogCheckpoint.size)
        .execution_options(yield_per=_BLOCK)
    )
    with session.execute(query) as rows:
        for row in rows:
            if not _is_signed(row.note, row.size, bytes(row.root), bytes(row.public_key)):
                yield Conflict("check.checkpoint_differs", log=slug, entries=row.size)
                return


def _is_signed(note: str, size: int, root: bytes, public_key: bytes) -> bool:
    try:
        told = Checkpoint.read(note.rpartition("\n\n")[0] + "\n")
        same = verified(note, LogKey(told.origin, public_key))
    except (NoteError, ValueError):
        return False
    return (same.size, same.root) == (size, root) and is_as_written(note)
