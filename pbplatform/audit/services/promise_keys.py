"""A key of promises is named in the public log, and revoked there.

Source: docs/rules/audit.md section 14.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from pbplatform.audit import services as audit
from pbplatform.audit.domain.notes import LogKey
from pbplatform.audit.kinds import AuditLog
from pbplatform.audit.models import SITE
from pbplatform.audit.queries.promise_keys import ABOUT, PromiseKey, promise_keys
from pbplatform.core.actor import SYSTEM, ActorRef
from pbplatform.core.errors import Conflict


def certify(session: Session, key: LogKey, *, now: datetime) -> bool:
    """Name a key in the log, unless it stands there; whether an entry was written.

    A key that was revoked is never named again, under no other name either.
    """
    audit.take_turn(session, audit.ensure_log(session, SITE))
    named = promise_keys(session)
    if any(one.key == key or (one.key.raw == key.raw and one.revoked_at) for one in named):
        return False
    audit.record(
        session,
        AuditLog.PROMISE_KEY_CERTIFIED,
        actor=SYSTEM,
        subject=ABOUT,
        now=now,
        key=key.line,
        number=1 + len({one.key.raw for one in named}),
    )
    return True


def revoke(
    session: Session, key_id: str, *, actor: ActorRef, reason: str, now: datetime
) -> PromiseKey:
    """Say in public that a key signs no promise any more. This cannot be taken back.

    Args:
        key_id: 8 hex letters, as its line has them.
    Raises:
        Conflict: no such key is named, it was revoked before, or no reason was given.
    """
    if not reason.strip():
        raise Conflict("log.reason_needed")
    audit.take_turn(session, audit.ensure_log(session, SITE))
    named = promise_keys(session)
    meant = next((one for one in named if one.key.id.hex() == key_id.strip().lower()), None)
    if meant is None:
        raise Conflict("log.promise_key_unknown", id=key_id)
    if meant.revoked_at is not None:
        raise Conflict("log.promise_key_revoked_before", id=key_id)
    for one in named:  # the same key under another name of the place, too
        if one.key.raw == meant.key.raw and one.revoked_at is None:
            audit.record(
                session,
                AuditLog.PROMISE_KEY_REVOKED,
                actor=actor,
                subject=ABOUT,
                now=now,
                key=one.key.line,
                reason=reason.strip(),
            )
    return meant
