"""Voting places are added and taken away. Source: docs/rules/venues.md section 1."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pbplatform.audit import services as audit
from pbplatform.core.actor import ActorRef
from pbplatform.core.errors import Conflict
from pbplatform.rounds.queries.locking import lock_round
from pbplatform.venues.domain.hours import Hours, refuse_hours
from pbplatform.venues.domain.saying import VenueFacts
from pbplatform.venues.kinds import VenueLog
from pbplatform.venues.models import Venue, VenueHours
from pbplatform.venues.policies import refuse_to_add_venue, refuse_to_take_venue_away
from pbplatform.venues.queries.places import venue_of
from pbplatform.venues.services.telling import tell_of_venue


def add_venue(
    session: Session, *, actor: ActorRef, round_id: int, facts: VenueFacts, now: datetime
) -> Venue:
    """Add a voting place to a round.

    Raises:
        NotAllowed: neither facilitator nor clerk of it.
        Conflict: voting is over, the round was called off, or hours that cannot be.
    """
    round_ = lock_round(session, round_id)
    if refusal := refuse_to_add_venue(actor, round_, now):
        raise refusal
    if refusal := refuse_hours(facts.hours, round_.opens_at, round_.closes_at):
        raise refusal
    last = session.scalar(select(func.max(Venue.n)).where(Venue.round_id == round_id))
    venue = Venue(
        round_id=round_id,
        n=(last or 0) + 1,
        name=facts.name,
        address=facts.address,
        area=facts.area,
        getting_there=facts.getting_there,
        access=" ".join(facts.access),
        offers=" ".join(facts.offers),
        added_at=now,
        reason="",
    )
    session.add(venue)
    session.flush()
    keep_hours(session, venue, facts.hours)
    audit.record(
        session,
        VenueLog.VENUE_ADDED,
        actor=actor,
        subject=round_.path,
        now=now,
        name=facts.name,
        number=venue.n,
    )
    return venue


def keep_hours(session: Session, venue: Venue, hours: Sequence[Hours]) -> None:
    """Write down when a place is open; it has no hours yet."""
    session.add_all(
        VenueHours(round_id=venue.round_id, n=venue.n, opens_at=begins, closes_at=ends)
        for begins, ends in hours
    )


def take_venue_away(
    session: Session, *, actor: ActorRef, round_id: int, n: int, reason: str, now: datetime
) -> None:
    """Take a voting place away; it stays on the list with the reason.

    Raises:
        NotAllowed: neither facilitator nor clerk of its round.
        NotFound: there is none.
        Conflict: taken away before, no reason, or voting is over.
    """
    round_ = lock_round(session, round_id)
    venue = venue_of(session, round_id, n)
    gone = venue.taken_away_at is not None
    if refusal := refuse_to_take_venue_away(actor, round_, now, gone=gone):
        raise refusal
    if not reason.strip():
        raise Conflict("round.say_why", field="reason")
    venue.taken_away_at, venue.reason = now, reason.strip()
    audit.record(
        session,
        VenueLog.VENUE_TAKEN_AWAY,
        actor=actor,
        subject=round_.path,
        now=now,
        name=venue.name,
        number=n,
        reason=venue.reason,
    )
    tell_of_venue(session, "taken_away", round_, venue, actor=actor, now=now, reason=venue.reason)
