"""The words beside the log against the commitments in it. Source: docs/rules/audit.md section 7."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.audit import queries
from pbplatform.audit.domain.free_text import commitment_of
from pbplatform.audit.models import SITE, Log, LogEntry, LogWithheld, LogWords
from pbplatform.core.errors import Conflict


def words_findings(session: Session) -> Iterator[Conflict]:
    """What does not agree: words that are others, and words missing without a decision."""
    beside = _beside(session)
    erased: set[int] = set()
    missing: list[tuple[int, str]] = []
    for entry in queries.all_entries(session, log=SITE):
        erased |= _decided_by(entry)
        rows = beside.pop(entry.idx, {})
        for field, commitment in entry.told.get("commitments", {}).items():
            row = rows.pop(field, None)
            if row is None or row.words is None or row.salt is None:
                missing.append((entry.idx, field))
            elif commitment_of(bytes(row.salt), row.words) != commitment:
                yield Conflict("check.words_changed", number=entry.idx, name=field)
        for field in rows:
            yield Conflict("check.words_without_entry", number=entry.idx, name=field)
    for number, field in missing:
        if number not in erased:
            yield Conflict("check.words_missing", number=number, name=field)
    for number in _withheld(session):
        if number not in erased:
            yield Conflict("check.entry_withheld", number=number)


def _decided_by(entry: queries.Entry) -> set[int]:
    """Numbers of earlier entries whose words this one erased."""
    numbers: Any = entry.told.get("data", {}).get("erased_entries", [])
    return {int(number) for number in numbers if int(number) < entry.idx}


def _beside(session: Session) -> dict[int, dict[str, LogWords]]:
    query = (
        select(LogEntry.idx, LogWords)
        .join(LogWords, LogWords.key16 == LogEntry.key16)
        .join(Log, Log.id == LogEntry.log_id)
        .where(Log.slug == SITE)
    )
    found: dict[int, dict[str, LogWords]] = {}
    for idx, row in session.execute(query):
        found.setdefault(idx, {})[row.field] = row
    return found


def _withheld(session: Session) -> list[int]:
    query = select(LogEntry.idx).join(LogWithheld, LogWithheld.key16 == LogEntry.key16)
    return list(session.scalars(query.order_by(LogEntry.idx)))
