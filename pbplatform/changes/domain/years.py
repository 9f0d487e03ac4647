"""A year of the place in numbers that add up. Source: docs/rules/changed.md section 4."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pbplatform.core.money import Currency
from pbplatform.points.domain.counts import Counts
from pbplatform.promises.kinds import ASKED, OPEN, PromiseState


@dataclass(frozen=True)
class YearRound:
    """A round, step by step.

    Attributes:
        on_ballot, won, opened: None until there is a frozen ballot, or a result.
        money_minor: what there is; `left_minor`: what nobody is about to spend, None before the
            result; `money_left`: the rule that says where that goes.
        begun_from: whether it was begun from an earlier round, with which its page compares it.
    """

    slug: str
    name: str
    currency: Currency
    money_minor: int
    ideas: int
    proposals: int
    on_ballot: int | None = None
    won: int | None = None
    opened: int | None = None
    still_open: int = 0
    left_minor: int | None = None
    money_left: str = ""
    begun_from: bool = False
    called_off: bool = False


@dataclass(frozen=True)
class PromiseCounts:
    """Promises of a year in groups that add up; `moved` is no group of its own."""

    kept: int = 0
    kept_late: int = 0
    under_way: int = 0
    missed: int = 0
    asked: int = 0
    residents_say_no: int = 0
    broken: int = 0
    moved: int = 0

    @property
    def all(self) -> int:
        """The whole: every promise whose first day lies in the year."""
        known = (self.kept, self.kept_late, self.under_way, self.missed)
        return sum(known) + self.asked + self.residents_say_no + self.broken


def count_promises(stood: Mapping[tuple[PromiseState, bool], int]) -> PromiseCounts:
    """Sort promises by how they stand.

    Args:
        stood: how many are in a state, by it and by whether their day was moved.
    """

    def number(*wanted: PromiseState) -> int:
        return sum(n for (state, _moved), n in stood.items() if state in wanted)

    return PromiseCounts(
        kept=number(PromiseState.KEPT),
        kept_late=number(PromiseState.KEPT_LATE),
        under_way=number(PromiseState.UNDER_WAY),
        missed=number(PromiseState.MISSED),
        asked=number(PromiseState.CALLED_DONE),
        residents_say_no=number(PromiseState.CONTESTED, PromiseState.DISPUTED),
        broken=number(PromiseState.BROKEN),
        moved=sum(n for (_state, moved), n in stood.items() if moved),
    )


@dataclass(frozen=True)
class Carried:
    """An idea of a later round that was carried over; its title where everybody can read it."""

    path: str
    title: str


@dataclass(frozen=True)
class Left:
    """What a year left for the next one, as it stands today.

    Attributes:
        money: rounds that were counted, with what is left.
        points: without a first answer.
        promises: under way, missed, or called done and not settled.
        projects: that won and are not open.
    """

    year: int
    money: Sequence[YearRound] = ()
    carried: Sequence[Carried] = ()
    promises: int = 0
    projects: int = 0
    points: int = 0


@dataclass(frozen=True)
class Year:
    """One year of the place.

    Attributes:
        held, planned: meetings that were, and that are still to come.
        before: what the year before left; None where it has no page.
    """

    year: int
    rounds: Sequence[YearRound] = ()
    held: int = 0
    planned: int = 0
    points: Counts = field(default_factory=Counts)
    promises: PromiseCounts = field(default_factory=PromiseCounts)
    left: Left | None = None
    before: Left | None = None


STILL_OPEN = OPEN | ASKED
