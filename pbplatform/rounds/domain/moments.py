"""Moments of a round that nobody presses: they come by the clock, and are told once.

Pure: of a round's dates and acts. Source: docs/rules/notices.md section 6.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from pbplatform.rounds.kinds import AFTER_THE_VOTE, State

STILL_NEWS = timedelta(days=2)
"""So long after it came a moment is told; a worker that was away for longer leaves it out."""
AHEAD = timedelta(days=3)
"""So long before a window ends people are reminded of it."""
LONG_ENOUGH = timedelta(days=1)
"""A window must have been open for so long before a reminder, and stay open as long after it."""


class Moment(StrEnum):
    """What comes by the clock; its fact has the same name."""

    IDEAS_OPEN = "ideas_open"
    IDEAS_CLOSE_SOON = "ideas_close_soon"
    VOTING_OPENS = "voting_opens"
    VOTING_CLOSES_SOON = "voting_closes_soon"
    VOTING_CLOSED = "voting_closed"


class Timed(Protocol):
    """A round, as far as its clock goes."""

    published_at: datetime | None
    frozen_at: datetime | None
    ideas_open_at: datetime
    ideas_close_at: datetime

    @property
    def opens_at(self) -> datetime: ...
    @property
    def closes_at(self) -> datetime: ...
    def takes_ideas(self, now: datetime) -> bool: ...
    def is_open(self, now: datetime) -> bool: ...
    def state(self, now: datetime) -> State: ...


def moments_now(round_: Timed, now: datetime) -> list[tuple[Moment, datetime]]:
    """The moments of a round that are news at `now`, each with the date that makes it the only one.

    A date that was moved makes another moment of it: who was told that voting ends on Sunday is
    reminded again when it ends on Wednesday.
    """
    found = []
    if round_.takes_ideas(now) and round_.published_at is not None:
        began = max(round_.published_at, round_.ideas_open_at)
        if _just_came(began, now):
            found.append((Moment.IDEAS_OPEN, round_.ideas_open_at))
        if _ends_soon(began, round_.ideas_close_at, now):
            found.append((Moment.IDEAS_CLOSE_SOON, round_.ideas_close_at))
    if round_.is_open(now) and round_.frozen_at is not None:
        began = max(round_.frozen_at, round_.opens_at)
        if _just_came(began, now):
            found.append((Moment.VOTING_OPENS, round_.opens_at))
        if _ends_soon(began, round_.closes_at, now):
            found.append((Moment.VOTING_CLOSES_SOON, round_.closes_at))
    if round_.state(now) in AFTER_THE_VOTE and _just_came(round_.closes_at, now):
        found.append((Moment.VOTING_CLOSED, round_.closes_at))
    return found


def _just_came(instant: datetime, now: datetime) -> bool:
    return instant <= now < instant + STILL_NEWS


def _ends_soon(began: datetime, ends: datetime, now: datetime) -> bool:
    reminded = ends - AHEAD
    return reminded <= now < ends - LONG_ENOUGH and began + LONG_ENOUGH <= reminded
