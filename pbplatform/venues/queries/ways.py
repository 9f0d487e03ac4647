"""Which ways to vote a round has."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, ScalarSelect, exists, func, select
from sqlalchemy.orm import Session

from pbplatform.rounds.models import Round
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
        listed: how many voting places stand in its list, also those that open no more.
    """

    paper: bool = False
    places: int = 0
    kiosk: bool = False
    helped: bool = False
    listed: int = 0

    def __bool__(self) -> bool:
        return self.paper or self.places > 0


def ways_in(session: Session, round_ids: Collection[int], now: datetime) -> dict[int, WaysIn]:
    """The ways of rounds, in one read however many there are.

    What is only had at a voting place exists where one is listed that still opens.
    Source: docs/rules/venues.md section 5.
    """
    still = exists().where(
        VenueHours.round_id == Venue.round_id, VenueHours.n == Venue.n, VenueHours.closes_at > now
    )
    asked = (
        select(Round.id, RoundWays, _listed(), _listed(still))
        .outerjoin(RoundWays, RoundWays.round_id == Round.id)
        .where(Round.id.in_(round_ids))
    )
    found = {}
    for round_id, ways, listed, open_ in session.execute(asked):
        found[round_id] = WaysIn(
            paper=ways is not None and ways.takes_paper,
            places=open_,
            kiosk=open_ > 0 and ways is not None and ways.kiosk,
            helped=open_ > 0 and ways is not None and ways.helped,
            listed=listed,
        )
    return found


def _listed(*where: ColumnElement[bool]) -> ScalarSelect[int]:
    """How many voting places of a round stand in its list."""
    own = (Venue.round_id == Round.id, Venue.taken_away_at.is_(None), *where)
    return select(func.count(Venue.n)).where(*own).correlate(Round).scalar_subquery()
