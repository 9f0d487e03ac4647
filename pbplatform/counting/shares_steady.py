"""Prove that a stretch of starts gives the same winners, without running each of them.

For a fixed order of purchases every voter's money grows with the start, and every price falls. So
two runs, one from the lowest start with money rounded down and one from the highest with money
rounded up, enclose all runs between. When in each round the winner's price at the lowest start is
below every other price at the highest, all starts between buy the same project in that round.
"""

from __future__ import annotations

import numpy as np

from pbplatform.counting.shares_ladder import Ladder, only_rung
from pbplatform.counting.shares_purse import Purse
from pbplatform.counting.shares_quote import EPS, Quote, prove_bound, quote
from pbplatform.counting.shares_run import SharesGame


def is_steady(
    game: SharesGame,
    winners: tuple[int, ...],
    low: float,
    high: float,
    ladder: Ladder | None = None,
) -> bool:
    """Whether every start from `low` to `high` buys exactly `winners`, in this order.

    Args:
        low, high: floats at or outside the ends of the stretch.
        ladder: as in `run_shares`.
    Source: docs/rules/counting.md section 11.
    """
    if game.rule.conflicts or game.rule.caps:
        return False
    return _Enclosure(game, winners, low, high, ladder or only_rung(game.supporters)).holds()


class _Enclosure:
    def __init__(
        self,
        game: SharesGame,
        winners: tuple[int, ...],
        low: float,
        high: float,
        ladder: Ladder,
    ) -> None:
        self.game = game
        self.rung, *self.higher = ladder
        costs = game.profile.costs
        self.winners = [p for p in winners if costs[p]]
        self.racing = [p for p in game.candidates if costs[p]]
        self.least = Purse(self.rung.supporters, self.racing, low * (1 - 2 * EPS))
        self.most = Purse(self.rung.supporters, self.racing, high * (1 + 2 * EPS))
        self.bounds = np.full(len(costs), np.inf)
        self.prices: dict[int, float] = {}
        for p in self.racing:
            self.prices[p] = costs[p] / game.supporters.totals[p] * (1 - 2 * EPS)
            self.bounds[p] = self._rate(p, self.prices[p])

    def holds(self) -> bool:
        return all(self._is_next(winner) for winner in self.winners) and self._nothing_follows()

    def _is_next(self, winner: int) -> bool:
        """Whether `winner` is bought next from every start; then both ends buy it."""
        while not self.rung.within[winner]:
            self._climb()
        cost = float(self.game.profile.costs[winner])
        lower_end = quote(winner, cost, self.least.wallets(winner), self.prices[winner])
        upper_end = self._at_most(winner)
        if lower_end is None or upper_end is None:
            return False
        prove_bound(lower_end, cost)
        if lower_end.high == np.inf:
            return False
        self.bounds[winner] = np.inf
        reach = self._rate(winner, lower_end.high) * (1 + 16 * EPS)
        for rival in np.flatnonzero(self.bounds <= reach).tolist():
            self._at_most(rival)
            if self.bounds[rival] <= reach and not self._goes_first(winner, rival, lower_end):
                return False
        lowest, highest = lower_end.wallets, upper_end.wallets
        # At the low end nobody is taken to have something, at the high end nobody nothing,
        # unless it is certain.
        poor = lowest.limits <= lower_end.high + lowest.error
        self.least.pay(lowest, lower_end.high, poor)
        poor = highest.limits < upper_end.low - highest.error
        self.most.pay(highest, upper_end.low, poor)
        return True

    def _climb(self) -> None:
        self.rung = self.higher.pop(0)
        self.least.climb(self.rung.supporters, self.rung.below)
        self.most.climb(self.rung.supporters, self.rung.below)

    def _at_most(self, project: int) -> Quote | None:
        """The lowest price from any start; a project that nobody can pay leaves the race."""
        cost = float(self.game.profile.costs[project])
        found = quote(project, cost, self.most.wallets(project), self.prices[project])
        if found is None:
            self.bounds[project] = np.inf
            return None
        self.prices[project] = found.low
        self.bounds[project] = self._rate(project, found.low)
        return found

    def _goes_first(self, winner: int, rival: int, lower_end: Quote) -> bool:
        """Whether `winner` goes before `rival` although floats cannot tell them apart.

        When from every start the same supporters have money and all of them can pay in full,
        prices are cost / weight at every start, and whole numbers decide.
        """
        costs, utilities = self.game.profile.costs, self.game.utilities
        weight = self._steady_weight(winner, lower_end.high)
        rival_price = costs[rival] / self.game.supporters.totals[rival]
        rival_weight = self._steady_weight(rival, max(rival_price, lower_end.high))
        if not weight or not rival_weight:
            return False
        left = costs[winner] * rival_weight * utilities[rival]
        right = costs[rival] * weight * utilities[winner]
        keys = self.game.breaker.keys
        return left < right or (left == right and keys[winner] < keys[rival])

    def _steady_weight(self, project: int, price: float) -> int:
        """Weight of the supporters when all who have money have enough; 0 when not proved."""
        least, most = self.least.wallets(project), self.most.wallets(project)
        cost = float(self.game.profile.costs[project])
        if least.total == 0 or least.total != most.total:
            return 0
        price = max(price, cost / least.total) * (1 + 4 * EPS)
        enough = least.weight_of(least.limits > price + least.error)
        return least.total if enough == least.total else 0

    def _nothing_follows(self) -> bool:
        """Whether from no start any further project can be paid."""
        for project in np.flatnonzero(self.bounds < np.inf).tolist():
            if self._at_most(project) is not None:
                return False
        return True

    def _rate(self, project: int, price: float) -> float:
        return price / self.game.utilities[project] * (1 - 4 * EPS)
