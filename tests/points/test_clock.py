"""The answer clock: holiday edges, and that nothing cheats it. docs/rules/points.md 3."""

from __future__ import annotations

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pbplatform.places.domain.working_days import WorkingDays
from pbplatform.points.domain.clock import (
    EXTENSION_DAYS,
    MOVES,
    PAUSE_DAYS,
    Turn,
    read_clock,
    running_due,
)
from pbplatform.points.domain.standing import AnswerFacts, PointFacts, stand_of_point
from pbplatform.points.domain.starting import start_at_meeting, start_outside
from pbplatform.points.kinds import PointState, Stand, TurnKind

SPRING = WorkingDays(
    holidays=frozenset({date(2027, 1, 1), date(2027, 3, 26), date(2027, 3, 29), date(2027, 5, 3)}),
    weekend=frozenset({5, 6}),
    timezone=ZoneInfo("Europe/London"),
    version=1,
)
START = date(2027, 2, 4)
DUE = date(2027, 3, 4)


def facts(*turns: Turn, start: date = START, answers: tuple[AnswerFacts, ...] = ()) -> PointFacts:
    return PointFacts(
        state=PointState.PUBLISHED,
        came_on=start,
        start=start,
        answer_days=20,
        turns=turns,
        answers=answers,
    )


@pytest.mark.parametrize(
    ("start", "due"),
    [
        (START, DUE),
        (date(2027, 2, 26), date(2027, 3, 30)),  # Good Friday and Easter Monday are not counted
        (date(2027, 2, 27), date(2027, 3, 30)),  # a Saturday is day 0 like the Friday before it
        (date(2027, 4, 6), date(2027, 5, 5)),  # the May bank holiday
    ],
)
def test_answer_is_due_at_the_end_of_the_20th_working_day(start: date, due: date) -> None:
    assert read_clock(start, 20, (), SPRING).due == due


@pytest.mark.parametrize(
    ("today", "stand", "days_late"),
    [
        (DUE - timedelta(days=1), Stand.WAITING, 0),
        (DUE, Stand.WAITING, 0),
        (DUE + timedelta(days=1), Stand.LATE, 1),
        (date(2027, 3, 10), Stand.LATE, 4),
        (date(2027, 3, 17), Stand.LATE, 9),
        (date(2027, 3, 18), Stand.VERY_LATE, 10),
    ],
)
def test_point_is_late_from_the_day_after_its_due_day(
    today: date, stand: Stand, days_late: int
) -> None:
    standing = stand_of_point(facts(), SPRING, today)
    assert (standing.stand, standing.days_late) == (stand, days_late)


def test_point_due_on_friday_is_late_on_saturday_though_no_working_day_has_passed() -> None:
    standing = stand_of_point(facts(start=date(2027, 2, 5)), SPRING, date(2027, 3, 6))
    assert standing.due == date(2027, 3, 5)
    assert (standing.stand, standing.days_late) == (Stand.LATE, 0)


@pytest.mark.parametrize(
    ("day", "in_time", "late"),
    [(DUE - timedelta(days=1), True, 0), (DUE, True, 0), (DUE + timedelta(days=1), False, 1)],
)
def test_answer_is_in_time_until_the_end_of_the_due_day(
    day: date, in_time: bool, late: int
) -> None:
    standing = stand_of_point(facts(answers=(AnswerFacts(day),)), SPRING, day)
    assert (standing.in_time, standing.days_late) == (in_time, late)
    assert standing.stand is Stand.ASSESSING


def test_question_stops_the_clock_and_the_days_left_are_left() -> None:
    start = date(2027, 2, 10)  # due 10 March; asked on 2 March: 6 working days are left
    asked = Turn(TurnKind.PAUSED, date(2027, 3, 2))
    reading = read_clock(start, 20, (asked,), SPRING)
    assert (reading.left, reading.resumes_on) == (6, date(2027, 3, 16))
    assert reading.due == date(2027, 3, 24)
    replied = Turn(TurnKind.RESUMED, date(2027, 3, 4))
    assert read_clock(start, 20, (asked, replied), SPRING).due == date(2027, 3, 12)


def test_reply_on_the_day_of_the_question_moves_nothing() -> None:
    day = date(2027, 3, 2)
    turns = (Turn(TurnKind.PAUSED, day), Turn(TurnKind.RESUMED, day))
    assert read_clock(START, 20, turns, SPRING).due == DUE


def test_question_on_the_due_day_makes_the_answer_due_when_the_clock_goes_on() -> None:
    turns = (Turn(TurnKind.PAUSED, DUE), Turn(TurnKind.RESUMED, date(2027, 3, 6)))
    assert read_clock(START, 20, turns, SPRING).due == date(2027, 3, 8)  # the Monday after


def test_clock_goes_on_by_itself_on_the_tenth_working_day() -> None:
    asked = facts(Turn(TurnKind.PAUSED, date(2027, 3, 2)))
    assert stand_of_point(asked, SPRING, date(2027, 3, 15)).stand is Stand.PAUSED
    assert stand_of_point(asked, SPRING, date(2027, 3, 16)).stand is Stand.WAITING


