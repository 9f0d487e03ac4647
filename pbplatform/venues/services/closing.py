"""A voting place is closed for a time, and open again. Source: docs/rules/venues.md section 7."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pbplatform.audit import services as audit
from pbplatform.core.actor import ActorRef
from pbplatform.core.canonical import instant_text
from pbplatform.core.errors import Conflict, NotFound
from pbplatform.rounds.queries.locking import lock_round
from pbplatform.venues.domain.closures import joined, refuse_closing, touches
from pbplatform.venues.domain.hours import Hours
from pbplatform.venues.kinds import VenueLog
from pbplatform.venues.models import VenueClosure
from pbplatform.venues.policies import refuse_to_close_venue, refuse_to_open_venue_again
from pbplatform.venues.queries.places import VenueView, view_of
from pbplatform.venues.services.telling import tell_of_venue


def close_venue(
    session: Session,
    *,
    actor: ActorRef,
    round_id: int,
    n: int,
    span: Hours,
    reason: str,
    now: datetime,
) -> None:
    """Close a voting place for a time, at once; followers of the round are told, and why.

    What it was closed for before and what overlaps or touches it becomes one.

    Args:
        span: from when to when; what is over of it is not said.

    Raises:
        NotAllowed: neither facilitator nor clerk of its round.
        NotFound: there is none.
        Conflict: taken away, voting is over, no reason, a time that is over or without hours.
    """
    round_ = lock_round(session, round_id)
    view = view_of(session, round_id, n)
    if refusal := refuse_to_close_venue(actor, round_, now, gone=not view.stands):
        raise refusal
    if not reason.strip():
        raise Conflict("round.say_why", field="reason")
    span = max(span[0], now), span[1]
    if refusal := refuse_closing(span, view.hours, now):
        raise refusal
    told = _keep(session, view, span, reason.strip(), now)
    audit.record(
        session,
        VenueLog.VENUE_CLOSED,
        actor=actor,
        subject=round_.path,
        now=now,
        name=view.venue.name,
        number=n,
        reason=reason.strip(),
        **told,
    )
    tell_of_venue(
        session, "closed", round_, view.venue, actor=actor, now=now, reason=reason.strip(), **told
    )


def _keep(
    session: Session, view: VenueView, span: Hours, reason: str, now: datetime
) -> dict[str, str]:
    """Write it down with what it takes in; both ends, for the log and for followers."""
    venue = view.venue
    taken_in = [each for each in view.closures if touches(each.span, span)]
    for each in taken_in:
        each.lifted_at = now
    begins_at, ends_at = joined([span, *(each.span for each in taken_in)])
    own = (VenueClosure.round_id == venue.round_id, VenueClosure.n == venue.n)
    last = session.scalar(select(func.max(VenueClosure.k)).where(*own))
    session.add(
        VenueClosure(
            round_id=venue.round_id,
            n=venue.n,
            k=(last or 0) + 1,
            begins_at=begins_at,
            ends_at=ends_at,
            reason=reason,
            said_at=now,
        )
    )
    return {"begins_at": instant_text(begins_at), "ends_at": instant_text(ends_at)}


def open_venue_again(
    session: Session, *, actor: ActorRef, round_id: int, n: int, k: int, now: datetime
) -> None:
    """Say that a place that was closed for a time keeps its hours again from now on.

    Raises:
        NotAllowed: neither facilitator nor clerk of its round.
        NotFound: there is no such place, or it was never closed so.
        Conflict: it is open again already, or the time is over, or voting is.
    """
    round_ = lock_round(session, round_id)
    view = view_of(session, round_id, n)
    closure = session.get(VenueClosure, (round_id, n, k))
    if closure is None:
        raise NotFound("page.not_found")
    holds = view.stands and closure.lifted_at is None and now < closure.ends_at
    if refusal := refuse_to_open_venue_again(actor, round_, now, is_closed=holds):
        raise refusal
    closure.lifted_at = now
    told = {"begins_at": instant_text(closure.begins_at), "ends_at": instant_text(closure.ends_at)}
    audit.record(
        session,
        VenueLog.VENUE_OPEN_AGAIN,
        actor=actor,
        subject=round_.path,
        now=now,
        name=view.venue.name,
        number=n,
        **told,
    )
    tell_of_venue(session, "open_again", round_, view.venue, actor=actor, now=now, **told)
