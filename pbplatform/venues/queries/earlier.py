"""Rounds whose voting places can be used again."""

from __future__ import annotations

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from pbplatform.core.errors import NotFound
from pbplatform.rounds.models import Round
from pbplatform.venues.models import Venue


def rounds_with_places(session: Session, but: int) -> list[Round]:
    """Public rounds with places that stand, the newest first; without the round `but`."""
    standing = exists().where(Venue.round_id == Round.id, Venue.taken_away_at.is_(None))
    asked = select(Round).where(Round.published_at.is_not(None), Round.id != but, standing)
    return list(session.scalars(asked.order_by(Round.opens_at.desc(), Round.id)))


def earlier_round(session: Session, but: int, slug: str) -> Round:
    """One of them.

    Raises:
        NotFound: it is none of them.
    """
    found = next((each for each in rounds_with_places(session, but) if each.slug == slug), None)
    if found is None:
        raise NotFound("page.not_found")
    return found
