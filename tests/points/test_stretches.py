"""What is kept of a point says on every day what its clock says; rules/points.md section 10."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pbplatform.points.domain.counts import count_points
from pbplatform.points.domain.marks import NO_CLOCK, Mark, mark_code, mark_on
from pbplatform.points.domain.standing import PointFacts, Standing, stand_of_point
from pbplatform.points.domain.stretches import (
    BEGINNING,
    NEVER,
    Cell,
    Stretch,
    counts_of,
    due_at,
    first_of_spans,
    place_of,
    places_due_on,
    stretches_of,
)
from pbplatform.points.kinds import PointState, TurnKind
from pbplatform.promises.domain.checks import CheckDays
from pbplatform.promises.domain.days import PromisedDay
from pbplatform.promises.kinds import Owed
from tests.points.points_in_time import DAY, POINTS, START, WEEKDAYS
from tests.points.soak import AnswerFacts, Turn

DAYS_AROUND = [START + n * DAY for n in range(-40, 260)]


def standing_on(found: list[Stretch], day: date) -> Stretch:
    here = [each for each in found if each.first <= day < each.end]
    assert len(here) == 1, (day, found)
    return here[0]


def agrees(facts: PointFacts, number: int = 7) -> None:
    """On each day the stretch of that day says what the clock says."""
    found = stretches_of(facts, WEEKDAYS, number=number, changed=True)
    assert (found[0].first, found[-1].end) == (BEGINNING, NEVER)
    assert all(one.end == other.first for one, other in pairwise(found))
    code = mark_code(facts, WEEKDAYS)
    for day in DAYS_AROUND:
        standing = stand_of_point(facts, WEEKDAYS, day)
        cell = standing_on(found, day).cell
        assert cell == Cell.of(facts, standing, changed=True)
        assert Cell.read(cell.code) == cell
        for name in ("stand", "promise", "is_open", "is_late", "is_answered", "is_taken_higher"):
            assert getattr(cell, name) == getattr(standing, name), (day, name)
        assert counts_of({cell: 1}) == count_points([(facts, standing)])
        place = standing_on(found, day).place
        assert place == place_of(cell, standing.due, number)
        if standing.is_late:
            assert due_at(place) == standing.due
            least, most = places_due_on(standing.due)
            assert least <= place <= most
        told = mark_on(code, day, {1: WEEKDAYS}, 1) if code else None
        assert told == drawn(facts, standing), day


def drawn(facts: PointFacts, standing: Standing) -> Mark | None:
    """The mark of a point as the figure was drawn from its standing."""
    if standing.stand in NO_CLOCK:
        return None
    first = facts.answers[0].day if facts.answers else None
    end = first or standing.today
    return Mark(
        days=WEEKDAYS.between(standing.clock.start, end),
        answered=first is not None,
        late=end > standing.clock.due if first else standing.is_late,
    )


@pytest.mark.parametrize("name", POINTS)
def test_every_standing_is_told_on_every_day(name: str) -> None:
    _stand, view = POINTS[name]
    agrees(view.facts)


days = st.integers(-10, 120).map(lambda n: START + n * DAY)
turns = st.builds(
    Turn,
    kind=st.sampled_from(list(TurnKind)),
    day=days,
    days=st.integers(0, 10),
    due=st.none() | days,
    spent_extension=st.booleans(),
    spent_pause=st.booleans(),
)
checks = st.builds(
    CheckDays,
    ask_on=days,
    until=st.none() | days,
    owed=st.sampled_from(list(Owed)),
    owed_by=st.none() | days,
    noes=st.integers(0, 2),
    replies=st.integers(0, 2),
    not_kept=st.booleans(),
)
promises = st.builds(
    PromisedDay,
    first=days,
    due=days,
    done_on=st.none() | days,
    given_up_on=st.none() | days,
    check=st.none() | checks,
)


@st.composite
def points(draw: st.DrawFn) -> PointFacts:
    """A point with any acts in any order, possible ones and impossible ones."""
    given_on = sorted(draw(st.lists(days, max_size=3)))
    asked_again = draw(st.booleans())
    last = len(given_on) - (0 if asked_again else 1)
    state = draw(st.sampled_from(list(PointState)))
    return PointFacts(
        state=state,
        came_on=START,
        start=draw(days),
        answer_days=draw(st.integers(1, 25)),
        turns=tuple(sorted(draw(st.lists(turns, max_size=4)), key=lambda turn: turn.day)),
        answers=tuple(
            AnswerFacts(day, day if n < last else None) for n, day in enumerate(given_on)
        ),
        promises=tuple(draw(st.lists(promises, max_size=2))),
        withdrawn_on=draw(days) if state is PointState.WITHDRAWN else None,
    )


@given(points())
def test_any_acts_are_told_on_every_day_as_the_clock_tells_them(facts: PointFacts) -> None:
    agrees(facts)


def test_days_without_work_make_no_edge_of_their_own() -> None:
    """The answer is due on a Thursday: late from the Friday on, very late two weeks later."""
    facts = POINTS["first day"][1].facts
    found = stretches_of(facts, WEEKDAYS, number=1, changed=False)
    told = [(each.first, each.cell.stand) for each in found]
    due = START + 28 * DAY
    assert told == [
        (BEGINNING, "not_started"),
        (START, "waiting"),
        (due + DAY, "late"),
        (due + 14 * DAY, "very_late"),
    ]


def test_late_points_stand_in_the_order_of_their_days_then_the_newest_first() -> None:
    late = replace(
        Cell.of(POINTS["very late"][1].facts, POINTS["very late"][1].standing, changed=False)
    )
    order = [(START, 9), (START, 2), (START + DAY, 50), (START + 2 * DAY, 1)]
    places = [place_of(late, due, number) for due, number in order]
    assert places == sorted(places)


@given(st.lists(st.dates(date(2019, 11, 1), date(2031, 2, 3)), max_size=30), days)
def test_whole_years_months_and_days_add_up_to_all_days_before(
    happened: list[date], today: date
) -> None:
    kept: Counter[tuple[str, date]] = Counter()
    for day in happened:
        kept.update(first_of_spans(day))
    (_y, year), (_m, month), (_d, day) = first_of_spans(today)
    summed = sum(
        number
        for (span, first), number in kept.items()
        if (span == "y" and first < year)
        or (span == "m" and year <= first < month)
        or (span == "d" and month <= first <= day)
    )
    assert summed == sum(each <= today for each in happened)
    assert timedelta(0) <= today - month < timedelta(31)
