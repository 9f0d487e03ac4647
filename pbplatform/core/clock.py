"""The instant of a request. Only views, commands and the worker read it (house rule 3.5)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

from flask import current_app, g

from pbplatform.core.db import db
from pbplatform.core.deciding_clock import DecidingClock, RowClock
from pbplatform.core.frame import current_frame

Clock = Callable[[], datetime]


def system_now() -> datetime:
    """Real time (aware, UTC)."""
    return datetime.now(UTC)


def row_now() -> datetime:
    """Time of the demonstration: the `clock` row."""
    return RowClock().decide(db.session())


def now() -> datetime:
    """The instant outside a request: commands and the worker read it once per act."""
    clock: Clock = current_app.extensions["clock"]
    return clock()


def fix_instant() -> None:
    """Before-request hook: one instant stands for the whole request."""
    g.now = now()


def request_now() -> datetime:
    """The instant of this request (aware, UTC)."""
    instant: datetime = g.now
    return instant


def request_today() -> date:
    """The day of this request in the place."""
    return request_now().astimezone(current_frame().timezone).date()


def deciding_clock() -> DecidingClock:
    """The clock that decides casts in this installation."""
    clock: DecidingClock = current_app.extensions["deciding_clock"]
    return clock
