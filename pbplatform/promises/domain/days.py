"""A day that was promised, kept or moved. Pure; docs/rules/promises.md.

One model for every day that an official gives in public: a promise of an answer, and the next step
of a project that won. The first day is kept for ever; a day that is over and not kept was missed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from pbplatform.promises.domain.checks import CheckDays
from pbplatform.promises.kinds import CheckStand, PromiseState

# How a promise that was called done stands by what residents say of it.
_BY_CHECK = {
    CheckStand.WAITING: PromiseState.CALLED_DONE,
    CheckStand.ASKING: PromiseState.CALLED_DONE,
    CheckStand.TEAM_OWES: PromiseState.CONTESTED,
    CheckStand.HIGHER_OWES: PromiseState.CONTESTED,
    CheckStand.EXPLAINED: PromiseState.CONTESTED,
    CheckStand.DISPUTED: PromiseState.DISPUTED,
    CheckStand.NOT_KEPT: PromiseState.BROKEN,
}


@dataclass(frozen=True)
class PromisedDay:
    """A promised day with all that decides how it stands.

    Attributes:
        first: the day as first said.
        due: the last day in time, as it stands now.
        done_on: the day on which it was done.
        given_up_on: the day on which it was given up.
        check: what residents say since it was called done; None before, and where nobody asked.
    """

    first: date
    due: date
    done_on: date | None = None
    given_up_on: date | None = None
    check: CheckDays | None = None

    @property
    def is_put_off(self) -> bool:
        """Whether it is later now than first said."""
        return self.due > self.first

    def is_over(self, today: date) -> bool:
        """Whether the day has ended; on the day itself it can still be kept."""
        return today > self.due

    def state(self, today: date) -> PromiseState:
        """How it stands on `today`. Source: docs/rules/promises.md sections 1.2 and 3.3."""
        if self.done_on is not None:
            stand = self.check.stand(today) if self.check else CheckStand.HOLDS
            if stand in _BY_CHECK:
                return _BY_CHECK[stand]
            kept = self.done_on <= self.first
            return PromiseState.KEPT if kept else PromiseState.KEPT_LATE
        if self.given_up_on is not None:
            return PromiseState.BROKEN
        return PromiseState.MISSED if self.is_over(today) else PromiseState.UNDER_WAY


# The worst first: lists begin with it, and it speaks for all the promises of an answer.
WORST_FIRST = (
    PromiseState.MISSED,
    PromiseState.UNDER_WAY,
    PromiseState.CONTESTED,
    PromiseState.CALLED_DONE,
    PromiseState.DISPUTED,
    PromiseState.BROKEN,
    PromiseState.KEPT_LATE,
    PromiseState.KEPT,
)
NEWS_DAYS = 10  # working days to give news of a missed day


def worst_of(days: Iterable[PromisedDay], today: date) -> tuple[PromiseState, date] | None:
    """The state that speaks for several promised days, and the day it speaks of; None for none."""
    stood = [(each.state(today), each.due) for each in days]
    if not stood:
        return None
    worst = min((state for state, _due in stood), key=WORST_FIRST.index)
    return worst, min(due for state, due in stood if state is worst)
