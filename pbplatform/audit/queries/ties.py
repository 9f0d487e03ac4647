"""What site log and ballot log say of each other. Source: docs/rules/audit.md section 8."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.audit import queries
from pbplatform.audit.kinds import AuditLog
from pbplatform.audit.models import SITE, Log
from pbplatform.audit.queries.trees import StoredTree, head_of
from pbplatform.core.errors import Conflict


def tie_findings(session: Session, slug: str) -> Iterator[Conflict]:
    """Entries of the site log that name another tree of a ballot log than it has, and the reverse.

    Ties to the site log stand in entries of the ballot log, as `site_entries` and `site_root`.
    """
    having = f'"kind":"{AuditLog.LOG_TIED}"'.encode()
    for _idx, body in queries.with_waiting(session, log=SITE, having=having):
        told = json.loads(body)
        data = told.get("data") or {}
        is_tie = told.get("kind") == AuditLog.LOG_TIED and data.get("log") == slug
        if is_tie and not _fits(session, slug, data.get("entries"), data.get("root")):
            yield Conflict("check.log_tie_differs", log=slug)
    for _idx, body in queries.with_waiting(session, log=slug, having=b'"site_root":'):
        told = json.loads(body)
        if not _fits(session, SITE, told.get("site_entries"), told.get("site_root")):
            yield Conflict("check.log_tie_differs", log=SITE)


def _fits(session: Session, slug: str, entries: Any, root: Any) -> bool:
    """Whether the first entries of a log make this root."""
    log_id = session.scalar(select(Log.id).where(Log.slug == slug))
    if log_id is None or not isinstance(entries, int) or entries < 0:
        return False
    if entries > head_of(session, log_id).size:
        return False
    return bool(StoredTree(session, log_id, entries).root().hex() == root)
