"""The host's clock, watched by one that nobody can set."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from pbplatform.core.errors import Conflict

MOST_SKEW = timedelta(seconds=2)
# The steady clock is a crystal that nobody puts right, so the two drift apart by seconds in a day.
# Were that added up, a time server's small corrections would stop a vote after a day.
MOST_DRIFT = 0.0002


def steady_seconds() -> float:
    """Seconds that only ever go on, also while the machine sleeps."""
    return time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))


def host_time() -> datetime:
    """What the host's clock shows (aware, UTC)."""
    return datetime.now(UTC)


@dataclass
class HostClock:
    """Tells the host's time, and whether it went on as time does.

    Attributes:
        wall: the clock that somebody can set.
        steady: seconds that nobody can set.
    """

    wall: Callable[[], datetime] = host_time
    steady: Callable[[], float] = steady_seconds
    _furthest: tuple[datetime, float] | None = field(default=None, repr=False)

    def decide(self) -> datetime:
        """The host's time, to decide by.

        A step forward passes: a machine that was paused makes one. Source: docs/rules/voting.md
        section 8.

        Raises:
            Conflict: the clock was set back, or stood still, by more than two seconds.
        """
        now, steady = self.wall(), self.steady()
        if self._furthest is not None:
            then, at = self._furthest
            passed = steady - at
            due = then + timedelta(seconds=passed * (1 - MOST_DRIFT))
            if now < due - MOST_SKEW:
                raise Conflict("clock.went_back")
            if now <= due:
                return now
        self._furthest = (now, steady)
        return now
