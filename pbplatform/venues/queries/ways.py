"""Which ways to vote a round has."""

from __future__ import annotations

from sqlalchemy.orm import Session

from pbplatform.venues.kinds import Exclusion
from pbplatform.venues.models import RoundWays


def ways_of(session: Session, round_id: int) -> RoundWays | None:
    """What was said about the ways of a round; None where it only has the screen."""
    return session.get(RoundWays, round_id)


def exclusion_of(session: Session, round_id: int) -> Exclusion:
    """By which rule paper and online exclude each other."""
    ways = ways_of(session, round_id)
    return Exclusion(ways.paper) if ways else Exclusion.NO_PAPER
