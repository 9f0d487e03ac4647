"""What a page says of the ways to vote in a round."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import g, request

from pbplatform.core.db import db
from pbplatform.rounds.models import Round
from pbplatform.venues.queries.ways import WaysIn, ways_in
from pbplatform.venues.words.ways_in import places_words, ways_exist, ways_words
from pbplatform.web.clock import request_now


@dataclass(frozen=True)
class WaysTold:
    """Sentences about the ways of one round.

    Attributes:
        in_person: that one can vote in person, and at how many places; may be empty.
        lines: what else exists.
    """

    in_person: str
    lines: Sequence[str]


def tell(ways: WaysIn, round_: Round, now: datetime) -> WaysTold | None:
    """The sentences; None where the round has no other way, or the vote is over or called off."""
    if not ways or not ways_exist(round_, now):
        return None
    return WaysTold(places_words(ways, round_, now), ways_words(ways))


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
