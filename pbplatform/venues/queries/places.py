"""Voting places of a round, with their hours."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.core.errors import NotFound
from pbplatform.venues.domain.hours import Hours
from pbplatform.venues.models import Venue, VenueHours


@dataclass(frozen=True)
class VenueView:
    """A voting place, and when it is open, in the order of time."""

    venue: Venue
    hours: Sequence[Hours]

    def open_until(self, now: datetime) -> datetime | None:
        """When it closes, if it is open."""
        return next((ends for begins, ends in self.hours if begins <= now < ends), None)

    def opens_next(self, now: datetime) -> datetime | None:
        """When it opens next, if it does."""
        return next((begins for begins, _ends in self.hours if begins > now), None)


def venues_of(session: Session, round_id: int) -> list[VenueView]:
    """Voting places of a round by area and name, those that were taken away too."""
    venues = session.scalars(select(Venue).where(Venue.round_id == round_id)).all()
    hours: dict[int, list[Hours]] = defaultdict(list)
    asked = select(VenueHours).where(VenueHours.round_id == round_id).order_by(VenueHours.opens_at)
    for each in session.scalars(asked):
        hours[each.n].append((each.opens_at, each.closes_at))
    ordered = sorted(venues, key=lambda venue: (venue.area, venue.name, venue.n))
    return [VenueView(venue, hours[venue.n]) for venue in ordered]


def venue_of(session: Session, round_id: int, n: int) -> Venue:
    """One voting place.

    Raises:
        NotFound: there is none.
    """
    if (found := session.get(Venue, (round_id, n))) is None:
        raise NotFound("page.not_found")
    return found


def hours_of(session: Session, round_id: int, n: int) -> list[Hours]:
    """When a place is open, in the order of time."""
    asked = (
        select(VenueHours.opens_at, VenueHours.closes_at)
        .where(VenueHours.round_id == round_id, VenueHours.n == n)
        .order_by(VenueHours.opens_at)
    )
    return [(begins, ends) for begins, ends in session.execute(asked)]
