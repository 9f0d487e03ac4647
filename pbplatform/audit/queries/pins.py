"""Checkpoints that somebody kept, against the logs of today.

Source: docs/rules/audit.md section 14.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.audit.domain.notes import Checkpoint, LogKey, NoteError, verified
from pbplatform.audit.models import Log, LogCheckpoint
from pbplatform.audit.queries.trees import StoredTree, head_of
from pbplatform.core.errors import Conflict

_ORIGIN = re.compile(r"[^\s]+?/log/(?P<slug>[a-z0-9/-]+?)(?:/again-(?P<again>[0-9T]+))?")


class PinState(StrEnum):
    """How a kept checkpoint and the log of today go together."""

    GOES_ON = "goes-on"  # the log begins with what was signed then
    ANOTHER_COPY = "another-copy"  # an operator said in public that another copy stands here now
    NOT_SO = "not-so"  # the log has other entries than were signed then
    SHORTER = "shorter"  # the log has fewer entries than were signed then
    NOT_OURS = "not-ours"  # no key of this log signed it
    NO_LOG = "no-log"  # there is no such log here


@dataclass(frozen=True)
class Pin:
    """A kept checkpoint, and how it goes together with today's log.

    Attributes:
        log: slug of the log; empty where there is none.
        entries: how many the log has today.
    """

    state: PinState
    point: Checkpoint
    log: str = ""
    entries: int = 0

    @property
    def is_evidence(self) -> bool:
        """We signed it, and the log of today is another one."""
        return self.state in (PinState.NOT_SO, PinState.SHORTER)


def pin(session: Session, note: str, point: Checkpoint) -> Pin:
    """Compare a signed note with the tree of its log."""
    found = _ORIGIN.fullmatch(point.origin)
    log = found and session.scalar(select(Log).where(Log.slug == found["slug"]))
    if not log or found is None:
        return Pin(PinState.NO_LOG, point)
    size = head_of(session, log.id).size
    if not _signed_by_log(session, log.id, note, point):
        return Pin(PinState.NOT_OURS, point, log.slug, size)
    if point.size <= size and _root(session, log.id, point.size) == point.root:
        return Pin(PinState.GOES_ON, point, log.slug, size)
    if (found["again"] or "") != log.again:
        return Pin(PinState.ANOTHER_COPY, point, log.slug, size)
    state = PinState.SHORTER if point.size > size else PinState.NOT_SO
    return Pin(state, point, log.slug, size)


def _signed_by_log(session: Session, log_id: int, note: str, point: Checkpoint) -> bool:
    """Whether a key that ever signed this log signed this note."""
    keys = select(LogCheckpoint.public_key).where(LogCheckpoint.log_id == log_id).distinct()
    for raw in session.scalars(keys):
        try:
            if verified(note, LogKey(point.origin, bytes(raw))) == point:
                return True
        except NoteError:
            continue
    return False


def _root(session: Session, log_id: int, size: int) -> bytes | None:
    try:
        return StoredTree(session, log_id, size).root()
    except Conflict:
        return None
