"""How promises are counted in lists: by how they stand until a day, and from then on.

Source: docs/rules/promises.md section 1.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from pbplatform.promises.domain.days import PromisedDay
from pbplatform.promises.kinds import OPEN, PromiseState

PROMISES, TURNS = "promise", "promise_turn"
# The same of each team.
TEAM_PROMISES, TEAM_TURNS = "team_promise", "team_promise_turn"
_DAY_BITS = 32
DAY_SHIFTS = (_DAY_BITS + 6, _DAY_BITS)


@dataclass(frozen=True)
class Turn:
    """How a promise stands, and how from a day on, if nobody acts.

    Attributes:
        then: the same as `now` where no day changes it.
    """

    now: PromiseState
    then: PromiseState

    @property
    def cell(self) -> str:
        return self.now if self.now is self.then else f"{self.now}>{self.then}"

    @property
    def passes(self) -> bool:
        """Whether a day that residents have to say changes it."""
        return self.now is not self.then and self.now not in OPEN

    @classmethod
    def of(cls, promised: PromisedDay) -> Turn:
        """Asked of the clock itself, before every day and after every day."""
        return cls(promised.state(date.min), promised.state(date.max))

    @classmethod
    def read(cls, cell: str) -> Turn:
        now, _sign, then = cell.partition(">")
        return cls(PromiseState(now), PromiseState(then or now))


def turns_on(promised: PromisedDay) -> date | None:
    """The first day on which a check is over, None where residents are not asked."""
    until = promised.check.until if promised.check else None
    return until + timedelta(days=1) if until else None


def place_on(day: date, number: int = 0) -> int:
    """By day, then by number."""
    return day.toordinal() << _DAY_BITS | number
