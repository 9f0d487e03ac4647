"""What a page says of the ways to vote in a round."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import g, request

from pbplatform.core.db import db
from pbplatform.rounds.models import Round
from pbplatform.venues.queries.places import VenueView
from pbplatform.venues.queries.ways import SOON, WaysIn, ways_in
from pbplatform.venues.words.closures import ClosingTold, open_instead, told_of
from pbplatform.venues.words.ways_in import places_words, ways_exist, ways_words
from pbplatform.web.clock import request_now


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


def ways_here(rounds: Sequence[Round]) -> dict[int, WaysIn]:
    """The ways of rounds; each is asked of the database once, however many parts of a page ask."""
    asked = _asked_by_this_request()
    if fresh := [round_.id for round_ in rounds if round_.id not in asked]:
        asked.update(ways_in(db.session(), fresh, request_now()))
    return asked


def _asked_by_this_request() -> dict[int, WaysIn]:
    # Where an outer context holds several requests, each asks anew.
    now, kept = request._get_current_object(), g.get("ways_here")  # type: ignore[attr-defined]
    if kept is None or kept[0] is not now:
        kept = g.ways_here = (now, {})
    asked: dict[int, WaysIn] = kept[1]
    return asked


def ways_told(round_: Round) -> WaysTold | None:
    """The sentences of one round."""
    return tell(ways_here([round_])[round_.id], round_, request_now())
