"""The instant of a request. Only views, commands and the worker read it (house rule 3.5)."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from pbplatform.core.db import db
from pbplatform.core.deciding_clock import RowClock
from pbplatform.core.host_clock import host_time, steady_seconds

Clock = Callable[[], datetime]


def system_now() -> datetime:
    """Real time (aware, UTC)."""
    return host_time()


_ASK_AGAIN_SECONDS = 5.0


class DatabaseNow:
    """The time of the database's machine, for pages and the worker.

    It is asked for every few seconds and carried on by a clock that nobody can set, so that the
    page says “open” as long as the box is, whatever somebody does to this host's clock.
    """

    def __init__(self, steady: Callable[[], float] = steady_seconds) -> None:
        self._steady = steady
        self._told: tuple[datetime, float] | None = None

    def __call__(self) -> datetime:
        at = self._steady()
        if self._told is None or at - self._told[1] > _ASK_AGAIN_SECONDS:
            # While the database is away pages go by the last answer; nothing is decided then.
            with suppress(DBAPIError, PoolTimeout), db.engine.connect() as connection:
                told: datetime = connection.execute(select(func.clock_timestamp())).scalar_one()
                self._told = (told.astimezone(UTC), self._steady())
        if self._told is None:
            return system_now()
        return self._told[0] + timedelta(seconds=at - self._told[1])


def row_now() -> datetime:
    """Time of the demonstration: the `clock` row."""
    return RowClock().decide(db.session())


def clock_of(url: str, *, row_clock: bool) -> Clock:
    """What tells the instant of a request in this installation."""
    if row_clock:
        return row_now
    return DatabaseNow() if url.startswith("postgresql") else system_now
