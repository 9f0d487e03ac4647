"""What a voting place says is changed, in public. Source: docs/rules/venues.md section 1.6."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from pbplatform.audit import services as audit
from pbplatform.core.actor import ActorRef
from pbplatform.core.canonical import instant_text
from pbplatform.core.confirmation import Facts, require_same
from pbplatform.core.errors import Conflict
from pbplatform.rounds.models import Round
from pbplatform.rounds.queries.locking import lock_round
from pbplatform.venues.domain.hours import Hours, refuse_hours
from pbplatform.venues.domain.saying import VenueFacts
from pbplatform.venues.kinds import VenueLog
from pbplatform.venues.models import Venue, VenueHours
from pbplatform.venues.policies import refuse_to_change_venue
from pbplatform.venues.queries.places import hours_of, venue_of
from pbplatform.venues.services.places import keep_hours
from pbplatform.venues.services.telling import tell_of_venue


def facts_of_venue(venue: Venue, hours: Sequence[Hours]) -> Facts:
    """What a voting place says; hours as pairs of instants in one text."""
    return {
        "name": venue.name,
        "address": venue.address,
        "area": venue.area,
        "hours": _hours_told(hours),
        "offers": venue.offers,
        "access": venue.access,
        "getting_there": venue.getting_there,
    }


def change_venue(
    session: Session,
    *,
    actor: ActorRef,
    round_id: int,
    n: int,
    facts: VenueFacts,
    reason: str,
    seen: str,
    now: datetime,
) -> None:
    """Say something else of a voting place; followers of the round are told what, and why.

    Args:
        seen: what the page showed of it.

    Raises:
        NotAllowed: neither facilitator nor clerk of its round.
        NotFound: there is none.
        ChangedMeanwhile: somebody changed it since, or the page carried nothing.
        Conflict: taken away, voting is over, no reason, hours that cannot be, nothing differs.
    """
    round_ = lock_round(session, round_id)
    venue = venue_of(session, round_id, n)
    gone = venue.taken_away_at is not None
    if refusal := refuse_to_change_venue(actor, round_, now, gone=gone):
        raise refusal
    before = facts_of_venue(venue, hours_of(session, round_id, n))
    require_same(seen, before)
    if refusal := refuse_hours(facts.hours, round_.opens_at, round_.closes_at):
        raise refusal
    if not reason.strip():
        raise Conflict("round.say_why", field="reason")
    changed = _put(session, venue, facts, before)
    _tell(session, actor, round_, venue, changed, before, facts.hours, reason.strip(), now)


def _put(session: Session, venue: Venue, facts: VenueFacts, before: Facts) -> list[str]:
    """Write the facts down; which of them differ."""
    venue.name, venue.address, venue.area = facts.name, facts.address, facts.area
    venue.getting_there = facts.getting_there
    venue.access, venue.offers = " ".join(facts.access), " ".join(facts.offers)
    after = facts_of_venue(venue, facts.hours)
    changed = [name for name, value in after.items() if value != before[name]]
    if not changed:
        raise Conflict("venue.is_the_same", field="name")
    if "hours" in changed:
        session.execute(
            delete(VenueHours).where(VenueHours.round_id == venue.round_id, VenueHours.n == venue.n)
        )
        keep_hours(session, venue, facts.hours)
    return changed


def _tell(
    session: Session,
    actor: ActorRef,
    round_: Round,
    venue: Venue,
    changed: list[str],
    before: Facts,
    hours: Sequence[Hours],
    reason: str,
    now: datetime,
) -> None:
    audit.record(
        session,
        VenueLog.VENUE_CHANGED,
        actor=actor,
        subject=round_.path,
        now=now,
        name=venue.name,
        number=venue.n,
        venue_parts=changed,
        hours_before=before["hours"],
        hours=_hours_told(hours),
        reason=reason,
    )
    tell_of_venue(
        session,
        "changed",
        round_,
        venue,
        actor=actor,
        now=now,
        parts=changed,
        reason=reason,
    )


def _hours_told(hours: Sequence[Hours]) -> str:
    return "; ".join(f"{instant_text(begins)} {instant_text(ends)}" for begins, ends in hours)
