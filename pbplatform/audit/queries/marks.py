"""How far each log had come, kept outside the database: an older copy does not go unseen.

A mark is the number of entries in order and a running hash over their bytes. The file lies in
KEY_DIR, which no backup of the database holds. Source: docs/rules/audit.md section 6.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pbplatform.audit.models import Log, LogEntry
from pbplatform.core.canonical import sha256
from pbplatform.core.errors import Conflict

_BLOCK = 5000


@dataclass(frozen=True)
class Mark:
    """How far a log had come: entries, and the running hash after the last of them (hex)."""

    entries: int = 0
    running: str = "00" * 32

    def on(self, body: bytes) -> Mark:
        """The mark after one more entry."""
        return Mark(self.entries + 1, sha256(bytes.fromhex(self.running) + sha256(body)).hex())


class LogMarks:
    """The file of the marks, by name of the log."""

    none = Mark()

    def __init__(self, folder: Path) -> None:
        self.path = folder / "log-marks.json"

    def read(self) -> dict[str, Mark]:
        """What this machine saw; empty when it never looked."""
        try:
            told = json.loads(self.path.read_text())
        except FileNotFoundError:
            return {}
        return {slug: Mark(**mark) for slug, mark in told.items()}

    def keep(self, marks: Mapping[str, Mark]) -> None:
        """Move marks forward; one that is behind what stands there changes nothing."""
        with self._alone():
            kept = self.read()
            for slug, mark in marks.items():
                if mark.entries > kept.get(slug, Mark()).entries:
                    kept[slug] = mark
            self._write(kept)

    def put(self, slug: str, mark: Mark) -> None:
        """Set a mark back or to another log: only after that was said in public."""
        with self._alone():
            self._write({**self.read(), slug: mark})

    @contextmanager
    def _alone(self) -> Iterator[None]:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(self.path.with_suffix(".lock"), os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        finally:
            os.close(handle)

    def _write(self, marks: Mapping[str, Mark]) -> None:
        draft = self.path.with_suffix(".draft")
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w") as file:
            json.dump({slug: asdict(mark) for slug, mark in sorted(marks.items())}, file, indent=1)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(self.path)


def measure(session: Session, slug: str) -> Mark:
    """The mark of a log as it stands."""
    mark = Mark()
    for _idx, body in _rows(session, slug, 0):
        mark = mark.on(body)
    return mark


def look(session: Session, slug: str, seen: Mark) -> tuple[Mark, Conflict | None]:
    """Read a whole log; the mark it has come to, and what is wrong with it.

    Args:
        seen: how far this machine knew it; an empty mark asks for nothing.
    """
    mark, at_seen, gap = Mark(), seen.entries == 0, False
    for idx, body in _rows(session, slug, 0):
        gap = gap or idx != mark.entries
        mark = mark.on(body)
        if mark.entries == seen.entries:
            at_seen = mark.running == seen.running
    if mark.entries < seen.entries:
        return mark, Conflict("check.log_older", log=slug, entries=mark.entries, seen=seen.entries)
    if not at_seen:
        return mark, Conflict("check.log_changed", log=slug, seen=seen.entries)
    if gap:
        return mark, Conflict("check.log_gap", log=slug, entries=mark.entries)
    return mark, None


def go_on(session: Session, slug: str, seen: Mark) -> Mark | None:
    """The mark after the entries that came since; None when the log is shorter than the mark."""
    size = session.scalar(
        select(func.count()).select_from(LogEntry).join(Log).where(Log.slug == slug)
    )
    if (size or 0) < seen.entries:
        return None
    mark = seen
    for _idx, body in _rows(session, slug, seen.entries):
        mark = mark.on(body)
    return mark


def _rows(session: Session, slug: str, first: int) -> Iterator[tuple[int, bytes]]:
    query = (
        select(LogEntry.idx, LogEntry.body)
        .join(Log, Log.id == LogEntry.log_id)
        .where(Log.slug == slug, LogEntry.idx >= first)
        .order_by(LogEntry.idx)
        .execution_options(yield_per=_BLOCK)
    )
    for row in session.execute(query):
        yield row.idx, bytes(row.body)


def slugs(session: Session) -> list[str]:
    """Names of all logs."""
    return list(session.scalars(select(Log.slug).order_by(Log.id)))
