"""Knapsack: one spends the money of the round, and no more than it, on projects."""

from __future__ import annotations

from collections.abc import Iterator

from pbplatform.counting.profile import BallotKind
from pbplatform.rounds.domain.ballots.ballot import Fault, NumbersBallot, Terms, version_2


class Knapsack(NumbersBallot):
    """Numbers of projects, ascending, which the money of the round pays for together."""

    kind = "knapsack"
    counted_as = BallotKind.KNAPSACK
    sealed = version_2("knapsack")

    def faults(self, terms: Terms) -> Iterator[Fault]:
        """Those of every kind; and what it names costs more than there is."""
        yield from super().faults(terms)
        if sum(terms.costs.get(number, 0) for number in self.numbers) > terms.money_minor:
            yield Fault("over-the-fund", "vote.over_the_fund")
