"""Voting places of a round, with their hours and what they are closed for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, bindparam, select
from sqlalchemy.orm import Session

from pbplatform.core.errors import NotFound
from pbplatform.venues.domain.closures import without
from pbplatform.venues.domain.hours import Hours
from pbplatform.venues.models import Venue, VenueClosure, VenueHours


@dataclass(frozen=True)
class VenueView:
    """A voting place, and when it is open.

    Attributes:
        said: its hours, in the order of time.
        closures: for what it is closed against them, in the order of time.
    """

    venue: Venue
    said: Sequence[Hours]
    closures: Sequence[VenueClosure] = ()

    @property
    def stands(self) -> bool:
        """Whether it is on the list; else it was taken away."""
        return self.venue.taken_away_at is None

    @property
    def hours(self) -> list[Hours]:
        """When it is open: its hours without what it is closed for."""
        return without(self.said, [each.span for each in self.closures])

    def open_until(self, now: datetime) -> datetime | None:
        """When it closes, if it is open."""
        return next((ends for begins, ends in self.hours if begins <= now < ends), None)

    def opens_next(self, now: datetime) -> datetime | None:
        """When it opens next, if it does."""
        return next((begins for begins, _ends in self.hours if begins > now), None)

    def closed_at(self, now: datetime) -> VenueClosure | None:
        """Why it is closed at this moment, if somebody said so."""
        return next((each for each in self.closures if each.begins_at <= now < each.ends_at), None)

    def closed_from(self, now: datetime) -> list[VenueClosure]:
        """For what it is closed now or later."""
        return [each for each in self.closures if each.ends_at > now]


_CLOSED = and_(
    VenueClosure.round_id == Venue.round_id,
    VenueClosure.n == Venue.n,
    VenueClosure.lifted_at.is_(None),
)


_OPEN = and_(VenueHours.round_id == Venue.round_id, VenueHours.n == Venue.n)

_OF_ROUND = (
    select(Venue, VenueHours.opens_at, VenueHours.closes_at, VenueClosure)
    .outerjoin(VenueHours, _OPEN)
    .outerjoin(VenueClosure, _CLOSED)
    .where(Venue.round_id == bindparam("round"))
)


def venues_of(session: Session, round_id: int) -> list[VenueView]:
    """Voting places of a round by area and name, those that were taken away too; in one read."""
    venues: dict[int, Venue] = {}
    hours: dict[int, set[Hours]] = defaultdict(set)
    closures: dict[int, dict[int, VenueClosure]] = defaultdict(dict)
    for venue, begins, ends, closure in session.execute(_OF_ROUND, {"round": round_id}):
        venues[venue.n] = venue
        if begins is not None:
            hours[venue.n].add((begins, ends))
        if closure is not None:
            closures[venue.n][closure.k] = closure
    return [
        VenueView(
            venue,
            sorted(hours[n]),
            sorted(closures[n].values(), key=lambda closure: closure.begins_at),
        )
        for n, venue in sorted(venues.items(), key=lambda item: _place_of(item[1]))
    ]


def _place_of(venue: Venue) -> tuple[str, str, int]:
    """Where it stands in the list."""
    return venue.area, venue.name, venue.n


def venue_of(session: Session, round_id: int, n: int) -> Venue:
    """One voting place.

    Raises:
        NotFound: there is none.
    """
    if (found := session.get(Venue, (round_id, n))) is None:
        raise NotFound("page.not_found")
    return found


def hours_of(session: Session, round_id: int, n: int) -> list[Hours]:
    """The hours of a place, in the order of time; what it is closed for is not taken off."""
    asked = (
        select(VenueHours.opens_at, VenueHours.closes_at)
        .where(VenueHours.round_id == round_id, VenueHours.n == n)
        .order_by(VenueHours.opens_at)
    )
    return [(begins, ends) for begins, ends in session.execute(asked)]


def closures_of(session: Session, round_id: int, n: int) -> list[VenueClosure]:
    """For what a place is closed, in the order of time; what was lifted is not among it."""
    asked = (
        select(VenueClosure)
        .where(
            VenueClosure.round_id == round_id,
            VenueClosure.n == n,
            VenueClosure.lifted_at.is_(None),
        )
        .order_by(VenueClosure.begins_at)
    )
    return list(session.scalars(asked))


def closed_now(session: Session, round_id: int, n: int, now: datetime) -> VenueClosure | None:
    """Why a place is closed at this moment, if somebody said so."""
    held = closures_of(session, round_id, n)
    return next((each for each in held if each.begins_at <= now < each.ends_at), None)


def view_of(session: Session, round_id: int, n: int) -> VenueView:
    """One voting place with its hours.

    Raises:
        NotFound: there is none.
    """
    venue = venue_of(session, round_id, n)
    return VenueView(venue, hours_of(session, round_id, n), closures_of(session, round_id, n))
