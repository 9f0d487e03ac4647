"""The instant of a request. Only pages, commands and the worker read it (house rule 3.5)."""

from __future__ import annotations

from datetime import date, datetime

from flask import current_app, g

from pbplatform.core.clock import Clock
from pbplatform.core.deciding_clock import DecidingClock
from pbplatform.core.watch import present_watch
from pbplatform.core.watched_instant import WatchedInstant
from pbplatform.web.frame import current_frame


def now() -> datetime:
    """The instant outside a request: commands and the worker read it once per act."""
    clock: Clock = current_app.extensions["clock"]
    return clock()


def fix_instant() -> None:
    """Before-request hook: one instant stands for the whole request.

    For a page that is kept for others it remembers what it is asked (docs/rules/shared-pages.md).
    """
    watch = present_watch()
    g.now = WatchedInstant.made(watch.now, watch) if watch else now()


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
