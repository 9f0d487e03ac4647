"""The demonstration's own time: it runs while the demonstration runs, and stands still else.

One row says how far demonstration time is from real time (ruling 16); the worker notes the instant
every few seconds, so that even a power cut loses only these. Source: docs/rules/demo.md section 1.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from pbplatform.core.deciding_clock import ClockRow, DatabaseClock, RowClock

ONLY = 1
_MICROSECOND = timedelta(microseconds=1)


def start_clock(session: Session, *, first: datetime) -> datetime:
    """Let time run: from `first` on the first start, else from where it stood still.

    Returns:
        The demonstration's instant from which time runs.
    """
    row = session.get(ClockRow, ONLY)
    if row is None:
        row = ClockRow(id=ONLY, offset_us=0)
        session.add(row)
    begin = row.frozen_at or row.seen_at or first
    _run_from(session, row, begin)
    return begin


def has_begun(session: Session) -> bool:
    """Whether time ever ran: not so while the place is being made, or when that was cut off."""
    return session.get(ClockRow, ONLY) is not None


def stop_clock(session: Session) -> None:
    """Let time stand still where it is."""
    row = session.get(ClockRow, ONLY)
    if row is not None and row.frozen_at is None:
        row.frozen_at = row.seen_at = RowClock().decide(session)


def note_clock(session: Session) -> None:
    """Keep the present instant, for a demonstration that ends without stopping its clock."""
    row = session.get(ClockRow, ONLY)
    if row is not None and row.frozen_at is None:
        row.seen_at = RowClock().decide(session)


def move_clock(session: Session, *, to: datetime) -> None:
    """Let time jump forward to an instant and run on from there.

    Raises:
        ValueError: the instant is past; time never goes back, only a new start does that.
    """
    row = session.get_one(ClockRow, ONLY)
    if to < RowClock().decide(session):
        raise ValueError("demonstration time only moves forward")
    _run_from(session, row, to)


def _run_from(session: Session, row: ClockRow, begin: datetime) -> None:
    row.offset_us = (begin - DatabaseClock().decide(session)) // _MICROSECOND
    row.seen_at = begin
    row.frozen_at = None
    session.flush()
