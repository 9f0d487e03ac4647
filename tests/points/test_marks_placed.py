"""Where the marks of the figure stand: drawn day by day, as if each was placed alone."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from pbplatform.places.domain.working_days import WorkingDays, weekends_alone
from pbplatform.points.domain.marks import Mark, mark_on
from pbplatform.points.pages.figures import ResponseTimes
from pbplatform.points.queries.response_times import Strip, mark_order
from tests.conftest import NOON

MIDDLE = 70
FORMS = {shape: f"<{shape} %s%/%s>" for shape in ("dot", "late", "open", "openlate")}
MARKS = st.lists(
    st.builds(
        Mark,
        days=st.integers(0, 4),
        answered=st.booleans(),
        late=st.booleans(),
        number=st.integers(1, 12),
    ),
    max_size=20,
)


def placed_alone(marks: list[Mark]) -> list[tuple[Mark, list[int]]]:
    """Each mark by all that share its day: rules/points.md 10.6."""
    of_day: Counter[int] = Counter()
    for mark in marks:
        of_day[mark.days] += mark.number
    seen: Counter[int] = Counter()
    found = []
    for mark in marks:
        others = of_day[mark.days] - 1
        apart = min(16, 32 // max(others, 1))
        first, drawn = seen[mark.days], mark.number if apart else 1
        top = MIDDLE + first * apart - others * apart // 2
        found.append((mark, [top + n * apart for n in range(drawn)]))
        seen[mark.days] = first + drawn
    return found


@given(MARKS)
def test_marks_of_a_day_share_its_height(marks: list[Mark]) -> None:
    in_order = sorted(marks, key=mark_order)
    strip = Strip("Parks", tuple(in_order), None)
    found = [(mark, list(downs)) for mark, downs in strip.placed(MIDDLE)]
    assert found == placed_alone(in_order)


@given(MARKS)
def test_figure_draws_each_mark_by_the_form_of_its_shape(marks: list[Mark]) -> None:
    in_order = sorted(marks, key=mark_order)
    strip = Strip("Parks", tuple(in_order), None)
    figure = ResponseTimes([strip], [strip], not_yet="not yet")
    drawn = [
        f"<{mark.shape} {figure.across(mark.days)}%/{down}>"
        for mark, downs in placed_alone(in_order)
        for down in downs
    ]
    for _again in range(2):
        assert figure.marks(strip, MIDDLE, FORMS) == "".join(drawn)


def test_codes_of_marks_are_read_as_they_are_written() -> None:
    today = NOON.date()
    days: WorkingDays = weekends_alone(frozenset({5, 6}), NOON.tzinfo)  # type: ignore[arg-type]
    calendars = {3: days}
    assert mark_on("a,7,1,", today, calendars, 2) == Mark(7, True, True, 2)
    later = (today + timedelta(days=1)).isoformat()
    assert mark_on(f"a,7,0,{later}", today, calendars, 2) is None
    started, due = (date(2027, 1, 4).isoformat(), (today - timedelta(days=1)).isoformat())
    waits = mark_on(f"w,3,{started},{due},", today, calendars, 1)
    assert waits is not None
    assert (waits.late, waits.answered) == (True, False)
    stopped = mark_on(f"w,3,{started},{due},{later}", today, calendars, 1)
    assert stopped is not None
    assert stopped.late is False
