"""Writing to the public log, and putting what was written in order."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, insert, select, text
from sqlalchemy.orm import Session

from pbplatform.audit.domain.filing import filing_of
from pbplatform.audit.domain.free_text import Commitment, commitment_of
from pbplatform.audit.models import Log, LogEntry, LogHour, LogPending
from pbplatform.audit.services.recording import Entry, ensure_log, record, record_all
from pbplatform.audit.services.trees import grow
from pbplatform.core.canonical import canonical_json

__all__ = [
    "Entry",
    "append_now",
    "ensure_log",
    "fold",
    "fold_due_batch",
    "next_index",
    "note_hour",
    "pending_rows",
    "record",
    "record_all",
    "take_turn",
    "text_commitment",
    "write_waiting",
]

VERSION = 1  # of ballot logs, which hold no free text
_SEQUENCER = 7_211_001  # any number of our own; PostgreSQL's advisory locks are numbered


def text_commitment(words: str) -> tuple[bytes, Commitment]:
    """A salt to keep beside somebody's words, and the hex hash that may stand in the log."""
    salt = secrets.token_bytes(32)
    return salt, Commitment(commitment_of(salt, words))


def pending_rows(log_id: int, bodies: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows for a bulk insert of entries that carry no time (ballot logs)."""
    return [
        {
            "log_id": log_id,
            "key16": secrets.token_bytes(16),
            "body": canonical_json({"v": VERSION, **body}),
        }
        for body in bodies
    ]


def write_waiting(session: Session, log_id: int, body: dict[str, Any]) -> bytes:
    """Write one entry of a ballot log that waits for its batch, as votes do; returns its key."""
    row = pending_rows(log_id, [body])[0]
    session.execute(insert(LogPending).values(row))
    key16: bytes = row["key16"]
    return key16


def append_now(session: Session, log_id: int, body: dict[str, Any]) -> int:
    """Put one entry straight at the end, after all that is pending; for `close` and what follows.

    Returns:
        The entry's index.
    """
    fold(session, log_id)
    index = next_index(session, log_id)
    row = pending_rows(log_id, [body])[0]
    session.execute(insert(LogEntry).values(idx=index, **row, **filing_of(body)))
    grow(session, log_id, [row["body"]], start=index)
    return index


def next_index(session: Session, log_id: int) -> int:
    """Where the next entry goes; call under the sequencer's lock."""
    last = session.scalar(select(func.max(LogEntry.idx)).where(LogEntry.log_id == log_id))
    return 0 if last is None else last + 1


def take_turn(session: Session, log_id: int) -> None:
    """Be the only one who puts entries of this log in order, until the transaction ends."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(
            text("SELECT pg_advisory_xact_lock(:n, :log)"), {"n": _SEQUENCER, "log": log_id}
        )


@dataclass(frozen=True)
class _Pending:
    key16: bytes
    body: bytes
    told: dict[str, Any]


def fold(session: Session, log_id: int) -> int:
    """Move all pending entries of a log into order; returns how many.

    Ballot logs: sorted by envelope hash, except that an entry follows the one it replaces, and
    amendments stand last. Site log: time of the transaction, then key. The tree grows with it.

    Source: docs/rules/audit.md section 2, ruling 11.
    """
    take_turn(session, log_id)
    found = session.execute(
        select(LogPending.key16, LogPending.body).where(LogPending.log_id == log_id)
    ).all()
    if not found:
        return 0
    pending = [_Pending(bytes(row.key16), bytes(row.body), json.loads(row.body)) for row in found]
    ordered = _by_time(pending) if "at" in pending[0].told else _by_hash(pending)
    start = next_index(session, log_id)
    session.execute(
        insert(LogEntry),
        [
            {
                "log_id": log_id,
                "idx": start + place,
                "key16": entry.key16,
                "body": entry.body,
                **filing_of(entry.told),
            }
            for place, entry in enumerate(ordered)
        ],
    )
    grow(session, log_id, [entry.body for entry in ordered], start=start)
    _forget_pending(session, log_id, ordered)
    return len(ordered)


def fold_due_batch(session: Session, log_id: int, *, now: datetime, every: timedelta) -> int:
    """Put a ballot log's batch in order when its time is over; returns how many entries.

    The time runs from one batch to the next, whether votes came or not, and is remembered here:
    neither a vote nor a worker that starts again can make a batch of its own.

    Source: docs/rules/audit.md section 2.
    """
    log = session.get_one(Log, log_id, with_for_update=True, populate_existing=True)
    last = log.folded_at
    if last is not None and last <= now < last + every:
        return 0
    log.folded_at = now
    if last is None or last > now:  # never seen before, or by a clock that was wrong
        session.flush()
        return 0
    folded = fold(session, log_id)
    if folded:
        note_hour(session, log_id, entries=folded, now=now)
    session.flush()
    return folded


def note_hour(session: Session, log_id: int, *, entries: int, now: datetime) -> None:
    """Add to the hourly total of a ballot log; nothing finer than the hour is kept.

    Source: docs/rules/audit.md section 3.
    """
    hour = now.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    row = session.get(LogHour, (log_id, hour))
    if row is None:
        session.add(LogHour(log_id=log_id, hour=hour, entries=entries))
    else:
        row.entries += entries
    session.flush()


def _forget_pending(session: Session, log_id: int, folded: Sequence[_Pending]) -> None:
    keys = [entry.key16 for entry in folded]
    for start in range(0, len(keys), 500):
        session.execute(
            delete(LogPending).where(
                LogPending.log_id == log_id, LogPending.key16.in_(keys[start : start + 500])
            )
        )


def _by_time(pending: Sequence[_Pending]) -> list[_Pending]:
    return sorted(pending, key=lambda entry: (entry.told.get("at", ""), entry.key16))


def _by_hash(pending: Sequence[_Pending]) -> list[_Pending]:
    """Sorted by envelope hash, but an entry waits for the one it replaces or takes out.

    Amendments come after them all, by their number: so none tells which votes came before it.
    """
    amendments = [entry for entry in pending if "amendment" in entry.told]
    by_hash = {
        entry.told.get("h") or f"out:{entry.told['x']}": entry
        for entry in pending
        if "amendment" not in entry.told
    }
    ordered: list[_Pending] = []
    placed: set[str] = set()
    for own in sorted(by_hash):
        chain: list[_Pending] = []
        step: str | None = own
        while step is not None and step in by_hash and step not in placed:
            placed.add(step)
            chain.append(by_hash[step])
            step = by_hash[step].told.get("x")
        ordered.extend(reversed(chain))
    return ordered + sorted(amendments, key=lambda entry: int(entry.told["amendment"]))
