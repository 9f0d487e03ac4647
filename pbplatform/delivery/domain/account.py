"""The statement of account of a counted round: what there is, and where it is today.

All sums are in minor units of the round's currency. Source: docs/rules/delivery.md section 7.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple

from pbplatform.delivery.kinds import Step


class Fate(StrEnum):
    """Where a winner's money is."""

    WAITS_FOR_CERTIFICATE = "waits-for-certificate"
    WAITS_FOR_LINE = "waits-for-line"
    GOING = "going"
    OPEN = "open"
    STOPPED = "stopped"


class Part(StrEnum):
    """A row of the statement."""

    # What there is.
    MONEY = "money"
    ADDED = "added"  # lines beyond the cost on the ballot
    OVERSPENT = "overspent"  # spent beyond a line
    BEYOND = "beyond"  # winners cost more than the money
    # Where it is.
    SPENT = "spent"
    TO_SPEND = "to-spend"  # given and not spent yet
    WAITS_FOR_CERTIFICATE = "waits-for-certificate"
    WAITS_FOR_LINE = "waits-for-line"
    FREED = "freed"  # given less than the cost on the ballot
    NOT_NEEDED = "not-needed"  # by projects that are open
    CAME_BACK = "came-back"  # from stopped projects
    LEFT = "left"  # after the count


SOURCES = (Part.MONEY, Part.ADDED, Part.OVERSPENT, Part.BEYOND)
PLACES = tuple(part for part in Part if part not in SOURCES)
# Money that nobody is about to spend: the rule of the round says where it goes.
FREE = (Part.FREED, Part.NOT_NEEDED, Part.CAME_BACK, Part.LEFT)

# Where the cost of a winner without a line is.
_WAITS = {
    Fate.WAITS_FOR_CERTIFICATE: Part.WAITS_FOR_CERTIFICATE,
    Fate.WAITS_FOR_LINE: Part.WAITS_FOR_LINE,
}
# Where what a winner did not spend is.
_REST = {Fate.GOING: Part.TO_SPEND, Fate.OPEN: Part.NOT_NEEDED, Fate.STOPPED: Part.CAME_BACK}


class Winner(NamedTuple):
    """A project that won.

    Attributes:
        granted_minor: what its budget line has; None while it has none.
        certified: whether lines may be given.
    """

    number: int
    title: str
    cost_minor: int
    granted_minor: int | None = None
    spent_minor: int = 0
    step: Step = Step.WON
    certified: bool = True

    @property
    def fate(self) -> Fate:
        if self.granted_minor is None:
            return Fate.WAITS_FOR_LINE if self.certified else Fate.WAITS_FOR_CERTIFICATE
        if self.step is Step.STOPPED:
            return Fate.STOPPED
        return Fate.OPEN if self.step in (Step.OPEN, Step.LOOKED_BACK) else Fate.GOING

    @property
    def unspent_minor(self) -> int:
        """What its line has and nobody spent."""
        return max((self.granted_minor or 0) - self.spent_minor, 0)

    def parts(self) -> Mapping[Part, int]:
        """What this winner puts into each row of the statement."""
        granted = self.granted_minor
        if granted is None:
            return {_WAITS[self.fate]: self.cost_minor}
        return {
            Part.ADDED: max(granted - self.cost_minor, 0),
            Part.OVERSPENT: max(self.spent_minor - granted, 0),
            Part.SPENT: self.spent_minor,
            _REST[self.fate]: self.unspent_minor,
            Part.FREED: max(self.cost_minor - granted, 0),
        }


@dataclass(frozen=True)
class Runner:
    """A project that did not win, in the order of the count's list."""

    number: int
    title: str
    cost_minor: int


@dataclass(frozen=True)
class Account:
    """The statement of one round.

    Attributes:
        money_minor: of the round.
        winners: in the order in which they won.
        next_best: projects that did not win, in the order in which they follow.
    """

    money_minor: int
    winners: Sequence[Winner]
    next_best: Sequence[Runner] = ()

    @cached_property
    def won_minor(self) -> int:
        """What the winners cost on the ballot."""
        return sum(winner.cost_minor for winner in self.winners)

    def amount(self, part: Part) -> int:
        """One row."""
        if part is Part.MONEY:
            return self.money_minor
        if part is Part.BEYOND:
            return max(self.won_minor - self.money_minor, 0)
        if part is Part.LEFT:
            return max(self.money_minor - self.won_minor, 0)
        return self._of_winners.get(part, 0)

    @cached_property
    def _of_winners(self) -> Mapping[Part, int]:
        """What all winners put into each row: a page asks for many rows of many rounds."""
        summed: dict[Part, int] = {}
        for winner in self.winners:
            for part, amount in winner.parts().items():
                if amount:
                    summed[part] = summed.get(part, 0) + amount
        return summed

    def rows(self, parts: Iterable[Part]) -> list[tuple[Part, int]]:
        """Rows of some parts; those of nought are left out, but for the money itself."""
        told = ((part, self.amount(part)) for part in parts)
        return [(part, amount) for part, amount in told if amount or part is Part.MONEY]

    @property
    def total_minor(self) -> int:
        """What there is; the places add up to the same."""
        return sum(self.amount(part) for part in SOURCES)

    @property
    def free_minor(self) -> int:
        """What nobody is about to spend."""
        return sum(self.amount(part) for part in FREE)

    @property
    def granted_minor(self) -> int:
        """All budget lines together."""
        return sum(winner.granted_minor or 0 for winner in self.winners)

    @property
    def spent_minor(self) -> int:
        """All that was spent."""
        return self.amount(Part.SPENT)

    @property
    def next_that_fits(self) -> Runner | None:
        """The first project of the count's list that fits into what is free today."""
        fitting = (one for one in self.next_best if one.cost_minor <= self.free_minor)
        return next(fitting, None)
