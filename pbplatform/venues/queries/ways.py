"""Which ways to vote a round has."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Select,
    and_,
    bindparam,
    exists,
    func,
    or_,
    select,
)
from sqlalchemy.orm import Session

from pbplatform.core.db import UtcDateTime
from pbplatform.rounds.models import Round
from pbplatform.venues.kinds import Exclusion
from pbplatform.venues.models import RoundWays, Venue, VenueClosure, VenueHours
from pbplatform.venues.queries.places import VenueView, venues_of

# A closing is told on pages of the vote from a day before.
SOON = timedelta(days=1)


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
        all_places: the voting places, where one of them is closed now or within a day.
    """

    paper: bool = False
    places: int = 0
    kiosk: bool = False
    helped: bool = False
    listed: int = 0
    all_places: Sequence[VenueView] = ()

    def __bool__(self) -> bool:
        return self.paper or self.places > 0 or bool(self.closed)

    @property
    def closed(self) -> bool:
        """Whether a place is closed against its hours, now or within a day."""
        return bool(self.all_places)


def _still_opens(now: BindParameter[datetime]) -> ColumnElement[bool]:
    """Hours of a venue that are not over, and that no closing takes whole."""
    taken = exists().where(
        VenueClosure.round_id == VenueHours.round_id,
        VenueClosure.n == VenueHours.n,
        VenueClosure.lifted_at.is_(None),
        VenueClosure.ends_at >= VenueHours.closes_at,
        or_(VenueClosure.begins_at <= now, VenueClosure.begins_at <= VenueHours.opens_at),
    )
    return exists().where(
        VenueHours.round_id == Venue.round_id,
        VenueHours.n == Venue.n,
        VenueHours.closes_at > now,
        ~taken,
    )


def _closed_soon(
    now: BindParameter[datetime], soon: BindParameter[datetime]
) -> ColumnElement[bool]:
    return exists().where(
        VenueClosure.round_id == Venue.round_id,
        VenueClosure.n == Venue.n,
        VenueClosure.lifted_at.is_(None),
        and_(VenueClosure.ends_at > now, VenueClosure.begins_at <= soon),
    )


def ways_in(session: Session, round_ids: Collection[int], now: datetime) -> dict[int, WaysIn]:
    """The ways of rounds, in one read however many there are; one more where a place is closed.

    What is only had at a voting place exists where one is listed that still opens.
    Source: docs/rules/venues.md sections 5 and 7.
    """
    asked = {"now": now, "soon": now + SOON, "rounds": list(round_ids)}
    return {
        round_id: WaysIn(
            paper=said is not None and said.takes_paper,
            places=places,
            kiosk=places > 0 and said is not None and said.kiosk,
            helped=places > 0 and said is not None and said.helped,
            listed=listed,
            all_places=_standing(session, round_id) if shut else (),
        )
        for round_id, said, listed, places, shut in session.execute(_ways(), asked).all()
    }


@cache
def _ways() -> Select[int, RoundWays, int, int, int]:
    """Rounds with what was said of their ways; how many places are listed, open, closed soon."""
    stand = select(func.count()).where(Venue.round_id == Round.id, Venue.taken_away_at.is_(None))
    now, soon = (bindparam(name, type_=UtcDateTime()) for name in ("now", "soon"))
    still = stand.where(_still_opens(now)).scalar_subquery()
    closed = stand.where(_closed_soon(now, soon)).scalar_subquery()
    return (
        select(Round.id, RoundWays, stand.scalar_subquery(), still, closed)
        .outerjoin(RoundWays, RoundWays.round_id == Round.id)
        .where(Round.id.in_(bindparam("rounds", expanding=True)))
    )


def _standing(session: Session, round_id: int) -> list[VenueView]:
    return [view for view in venues_of(session, round_id) if view.stands]
