"""The key of a box that is never opened is destroyed. Source: docs/rules/rounds.md section 15.4."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.audit import services as audit
from pbplatform.core.actor import SYSTEM
from pbplatform.core.canonical import instant_text
from pbplatform.rounds.models import Round
from pbplatform.rounds.queries.locking import lock_round
from pbplatform.voting.kinds import VoteLog
from pbplatform.voting.services.counting_looks import end_counts
from pbplatform.voting.services.roll.forgetting import forget_roll


def keys_to_destroy(session: Session) -> list[str]:
    """Slugs of rounds called off after their freeze, whose key is not known to be gone."""
    query = select(Round.slug).where(
        Round.called_off_at.is_not(None),
        Round.frozen_at.is_not(None),
        Round.key_destroyed_at.is_(None),
    )
    return list(session.scalars(query.order_by(Round.slug)))


def record_key_destroyed(session: Session, *, slug: str, now: datetime) -> None:
    """Write down that the key is gone, in the log of the site and in that of the ballots; once.

    Who voted, the hashes of the register and the secrets of the roll's roots go in the same act.
    """
    found = session.scalars(select(Round.id).where(Round.slug == slug)).one()
    round_ = lock_round(session, found)
    if round_.key_destroyed_at is not None:
        return
    round_.key_destroyed_at = now
    forget_roll(session, round_.id)
    end_counts(session, round_.id)
    body = {"kind": str(VoteLog.KEY_DESTROYED), "destroyed_at": instant_text(now)}
    audit.append_now(session, audit.ensure_log(session, round_.path), body)
    audit.record(session, VoteLog.KEY_DESTROYED, actor=SYSTEM, subject=round_.path, now=now)
    session.flush()
