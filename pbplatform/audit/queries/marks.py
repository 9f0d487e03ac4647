"""How far each log had come, kept outside the database: an older copy does not go unseen.

A mark is the number of entries in order and the root of the tree over them. The file lies in
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

from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.audit.domain.tree import EMPTY_ROOT, Head, leaf_hash
from pbplatform.audit.models import Log, LogEntry
from pbplatform.audit.queries.trees import StoredTree, checkpoint_roots, head_of
from pbplatform.audit.queries.whole_tree import TreeFromEntries, tiles_agree
from pbplatform.core.canonical import sha256
from pbplatform.core.errors import Conflict

_BLOCK = 5000


@dataclass(frozen=True)
class Mark:
    """How far a log had come.

    Attributes:
        entries: how many were in order.
        root: of the tree over them (hex).
        running: in its place, where an older version of this program made the mark: the running
            hash after the last entry (hex). Empty in others.
    """

    entries: int = 0
    root: str = EMPTY_ROOT.hex()
    running: str = ""

    @classmethod
    def of(cls, head: Head) -> Mark:
        """The mark of a tree."""
        return cls(head.size, head.root.hex())

    @property
    def hash(self) -> str:
        """What the mark tells of the bytes, in hex."""
        return self.running or self.root


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
        return {slug: Mark(**({"root": ""} | mark)) for slug, mark in told.items()}

    def keep(self, marks: Mapping[str, Mark]) -> None:
        """Move marks forward; one that is behind what stands there changes nothing."""
        with self._alone():
            kept = self.read()
            for slug, mark in marks.items():
                before = kept.get(slug, Mark())
                if mark.entries > before.entries or before.running:
                    kept[slug] = mark
            self._write(kept)

    def put(self, slug: str, mark: Mark) -> None:
        """Set a mark back or to another log: only after that was said in public."""
        with self._alone():
            self._write({**self.read(), slug: mark})

    def forget(self) -> None:
        """Keep none: a demonstration starts again."""
        with self._alone():
            self._write({})

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
            told = {
                slug: {name: value for name, value in asdict(mark).items() if value != ""}
                for slug, mark in sorted(marks.items())
            }
            json.dump(told, file, indent=1)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(self.path)


class ApartLogs:
    """A file that names the logs that do not agree with what was seen of them."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "logs-apart.json"

    def read(self) -> list[str]:
        """The names of these logs; empty when all agree."""
        try:
            told = json.loads(self.path.read_text())
        except (FileNotFoundError, NotADirectoryError, ValueError):
            return []
        return [str(one) for one in told]

    def keep(self, slugs: list[str]) -> None:
        """Name these logs, and no other."""
        if slugs == self.read():
            return
        if not slugs:
            self.path.unlink(missing_ok=True)
            return
        draft = self.path.with_suffix(".draft")
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w") as file:
            json.dump(slugs, file)
        draft.replace(self.path)


def measure(session: Session, slug: str) -> Mark:
    """The mark of a log as its entries stand."""
    built = TreeFromEntries()
    for _idx, body in _rows(session, slug, 0):
        built.add(leaf_hash(body))
    return Mark.of(built.head)


def look(session: Session, slug: str, seen: Mark) -> tuple[Mark, Conflict | None]:
    """Read a whole log; the mark it has come to, and what is wrong with it.

    Compared are the mark, all that was signed, the numbers, and the stored tree.

    Args:
        seen: how far this machine knew it; an empty mark asks for nothing.
    """
    log_id = session.scalar(select(Log.id).where(Log.slug == slug))
    try:  # first: entries that come meanwhile must not make the tree look too large
        stored = Head() if log_id is None else head_of(session, log_id)
    except Conflict as unreadable:
        return Mark(), unreadable
    walk = _Walk(seen, stored, checkpoint_roots(session, log=slug))
    for idx, body in _rows(session, slug, 0):
        walk.take(idx, body)
    finding = walk.finding(slug)
    if finding is None and log_id is not None:
        good = walk.then == stored and tiles_agree(session, log_id, stored, walk.built)
        finding = None if good else Conflict("check.log_tree_differs", log=slug)
    return Mark.of(walk.built.head), finding


class _Walk:
    """A log read from its first entry to its last.

    Attributes:
        then: the head that the entries make at the size of the stored one.
    """

    def __init__(self, seen: Mark, stored: Head, signed: Mapping[int, bytes]) -> None:
        self._seen, self._stored, self._signed = seen, stored, signed
        self.built, self.then = TreeFromEntries(), Head()
        self._running, self._gap, self._at_seen = bytes(32), False, seen.entries == 0
        self._not_so = [size for size in signed if size == 0]

    def take(self, idx: int, body: bytes) -> None:
        """The next entry."""
        built, seen = self.built, self._seen
        self._gap = self._gap or idx != built.size
        built.add(leaf_hash(body))
        if seen.running:
            self._running = sha256(self._running + sha256(body))
        if built.size == seen.entries:
            reached = self._running if seen.running else built.head.root
            self._at_seen = seen.hash == reached.hex()
        if built.size in self._signed and self._signed[built.size] != built.head.root:
            self._not_so.append(built.size)
        if built.size == self._stored.size:
            self.then = built.head

    def finding(self, log: str) -> Conflict | None:
        """What is wrong with the entries themselves."""
        size, seen = self.built.size, self._seen.entries
        if size < seen:
            return Conflict("check.log_older", log=log, entries=size, seen=seen)
        if not self._at_seen:
            return Conflict("check.log_changed", log=log, seen=seen)
        if self._gap:
            return Conflict("check.log_gap", log=log, entries=size)
        not_so = self._not_so + [signed for signed in self._signed if signed > size]
        if not_so:
            return Conflict("check.log_not_signed_so", log=log, entries=min(not_so))
        return None


def go_on(session: Session, log_id: int, slug: str, seen: Mark) -> tuple[Mark, Conflict | None]:
    """The mark that the tree has come to, and what is wrong; reads a few tiles, not the log.

    Entries that came since the mark are read. A mark of the older kind needs `look`.
    """
    head = head_of(session, log_id)
    mark = Mark.of(head)
    if head.size < seen.entries:
        return mark, Conflict("check.log_older", log=slug, entries=head.size, seen=seen.entries)
    before = StoredTree(session, log_id, seen.entries).head()
    if Mark.of(before) != seen:
        return mark, Conflict("check.log_changed", log=slug, seen=seen.entries)
    for _idx, body in _rows(session, slug, seen.entries):
        if before.size < head.size:
            before = before.grown([leaf_hash(body)])
    if before != head:
        return mark, Conflict("check.log_tree_differs", log=slug)
    return mark, None


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
