"""Which ways to vote a round has."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from pbplatform.venues.kinds import Exclusion
from pbplatform.venues.models import RoundWays, Venue, VenueHours


def ways_of(session: Session, round_id: int) -> RoundWays | None:
    """What was said about the ways of a round; None where it only has the screen."""
    return session.get(RoundWays, round_id)


def exclusion_of(session: Session, round_id: int) -> Exclusion:
    """By which rule paper and online exclude each other."""
    ways = ways_of(session, round_id)
    return Exclusion(ways.paper) if ways else Exclusion.NO_PAPER


def takes_paper(session: Session, round_id: int) -> bool:
    """Whether this round takes votes on paper."""
    return exclusion_of(session, round_id) is not Exclusion.NO_PAPER


@dataclass(frozen=True)
class WaysIn:
    """Which ways to vote a round has beside a screen of one's own, as it stands.

    Attributes:
        places: how many voting places stand that are open now or will be.
        kiosk: whether a screen stands at one of them.
        helped: whether somebody there presses for a voter, with a witness.
    """

    paper: bool = False
    places: int = 0
    kiosk: bool = False
    helped: bool = False

    def __bool__(self) -> bool:
        return self.paper or self.places > 0


def ways_in(session: Session, round_ids: Collection[int], now: datetime) -> dict[int, WaysIn]:
    """The ways of rounds, in two reads however many there are.

    What is only had at a voting place exists where one is listed that still opens.
    Source: docs/rules/venues.md section 5.
    """
    still = exists().where(
        VenueHours.round_id == Venue.round_id, VenueHours.n == Venue.n, VenueHours.closes_at > now
    )
    asked = (
        select(Venue.round_id, func.count())
        .where(Venue.round_id.in_(round_ids), Venue.taken_away_at.is_(None), still)
        .group_by(Venue.round_id)
    )
    places = {row[0]: row[1] for row in session.execute(asked)}
    said = session.scalars(select(RoundWays).where(RoundWays.round_id.in_(round_ids)))
    ways = {each.round_id: each for each in said}
    return {
        round_id: WaysIn(
            paper=round_id in ways and ways[round_id].takes_paper,
            places=places.get(round_id, 0),
            kiosk=round_id in places and round_id in ways and ways[round_id].kiosk,
            helped=round_id in places and round_id in ways and ways[round_id].helped,
        )
        for round_id in round_ids
    }
