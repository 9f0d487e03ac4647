"""What waits to be put in order in the site log, with the words beside it."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.audit.models import LogPending, LogWords


def waiting_entries(session: Session) -> list[dict[str, Any]]:
    """Entries as they were written, their free text among their `data`."""
    session.flush()
    words: dict[bytes, dict[str, str | None]] = {}
    for row in session.scalars(select(LogWords)):
        words.setdefault(bytes(row.key16), {})[row.field] = row.words
    entries = []
    for key16, body in session.execute(select(LogPending.key16, LogPending.body)):
        told = json.loads(body)
        entries.append({**told, "data": told.get("data", {}) | words.get(bytes(key16), {})})
    return entries
