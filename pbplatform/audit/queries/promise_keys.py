"""The keys that sign promises on receipts, as the public log names them.

Source: docs/rules/audit.md section 14.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from pbplatform.audit.domain.notes import LogKey, NoteError
from pbplatform.audit.kinds import AuditLog
from pbplatform.audit.models import SITE, Log, LogEntry, LogPending

ABOUT = "place/promise-key"  # the subject of their entries


@dataclass(frozen=True)
class PromiseKey:
    """A key that the log names.

    Attributes:
        number: each computer that takes votes has a key of its own; they are counted from 1.
        entry: number of the entry that names it; None while that waits to be put in order.
        since: instant of that entry.
        revoked_at: from when it signs nothing any more; None while it does.
        revoked_in: number of the entry that says so.
    """

    key: LogKey
    number: int
    entry: int | None
    since: datetime
    revoked_at: datetime | None = None
    revoked_in: int | None = None


def promise_keys(session: Session) -> list[PromiseKey]:
    """Every key of promises that the log names, the oldest first; those of waiting entries too."""
    found: dict[str, PromiseKey] = {}
    for idx, told in _entries(session):
        line = str(told.get("data", {}).get("key", ""))
        at = datetime.fromisoformat(told["at"])
        if told["kind"] == AuditLog.PROMISE_KEY_CERTIFIED and line not in found:
            try:
                key = LogKey.read(line)
            except NoteError:
                continue
            found[line] = PromiseKey(key, int(told["data"].get("number", 0)), idx, at)
        elif told["kind"] == AuditLog.PROMISE_KEY_REVOKED and line in found:
            one = found[line]
            if one.revoked_at is None:  # the first such entry counts
                found[line] = replace(one, revoked_at=at, revoked_in=idx)
    return list(found.values())


def _entries(session: Session) -> list[tuple[int | None, dict[str, Any]]]:
    """Entries about these keys, in order, then those that wait, by their time."""
    site = select(Log.id).where(Log.slug == SITE).scalar_subquery()
    waiting = select(LogPending.body).where(LogPending.log_id == site)
    # What is put in order between the two statements is found twice, never missed.
    told = [json.loads(bytes(body)) for body in session.scalars(waiting)]
    # Their numbers alone are found in an index; asked for the bytes too, SQLite walks the log.
    found = aliased(LogEntry)
    numbers = select(found.idx).where(found.log_id == site, found.about == ABOUT)
    kept = select(LogEntry.idx, LogEntry.body).where(
        LogEntry.log_id == site, LogEntry.idx.in_(numbers)
    )
    rows = session.execute(kept.order_by(LogEntry.idx)).all()
    ordered: list[tuple[int | None, dict[str, Any]]] = [
        (row.idx, json.loads(bytes(row.body))) for row in rows
    ]
    late = sorted((one for one in told if one.get("subject") == ABOUT), key=lambda one: one["at"])
    return ordered + [(None, one) for one in late]
