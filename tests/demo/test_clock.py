"""The demonstration's time runs while it runs, and stands still else."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from pbplatform.core.deciding_clock import RowClock
from pbplatform.demo.clock import move_clock, note_clock, start_clock, stop_clock
from pbplatform.demo.seed import FIRST_START

SOON = timedelta(seconds=30)


def test_first_start_is_wednesday_10_march_2027_at_10_14(session: Session) -> None:
    assert start_clock(session, first=FIRST_START) == FIRST_START
    assert FIRST_START <= RowClock().decide(session) < FIRST_START + SOON


def test_stopped_time_stands_still_and_goes_on_from_there(session: Session) -> None:
    start_clock(session, first=FIRST_START)
    stop_clock(session)
    stood = RowClock().decide(session)
    assert RowClock().decide(session) == stood
    assert start_clock(session, first=FIRST_START + timedelta(days=9)) == stood
    assert stood <= RowClock().decide(session) < stood + SOON


def test_killed_demonstration_goes_on_from_the_instant_noted_last(session: Session) -> None:
    start_clock(session, first=FIRST_START)
    move_clock(session, to=FIRST_START + timedelta(days=1))
    note_clock(session)
    begun = start_clock(session, first=FIRST_START)
    assert FIRST_START + timedelta(days=1) <= begun < FIRST_START + timedelta(days=1) + SOON


def test_time_moves_forward_only(session: Session) -> None:
    start_clock(session, first=FIRST_START)
    with pytest.raises(ValueError, match="forward"):
        move_clock(session, to=FIRST_START - timedelta(seconds=1))
    move_clock(session, to=FIRST_START + timedelta(days=4))
    assert RowClock().decide(session) >= FIRST_START + timedelta(days=4)
