"""Whether the columns by which pages find an entry are those of its bytes.

Source: docs/rules/audit.md section 4.4.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.audit.domain.filing import Filing, filing_of
from pbplatform.audit.models import Log, LogEntry
from pbplatform.core.errors import Conflict

_BLOCK = 5000


def filing_findings(session: Session) -> Iterator[Conflict]:
    """The first entry of each log that pages would not find, or would find elsewhere."""
    query = (
        select(Log.slug, LogEntry.idx, LogEntry.body, LogEntry.family, LogEntry.about, LogEntry.at)
        .join(Log, Log.id == LogEntry.log_id)
        .order_by(LogEntry.log_id, LogEntry.idx)
        .execution_options(yield_per=_BLOCK)
    )
    wrong: dict[str, int] = {}
    with session.execute(query) as rows:
        for row in rows:
            if row.slug not in wrong and not _fits(bytes(row.body), row.family, row.about, row.at):
                wrong[row.slug] = row.idx
    for slug, idx in wrong.items():
        yield Conflict("check.filing_differs", log=slug, entry=idx)


def _fits(body: bytes, family: str, about: str, at: datetime | None) -> bool:
    try:
        told = json.loads(body)
    except ValueError:
        return True  # that its bytes are no entry is another finding
    wanted = Filing(family=family, about=about, at=at)
    return not isinstance(told, dict) or filing_of(told) == wanted
