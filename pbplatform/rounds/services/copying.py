"""A draft begun from an earlier round. Source: docs/rules/rounds.md section 14."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from pbplatform.core.actor import ActorRef
from pbplatform.rounds import queries
from pbplatform.rounds.models import Round
from pbplatform.rounds.policies import refuse_to_begin_from
from pbplatform.rounds.services.rounds import add_committee, create_round


def begin_from(
    session: Session, *, actor: ActorRef, earlier_id: int, now: datetime, **facts: Any
) -> Round:
    """Set up a draft with the committees of an earlier public round; no role is taken along.

    Args:
        facts: as for `create_round`.
    Raises:
        NotAllowed: not the facilitator of the place.
        Conflict: the earlier round is a draft, or as for `create_round`.
    """
    earlier = session.get_one(Round, earlier_id)
    if refusal := refuse_to_begin_from(actor, earlier):
        raise refusal
    round_ = create_round(session, actor=actor, **facts)
    round_.started_from_id = earlier.id
    for committee in queries.committees(session, earlier.id):
        add_committee(session, actor=actor, round_id=round_.id, name=committee.name, now=now)
    session.flush()
    return round_
