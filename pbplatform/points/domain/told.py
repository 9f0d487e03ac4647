"""When promises changed last and answers were given, as places in a list."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

CHANGED = "promise_changed"
ANSWERED = "answer"
UNSIGNED = "answer_unsigned"
ANSWER_SHIFTS = (45, 40)  # about a year, about twelve days
_BEGIN = datetime(1970, 1, 1, tzinfo=UTC)
_TICK = timedelta(microseconds=1)


def place_at(instant: datetime) -> int:
    return (instant - _BEGIN) // _TICK


def instant_at(place: int) -> datetime:
    return _BEGIN + place * _TICK
