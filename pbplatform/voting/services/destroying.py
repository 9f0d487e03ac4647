"""The key of a box ends: one that is never opened, or one whose result stands.

Source: docs/rules/rounds.md section 15.4, docs/rules/ceremony.md section 10.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from pbplatform.audit import services as audit
from pbplatform.core.actor import SYSTEM
from pbplatform.core.canonical import instant_text
from pbplatform.rounds.models import Round
from pbplatform.rounds.queries.locking import lock_round
from pbplatform.voting.kinds import VoteLog
from pbplatform.voting.models import SeparatedEnvelope
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


def record_key_destroyed(
    session: Session, *, slug: str, now: datetime, told: Mapping[str, str] | None = None
) -> None:
    """Write down that the key is gone, in the log of the site and in that of the ballots; once.

    Closed votes that lie apart are emptied with it; their hashes stay. Who voted, the hashes of the
    register and the secrets of the roll's roots go in the same act.

    Args:
        told: what the site log says beside, such as the two people who decided it.
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
    audit.record(
        session,
        VoteLog.KEY_DESTROYED,
        actor=SYSTEM,
        subject=round_.path,
        now=now,
        **(told or {}),
    )
    apart = update(SeparatedEnvelope).where(SeparatedEnvelope.round_id == round_.id)
    session.execute(apart.values(envelope=b""))
    session.flush()
