"""What people type as a day and a time becomes one instant, or a clear refusal."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from pbplatform.core.local_time import (
    NoSuchTime,
    end_of_day,
    last_minute,
    parse_time,
    to_instant,
)

LONDON = ZoneInfo("Europe/London")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("20:00", time(20)),
        ("8pm", time(20)),
        ("8.30 PM", time(20, 30)),
        ("9", time(9)),
        ("09.15", time(9, 15)),
        ("12am", time(0)),
        ("12pm", time(12)),
        (" noon ", time(12)),
        ("midnight", time(0)),
    ],
)
def test_time_is_read_as_people_write_it(typed: str, meant: time) -> None:
    assert parse_time(typed) == meant


@pytest.mark.parametrize("typed", ["", "25:00", "8:60", "13pm", "0pm", "evening", "-1", "8:0"])
def test_time_is_refused_when_it_is_none(typed: str) -> None:
    with pytest.raises(ValueError, match="time of day"):
        parse_time(typed)


def test_local_time_follows_summer_and_winter() -> None:
    assert to_instant(date(2027, 3, 14), time(20), LONDON) == datetime(2027, 3, 14, 20, tzinfo=UTC)
    assert to_instant(date(2027, 4, 14), time(20), LONDON) == datetime(2027, 4, 14, 19, tzinfo=UTC)


@pytest.mark.parametrize("minute", [0, 59])
def test_time_that_the_clocks_jump_over_is_refused(minute: int) -> None:
    with pytest.raises(NoSuchTime):
        to_instant(date(2027, 3, 28), time(1, minute), LONDON)
    assert to_instant(date(2027, 3, 28), time(2), LONDON) == datetime(2027, 3, 28, 1, tzinfo=UTC)


def test_hour_that_comes_twice_is_taken_as_its_first() -> None:
    assert to_instant(date(2027, 10, 31), time(1, 30), LONDON) == datetime(
        2027, 10, 31, 0, 30, tzinfo=UTC
    )


@pytest.mark.parametrize("place", ["Europe/London", "Africa/Cairo", "America/Santiago"])
def test_end_of_every_day_is_told_as_that_day_also_where_clocks_skip_midnight(place: str) -> None:
    zone = ZoneInfo(place)
    for number in range(730):
        day = date(2026, 1, 1) + timedelta(days=number)
        assert last_minute(end_of_day(day, zone), zone).astimezone(zone).date() == day
