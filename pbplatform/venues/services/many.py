"""Several voting places are added in one act. Source: docs/rules/venues.md section 8."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from pbplatform.core.actor import ActorRef
from pbplatform.core.confirmation import Facts, require_same
from pbplatform.rounds.models import Round
from pbplatform.rounds.queries.locking import lock_round
from pbplatform.venues.domain.saying import VenueFacts
from pbplatform.venues.policies import refuse_to_add_venue
from pbplatform.venues.queries.places import VenueView, venues_of
from pbplatform.venues.services.places import add_venue


def facts_to_add(
    round_: Round, standing: Sequence[VenueView], places: Sequence[VenueFacts]
) -> Facts:
    """What a page showed of places that are to be added: they, the list, and the vote."""
    names = [f"{view.venue.name}, {view.venue.address}" for view in standing if view.stands]
    return {
        "places": "\n".join(map(repr, places)),
        "stands": "; ".join(names),
        "opens": round_.opens_at,
        "closes": round_.closes_at,
    }


def add_venues(
    session: Session,
    *,
    actor: ActorRef,
    round_id: int,
    shown: Sequence[VenueFacts],
    chosen: Sequence[VenueFacts],
    seen: str,
    now: datetime,
) -> int:
    """Add several voting places, or none; how many.

    Args:
        shown: all that the page showed; `chosen` are those of them that are added.
        seen: what the page carried of them.

    Raises:
        NotAllowed: neither facilitator nor clerk of the round.
        ChangedMeanwhile: the page showed something else, or the list or the vote changed since.
        Conflict: voting is over, the round was called off, or hours that cannot be.
    """
    round_ = lock_round(session, round_id)
    if refusal := refuse_to_add_venue(actor, round_, now):
        raise refusal
    require_same(seen, facts_to_add(round_, venues_of(session, round_id), shown))
    for facts in chosen:
        add_venue(session, actor=actor, round_id=round_id, facts=facts, now=now)
    return len(chosen)
