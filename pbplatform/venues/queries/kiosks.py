"""Screens at voting places, and how often help was used."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from pbplatform.core.errors import NotFound
from pbplatform.rounds.models import Round
from pbplatform.venues.models import HelpedDay, Kiosk, RoundWays, Venue


@dataclass(frozen=True)
class KioskView:
    """A kiosk and the name of the voting place where it stands."""

    kiosk: Kiosk
    place: str


# A vote cast in the last second is noted in the next one.
_LATE = timedelta(minutes=10)
_AT = and_(Venue.round_id == Kiosk.round_id, Venue.n == Kiosk.venue_n)


def kiosks_of(session: Session, round_id: int) -> list[KioskView]:
    """Kiosks of a round, the newest first."""
    asked = select(Kiosk, Venue.name).join(Venue, _AT).where(Kiosk.round_id == round_id)
    return [
        KioskView(kiosk, name) for kiosk, name in session.execute(asked.order_by(Kiosk.n.desc()))
    ]


def kiosk_of(session: Session, round_id: int, n: int) -> KioskView:
    """One kiosk.

    Raises:
        NotFound: there is none.
    """
    asked = select(Kiosk, Venue.name).join(Venue, _AT)
    found = session.execute(asked.where(Kiosk.round_id == round_id, Kiosk.n == n)).first()
    if found is None:
        raise NotFound("page.not_found")
    return KioskView(*found)


@dataclass(frozen=True)
class Device:
    """What a device that is a kiosk shows: its kiosk, its round, its ways."""

    kiosk: Kiosk
    place: str
    round_: Round
    helped: bool


def device_of(session: Session, round_id: int, n: int) -> Device | None:
    """What belongs to the kiosk that a device says it is, in one read; None for none of ours."""
    asked = (
        select(Kiosk, Venue.name, Round, RoundWays.helped)
        .join(Venue, _AT)
        .join(Round, Round.id == Kiosk.round_id)
        .outerjoin(RoundWays, RoundWays.round_id == Kiosk.round_id)
        .where(Kiosk.round_id == round_id, Kiosk.n == n)
    )
    found = session.execute(asked).first()
    if found is None:
        return None
    kiosk, place, round_, helped = found
    return Device(kiosk, place, round_, bool(helped))


def helped_votes(session: Session, round_id: int) -> int:
    """How many votes were put in with help, as far as they are kept by day."""
    asked = select(func.sum(HelpedDay.votes)).where(HelpedDay.round_id == round_id)
    return session.scalar(asked) or 0


def rounds_to_count_help(session: Session, now: datetime) -> list[int]:
    """Rounds with help whose vote has ended, and whose sum the log does not have yet."""
    asked = (
        select(Round.id)
        .join(RoundWays, RoundWays.round_id == Round.id)
        .where(
            RoundWays.helped,
            RoundWays.help_counted_at.is_(None),
            Round.frozen_at.is_not(None),
            Round.called_off_at.is_(None),
            Round.closes_at <= now - _LATE,
        )
        .order_by(Round.id)
    )
    return list(session.scalars(asked))
