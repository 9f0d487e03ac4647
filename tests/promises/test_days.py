"""A promised day, whoever gives it. Source: docs/rules/promises.md section 2."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from pbplatform.promises.domain.days import WORST_FIRST, PromisedDay, worst_of
from pbplatform.promises.kinds import OPEN, PromiseState

FIRST = date(2027, 4, 2)
DAY, WEEK = timedelta(days=1), timedelta(days=7)


@pytest.mark.parametrize(
    ("due", "today", "put_off", "over"),
    [
        (FIRST, FIRST, False, False),
        (FIRST, FIRST + DAY, False, True),
        (FIRST + DAY, FIRST + DAY, True, False),
        (FIRST - DAY, FIRST, False, True),
    ],
)
def test_day_is_put_off_only_when_later_and_over_from_the_next_day(
    due: date, today: date, put_off: bool, over: bool
) -> None:
    promised = PromisedDay(FIRST, due)
    assert (promised.is_put_off, promised.is_over(today)) == (put_off, over)
    assert promised.state(today) is (PromiseState.MISSED if over else PromiseState.UNDER_WAY)


def test_end_decides_over_any_day_that_has_passed() -> None:
    later = FIRST + 4 * WEEK
    assert PromisedDay(FIRST, later, done_on=FIRST).state(later) is PromiseState.KEPT
    assert PromisedDay(FIRST, later, done_on=FIRST + DAY).state(later) is PromiseState.KEPT_LATE
    assert PromisedDay(FIRST, FIRST, given_up_on=FIRST).state(later) is PromiseState.BROKEN


def test_every_state_has_its_place_among_the_worst_and_open_ones_come_first() -> None:
    assert set(WORST_FIRST) == set(PromiseState)
    assert set(WORST_FIRST[: len(OPEN)]) == OPEN


def test_worst_promise_speaks_for_all_by_its_earliest_day() -> None:
    kept = PromisedDay(FIRST - WEEK, FIRST - WEEK, done_on=FIRST - WEEK)
    early, late = PromisedDay(FIRST, FIRST), PromisedDay(FIRST, FIRST + DAY)
    assert worst_of([], FIRST) is None
    assert worst_of([kept, late, early], FIRST) == (PromiseState.UNDER_WAY, FIRST)
    assert worst_of([kept, late, early], FIRST + DAY) == (PromiseState.MISSED, FIRST)
