"""What a page says of the ways to vote in a round."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from pbplatform.rounds.models import Round
from pbplatform.venues.queries.places import VenueView
from pbplatform.venues.queries.ways import SOON, WaysIn, ways_in
from pbplatform.venues.words.closures import ClosingTold, open_instead, told_of
from pbplatform.venues.words.ways_in import places_words, ways_exist, ways_words


@dataclass(frozen=True)
class WaysTold:
    """Sentences about the ways of one round.

    Attributes:
        in_person: that one can vote in person, and at how many places; may be empty.
        lines: what else exists.
        closings: places that are closed now or within a day, with their reasons.
        instead: places that are open at this moment, where one is closed at it.
        any_shut: whether one is closed at this moment.
    """

    in_person: str
    lines: Sequence[str]
    closings: Sequence[ClosingTold] = ()
    instead: Sequence[VenueView] = ()
    any_shut: bool = False


def tell(ways: WaysIn, round_: Round, now: datetime) -> WaysTold | None:
    """The sentences; None where the round has no other way, or the vote is over or called off."""
    if not ways or not ways_exist(round_, now):
        return None
    soon = now + SOON
    shut = [view for view in ways.all_places if view.closed_at(now)]
    return WaysTold(
        places_words(ways, round_, now),
        ways_words(ways),
        [told for view in ways.all_places for told in told_of(view, now, before=soon)],
        open_instead(ways.all_places, shut[0], now) if shut else [],
        bool(shut),
    )


def ways_told(session: Session, round_: Round, now: datetime) -> WaysTold | None:
    """The sentences of one round."""
    return tell(ways_in(session, [round_.id], now)[round_.id], round_, now)
