"""Logs that grow in tests, and what whoever runs the database can do to them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from pbplatform.audit import services
from pbplatform.audit.domain import triggers
from pbplatform.audit.domain.tree import leaf_hash
from pbplatform.audit.models import LogEntry, LogPending

SLUG = "rounds/x"


def add(session: Session, many: int, *, log: str = SLUG) -> int:
    """So many entries more, put in order at once."""
    log_id = services.ensure_log(session, log)
    start = services.next_index(session, log_id)
    bodies = [{"kind": "k", "h": f"{start + number:064x}"} for number in range(many)]
    session.execute(insert(LogPending), services.pending_rows(log_id, bodies))
    services.fold(session, log_id)
    return log_id


def leaves_of(session: Session, log_id: int) -> list[bytes]:
    query = select(LogEntry.body).where(LogEntry.log_id == log_id).order_by(LogEntry.idx)
    return [leaf_hash(bytes(body)) for body in session.scalars(query)]


def past_the_triggers(session: Session, table: str, statement: Any) -> None:
    """What whoever runs the database can do."""
    triggers.remove_from(session.connection(), table)
    session.execute(statement)
    triggers.install(session.connection(), table)
