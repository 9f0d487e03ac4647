"""Site log and ballot logs are tied to each other. Source: docs/rules/audit.md section 8."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.audit import services as audit
from pbplatform.audit.kinds import AuditLog
from pbplatform.audit.models import SITE, Log
from pbplatform.audit.queries.trees import head_of
from pbplatform.core.actor import ActorRef

Stage = Literal["open", "closed"]


def site_so_far(session: Session) -> dict[str, Any]:
    """How far the site log has come, as values of an entry of a ballot log."""
    head = head_of(session, audit.ensure_log(session, SITE))
    return {"site_entries": head.size, "site_root": head.root.hex()}


def tie(session: Session, log_id: int, *, stage: Stage, actor: ActorRef, now: datetime) -> None:
    """Write into the site log how far a ballot log has come; call after its entry."""
    head = head_of(session, log_id)
    slug = session.scalars(select(Log.slug).where(Log.id == log_id)).one()
    audit.record(
        session,
        AuditLog.LOG_TIED,
        actor=actor,
        subject=slug,
        now=now,
        log=slug,
        stage=stage,
        entries=head.size,
        root=head.root.hex(),
    )
