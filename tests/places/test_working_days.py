"""The working-day clock. Source: docs/rules/places.md section 2."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from pbplatform.places import queries
from pbplatform.places.domain.working_days import WorkingDays
from tests.factories import make_place

EASTER = WorkingDays(
    holidays=frozenset({date(2027, 3, 26), date(2027, 3, 29)}),
    weekend=frozenset({5, 6}),
    timezone=ZoneInfo("Europe/London"),
    version=1,
)
DAYS = st.dates(date(2027, 1, 1), date(2027, 12, 31))


@pytest.mark.parametrize(
    ("start", "days", "due"),
    [
        (date(2027, 3, 10), 0, date(2027, 3, 10)),
        (date(2027, 3, 12), 1, date(2027, 3, 15)),
        (date(2027, 3, 25), 1, date(2027, 3, 30)),
        (date(2027, 3, 10), 20, date(2027, 4, 9)),
    ],
)
def test_due_day_skips_weekends_and_holidays(start: date, days: int, due: date) -> None:
    assert EASTER.after(start, days) == due


@given(start=DAYS, days=st.integers(0, 60))
def test_counting_forwards_and_between_agree(start: date, days: int) -> None:
    due = EASTER.after(start, days)
    assert EASTER.between(start, due) == days
    assert days == 0 or EASTER.is_working(due)


@given(
    start=DAYS,
    span=st.integers(-3, 400),
    holidays=st.frozensets(DAYS, max_size=12),
    weekend=st.frozensets(st.integers(0, 6), max_size=7),
)
def test_working_days_between_two_days_are_those_counted_one_by_one(
    start: date, span: int, holidays: frozenset[date], weekend: frozenset[int]
) -> None:
    days = WorkingDays(holidays, weekend, EASTER.timezone, version=1)
    end = start + timedelta(days=span)
    one_by_one = sum(days.is_working(start + timedelta(days=n)) for n in range(1, span + 1))
    assert days.between(start, end) == one_by_one


@given(due=DAYS, later=st.integers(0, 90))
def test_nothing_is_late_until_its_day_has_ended_and_lateness_never_shrinks(
    due: date, later: int
) -> None:
    assert EASTER.days_late(due, due) == 0
    today = due + timedelta(days=later)
    assert EASTER.days_late(due, today) <= EASTER.days_late(due, today + timedelta(days=1))


def test_day_of_an_instant_is_the_day_in_the_place() -> None:
    assert EASTER.day_of(datetime(2027, 6, 1, 23, 30, tzinfo=UTC)) == date(2027, 6, 2)


def test_frozen_table_of_england_knows_its_holidays(session: Session) -> None:
    make_place(session)
    clock = queries.working_days(session)
    assert not clock.is_working(date(2026, 12, 28))  # Boxing Day is made up for on Monday
    assert clock.after(date(2026, 12, 24), 1) == date(2026, 12, 29)
