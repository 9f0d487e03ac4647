"""A kiosk is opened and closed. Source: docs/rules/venues.md section 2."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pbplatform.audit import services as audit
from pbplatform.core.actor import SYSTEM, ActorRef
from pbplatform.core.errors import Conflict
from pbplatform.rounds.queries.locking import lock_round
from pbplatform.venues.kinds import ClosedBy, KioskLog
from pbplatform.venues.models import Kiosk, Venue
from pbplatform.venues.policies import refuse_to_close_kiosk, refuse_to_open_kiosk
from pbplatform.venues.queries.kiosks import kiosk_of


def open_kiosk(
    session: Session,
    *,
    actor: ActorRef,
    round_id: int,
    venue_n: int,
    ends_at: datetime,
    now: datetime,
) -> int:
    """Open a kiosk at a voting place for the rest of its day; its number in the round.

    Raises:
        NotAllowed: not a clerk of the round.
        Conflict: voting is over or called off, or the place does not stand on the list.
    """
    round_ = lock_round(session, round_id)
    if refusal := refuse_to_open_kiosk(actor, round_, now):
        raise refusal
    venue = session.get(Venue, (round_id, venue_n))
    if venue is None or venue.taken_away_at is not None:
        raise Conflict("kiosk.no_such_place", field="place")
    last = session.scalar(select(func.max(Kiosk.n)).where(Kiosk.round_id == round_id))
    n = (last or 0) + 1
    session.add(Kiosk(round_id=round_id, n=n, venue_n=venue_n, opened_at=now, ends_at=ends_at))
    audit.record(
        session,
        KioskLog.KIOSK_OPENED,
        actor=actor,
        subject=round_.path,
        now=now,
        name=venue.name,
        number=n,
    )
    return n


def close_kiosk(session: Session, *, actor: ActorRef, round_id: int, n: int, now: datetime) -> None:
    """Close a kiosk from the desk.

    Raises:
        NotAllowed: not a clerk of the round.
        NotFound: there is none.
        Conflict: it is closed already, or its day is over.
    """
    round_ = lock_round(session, round_id)
    kiosk = kiosk_of(session, round_id, n).kiosk
    if refusal := refuse_to_close_kiosk(actor, round_, is_open=kiosk.is_open(now)):
        raise refusal
    _close(session, round_id, n, actor, ClosedBy.DESK, now)


def close_by_code(session: Session, *, round_id: int, n: int, now: datetime) -> None:
    """Close a kiosk on its device, by the code that the caller has compared.

    One that is over stays as it is: the device gives up its cookie either way.
    """
    lock_round(session, round_id)
    if kiosk_of(session, round_id, n).kiosk.is_open(now):
        _close(session, round_id, n, SYSTEM, ClosedBy.CODE, now)


def _close(
    session: Session, round_id: int, n: int, actor: ActorRef, how: ClosedBy, now: datetime
) -> None:
    view, round_ = kiosk_of(session, round_id, n), lock_round(session, round_id)
    view.kiosk.closed_at = now
    audit.record(
        session,
        KioskLog.KIOSK_CLOSED,
        actor=actor,
        subject=round_.path,
        now=now,
        name=view.place,
        number=n,
        closed_by=str(how),
    )
