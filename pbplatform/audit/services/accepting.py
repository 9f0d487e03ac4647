"""An operator goes on from another copy of a log, in public. Source: docs/rules/audit.md 6.4."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from pbplatform.audit import services as audit
from pbplatform.audit.kinds import AuditLog
from pbplatform.audit.models import SITE, Log
from pbplatform.audit.queries.marks import Mark, measure
from pbplatform.audit.services.trees import rebuild
from pbplatform.core.actor import ActorRef
from pbplatform.core.errors import Conflict


def accept_log(
    session: Session,
    slug: str,
    *,
    seen: Mark,
    actor: ActorRef,
    reason: str,
    now: datetime,
    tree_too: bool = False,
) -> None:
    """Say in public that a log is older than, or another than, the one this machine saw.

    From then on it has another name: nothing is signed under the old one any more, since what
    others hold of it would not fit.

    Args:
        tree_too: the stored tree is not that of the entries; make it anew.
    Raises:
        Conflict: no reason was given.
    """
    if not reason.strip():
        raise Conflict("log.reason_needed")
    log_id = session.scalar(select(Log.id).where(Log.slug == slug))
    if log_id is not None:
        audit.take_turn(session, log_id)
        if tree_too:
            rebuild(session, log_id)
        audit.fold(session, log_id)
        again = now.astimezone(UTC).strftime("%Y%m%dT%H%M%S")
        session.execute(update(Log).where(Log.id == log_id).values(again=again))
    has = measure(session, slug)  # nothing, where the copy is older than the log itself
    audit.record(
        session,
        AuditLog.LOG_ACCEPTED,
        actor=actor,
        subject=f"log/{slug}",
        now=now,
        log=slug,
        seen_entries=seen.entries,
        seen_hash=seen.hash,
        entries=has.entries,
        hash=has.hash,
        tree=1,
        reason=reason.strip(),
    )
    audit.fold(session, audit.ensure_log(session, SITE))
