"""An instant that remembers what it was asked (docs/rules/shared-pages.md section 3)."""

from __future__ import annotations

import operator
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Column, DateTime

from pbplatform.core.watch import Watch
from pbplatform.core.watched_instant import WatchedInstant, WatchedSpan, bare

START = datetime(2027, 3, 10, 12, 0, tzinfo=UTC)
TICK = timedelta(microseconds=1)
ZONES = ("Europe/London", "Asia/Kathmandu", "America/Sao_Paulo", "UTC", "Africa/Cairo")
# What says nothing of the instant itself.
_SAYS_NOTHING = {
    *("max", "min", "resolution", "tzinfo", "now", "utcnow", "today", "combine", "fromtimestamp"),
    *("utcfromtimestamp", "fromordinal", "fromisoformat", "fromisocalendar", "strptime"),
    *("__class__", "__new__", "__init__", "__init_subclass__", "__subclasshook__", "__doc__"),
    *(
        "__format__",
        "__getattribute__",
        "__setattr__",
        "__delattr__",
        "__dir__",
        "__sizeof__",
        "__getstate__",
    ),
}

instants = st.datetimes(
    min_value=datetime(2026, 10, 1),  # noqa: DTZ001  # made aware below
    max_value=datetime(2027, 11, 30),  # noqa: DTZ001
).map(lambda at: at.replace(tzinfo=UTC))
near = st.integers(-3_000_000, 3_000_000).map(lambda n: timedelta(seconds=n / 7))
days = st.integers(-40, 40).map(lambda n: timedelta(days=n))
compare = st.sampled_from([operator.lt, operator.le, operator.gt, operator.ge, operator.eq])
Question = Callable[[datetime], Any]


def _compared(at: timedelta, by: Any, ahead: timedelta) -> Callable[[datetime], Question]:
    return lambda start: lambda now: by(now + ahead, start + at)


def _turned(at: timedelta, by: Any) -> Callable[[datetime], Question]:
    return lambda start: lambda now: by(start + at, now)


def _span(at: timedelta, by: Any, other: timedelta, grows: bool) -> Callable[[datetime], Question]:
    def question(start: datetime) -> Question:
        fixed = start + at
        return lambda now: by(now - fixed if grows else fixed - now, other)

    return question


def _whole(at: timedelta, seconds: int, grows: bool) -> Callable[[datetime], Question]:
    def question(start: datetime) -> Question:
        fixed, unit = start + at, timedelta(seconds=seconds)
        return lambda now: (now - fixed if grows else fixed - now) // unit

    return question


def _part(name: str, zone: str, ahead: timedelta) -> Callable[[datetime], Question]:
    def asked(now: datetime) -> Any:
        found = getattr((now + ahead).astimezone(ZoneInfo(zone)), name)
        return found() if callable(found) else found

    return lambda _start: asked


def _days(name: str, at: timedelta, grows: bool) -> Callable[[datetime], Question]:
    def question(start: datetime) -> Question:
        fixed = start + at
        return lambda now: getattr(now - fixed if grows else fixed - now, name)

    return question


zones = st.sampled_from(ZONES)
parts = st.sampled_from(
    ["date", "year", "month", "day", "hour", "minute", "second", "weekday", "isocalendar",
     "toordinal", "utcoffset", "tzname", "dst", "fold"]
)  # fmt: skip
questions = st.one_of(
    st.builds(_compared, near, compare, days),
    st.builds(_turned, near, compare),
    st.builds(_span, near, compare, near, st.booleans()),
    st.builds(_whole, near, st.sampled_from([60, 3600, 86400, 7]), st.booleans()),
    st.builds(_days, st.sampled_from(["days", "seconds"]), near, st.booleans()),
    st.builds(_part, parts, zones, days),
    st.just(lambda _start: lambda now: now.replace(minute=0, second=0, microsecond=0)),
    st.just(lambda _start: lambda now: now.replace(hour=0, minute=0, second=0, microsecond=0)),
)


def _asked(question: Question, at: datetime) -> tuple[Any, Watch]:
    watch = Watch(now=at)
    return bare(question(WatchedInstant.made(at, watch))), watch


@given(questions, instants, st.floats(0, 1, exclude_max=True))
def test_answer_is_the_same_until_the_watch_says_otherwise(
    build: Callable[[datetime], Question], at: datetime, part: float
) -> None:
    question = build(at)
    said, watch = _asked(question, at)
    assert said == question(at)
    assert not watch.moves
    until = watch.until or at + timedelta(days=400)
    assert until > at
    for later in (at + (until - at) * part, until - TICK):
        if at <= later < until:
            assert question(later) == said


@given(near, compare, instants)
def test_comparison_is_kept_as_long_as_it_holds(at: timedelta, by: Any, now: datetime) -> None:
    """It is not made anew all the time, either: only where the instant is reached."""
    _said, watch = _asked(lambda instant: by(instant, now + at), now)
    if at > timedelta(0):
        assert watch.until == now + at
    elif at < timedelta(0):
        assert watch.until is None
    else:
        assert watch.until == now + TICK


def test_midnight_of_the_place_is_met_where_clocks_change() -> None:
    cairo = ZoneInfo("Africa/Cairo")
    before = datetime(2027, 4, 29, 12, 0, tzinfo=UTC)  # clocks skip the midnight that follows
    said, watch = _asked(lambda now: now.astimezone(cairo).date(), before)
    assert said == date(2027, 4, 29)
    assert watch.until is not None
    last = datetime(2027, 4, 29, 21, 59, tzinfo=UTC)
    _said, watch = _asked(lambda now: now.astimezone(cairo).date(), last)
    assert watch.until == datetime(2027, 4, 29, 22, 0, tzinfo=UTC)
    assert watch.until.astimezone(cairo).date() == date(2027, 4, 30)


@pytest.mark.parametrize("kind", [datetime, timedelta])
def test_nothing_of_an_instant_is_told_without_the_watch(kind: type) -> None:
    """What Python adds to these types one day is watched as well, or named here."""
    own = {datetime: WatchedInstant, timedelta: WatchedSpan}[kind]
    missing = set(dir(kind)) - vars(own).keys() - _SAYS_NOTHING
    assert missing == set()


@pytest.mark.parametrize(
    "told",
    [
        *(str, repr, hash, datetime.isoformat, lambda now: f"{now:%H}", lambda now: now.time()),
        *(lambda now: now.timestamp(), lambda now: now.microsecond, lambda now: now.replace(day=1)),
        *(lambda now: (now - START).total_seconds(), lambda now: abs(START - now)),
        *(lambda now: (START - now) % timedelta(days=1), lambda now: START + (now - START)),
    ],
)
def test_what_changes_all_the_time_is_not_kept(told: Callable[[datetime], Any]) -> None:
    watch = Watch(now=START)
    now = WatchedInstant.made(START, watch)
    told(now) if told is not datetime.isoformat else now.isoformat()
    assert watch.moves


def test_column_makes_a_statement_of_it() -> None:
    now = WatchedInstant.made(START, Watch(now=START))
    at = Column("at", DateTime)
    for statement in (now < at, now >= at, at > now, at == now, now == at, now != at):
        (bound,) = statement.compile().params.values()
        assert isinstance(bound, WatchedInstant)


def test_two_instants_of_one_clock_go_on_alike() -> None:
    watch = Watch(now=START)
    now = WatchedInstant.made(START, watch)
    assert now < now + timedelta(days=1)
    assert now + timedelta(days=1) - now == timedelta(days=1)
    assert watch.until is None
    assert not watch.moves