def test_second_extension_and_second_stop_move_nothing() -> None:
    once = (
        Turn(TurnKind.EXTENDED, START, days=10),
        Turn(TurnKind.PAUSED, START),
        Turn(TurnKind.RESUMED, START + timedelta(days=7)),
    )
    twice = (*once, *(Turn(t.kind, t.day + timedelta(days=8), days=t.days) for t in once))
    assert read_clock(START, 20, twice, SPRING).due == read_clock(START, 20, once, SPRING).due


def test_joined_point_brings_its_earlier_day_and_what_it_has_used_up() -> None:
    joined = Turn(TurnKind.JOINED, date(2027, 2, 20), due=date(2027, 2, 25), spent_extension=True)
    reading = read_clock(START, 20, (joined,), SPRING)
    assert (reading.due, reading.extended, reading.paused) == (date(2027, 2, 25), True, False)
    later = Turn(TurnKind.JOINED, date(2027, 2, 20), due=date(2027, 5, 25))
    assert read_clock(START, 20, (later,), SPRING).due == DUE


def test_start_of_a_meeting_point_is_circulation_or_the_fifth_working_day() -> None:
    meeting = date(2027, 3, 18)
    fifth = date(2027, 3, 25)
    assert start_at_meeting(meeting, 5, None, SPRING) == fifth
    assert start_at_meeting(meeting, 5, date(2027, 3, 22), SPRING) == date(2027, 3, 22)
    assert start_at_meeting(meeting, 5, date(2027, 4, 20), SPRING) == fifth


def test_start_of_another_point_is_publication_or_two_working_days() -> None:
    came = date(2027, 3, 25)  # the Thursday before Easter
    assert start_outside(came, came, SPRING) == came
    assert start_outside(came, None, SPRING) == date(2027, 3, 31)
    assert start_outside(came, date(2027, 4, 20), SPRING) == date(2027, 3, 31)


DAYS = st.dates(date(2027, 1, 4), date(2027, 6, 30))
TURNS = st.builds(
    Turn,
    kind=st.sampled_from(list(TurnKind)),
    day=DAYS,
    days=st.integers(0, 40),
    due=st.none() | DAYS,
    spent_extension=st.booleans(),
    spent_pause=st.booleans(),
)


@given(start=DAYS, turns=st.lists(TURNS, max_size=12).map(lambda t: sorted(t, key=lambda x: x.day)))
def test_due_day_moves_later_only_by_the_one_extension_and_the_one_stop(
    start: date, turns: list[Turn]
) -> None:
    first = read_clock(start, 20, (), SPRING).due
    latest = SPRING.after(first, EXTENSION_DAYS + PAUSE_DAYS)
    before = first
    moved_later = set()
    for n in range(1, len(turns) + 1):
        reading = read_clock(start, 20, turns[:n], SPRING)
        assert SPRING.between(latest, reading.due) <= 1  # a stop may end on a day without work
        if reading.due > before:
            assert turns[n - 1].kind in (TurnKind.EXTENDED, TurnKind.PAUSED)
            assert turns[n - 1].kind not in moved_later
            moved_later.add(turns[n - 1].kind)
        before = reading.due


@given(
    start=DAYS,
    turns=st.lists(TURNS, max_size=10).map(lambda t: sorted(t, key=lambda x: x.day)),
    today=DAYS,
)
def test_overdue_point_never_looks_in_time_whatever_happens_after_its_day(
    start: date, turns: list[Turn], today: date
) -> None:
    before = [turn for turn in turns if turn.day <= today]
    if stand_of_point(facts(*before, start=start), SPRING, today).stand not in (
        Stand.LATE,
        Stand.VERY_LATE,
    ):
        return
    after = [turn for turn in turns if turn.day > today]
    for n in range(len(after) + 1):
        day = after[n - 1].day if n else today
        standing = stand_of_point(facts(*before, *after[:n], start=start), SPRING, day)
        assert standing.is_late
        assert standing.due < day


@given(
    start=DAYS,
    turns=st.lists(TURNS, max_size=8).map(lambda t: sorted(t, key=lambda x: x.day)),
    other=DAYS,
)
def test_joining_takes_the_earliest_day_and_ends_a_stop(
    start: date, turns: list[Turn], other: date
) -> None:
    day = turns[-1].day if turns else start
    own = running_due(read_clock(start, 20, turns, SPRING), day, SPRING)
    joined = read_clock(start, 20, [*turns, Turn(TurnKind.JOINED, day, due=other)], SPRING)
    assert joined.due == min(own, other)
    assert not joined.is_stopped(day)


@given(start=DAYS, turns=st.lists(TURNS, max_size=8))
def test_notes_late_replies_and_reminders_touch_nothing(start: date, turns: list[Turn]) -> None:
    kept = [turn for turn in turns if turn.kind in MOVES]
    assert read_clock(start, 20, turns, SPRING) == read_clock(start, 20, kept, SPRING)
