"""How often help was used: one number a day, then one entry. Source: docs/rules/venues.md 3.7."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from pbplatform.audit import services as audit
from pbplatform.core.actor import SYSTEM
from pbplatform.rounds.queries.locking import lock_round
from pbplatform.venues.kinds import KioskLog
from pbplatform.venues.models import HelpedDay
from pbplatform.venues.queries.kiosks import helped_votes
from pbplatform.venues.queries.ways import ways_of


def note_help(session: Session, *, round_id: int, day: date) -> None:
    """One more vote was put in with help on this day.

    Call it in a transaction of its own, after the vote's: what is written together can be
    told together.
    """
    lock_round(session, round_id)
    kept = session.execute(
        update(HelpedDay)
        .where(HelpedDay.round_id == round_id, HelpedDay.day == day)
        .values(votes=HelpedDay.votes + 1)
        .returning(HelpedDay.votes)
    ).first()
    if kept is None:
        session.add(HelpedDay(round_id=round_id, day=day, votes=1))


def count_help(session: Session, *, round_id: int, now: datetime) -> None:
    """Say the sum in the public log, once, and delete the numbers by day."""
    round_ = lock_round(session, round_id)
    ways = ways_of(session, round_id)
    if ways is None or ways.help_counted_at is not None:
        return
    audit.record(
        session,
        KioskLog.HELP_COUNTED,
        actor=SYSTEM,
        subject=round_.path,
        now=now,
        votes=helped_votes(session, round_id),
    )
    session.execute(delete(HelpedDay).where(HelpedDay.round_id == round_id))
    ways.help_counted_at = now
