"""Prove that a stretch of starts gives the same winners, without running each of them.

Place a start on the stretch by `t`, 0 at its low end and 1 at its high end. For a fixed order of
purchases this keeps two straight lines over `t` for every voter, between which her money is at
every start of the stretch. From lines of money follow lines of prices, by two facts:

- Let all have what one of their lines says. What supporters pay together at a price, the sum of
  each one's lesser of money and price, is concave in price and `t` together, as a sum of the lesser
  of linear functions. So the price is convex in `t`: on the chord between its ends it is paid.
- Whoever are called rich, nobody pays more than the price and none of the others more than her
  money. So for any one split the price is at least (cost - money of the others) / weight of the
  rich, which is again a straight line.

When what a rival's supporters pay at most, at the line of the winner's price, is below the rival's
cost at both ends, it is so all along: it is a straight line, too. Then the winner goes first at
every start. Lines follow prices as starts grow, so a stretch may reach close to where two projects
change places.

Source: docs/rules/counting.md section 11.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pbplatform.counting.shares_ladder import Ladder, only_rung
from pbplatform.counting.shares_purse import SOMETHING, Purse
from pbplatform.counting.shares_quote import EPS, SUM_ERROR, Quote, Wallets, prove_bound, quote
from pbplatform.counting.shares_run import SharesGame
from pbplatform.counting.supporters import Bools, Floats

ALL_OF_IT = 1.0
LESS_OF_IT = 0.25
"""What is tried next when nothing is known of where the stretch stops being steady."""

Line = tuple[float, float]
"""A value at the low end of the stretch, and at its high end."""


def steady_part(
    game: SharesGame,
    winners: tuple[int, ...],
    low: float,
    high: float,
    ladder: Ladder | None = None,
) -> float:
    """Whether every start from `low` to `high` buys exactly `winners`, in this order.

    Args:
        low, high: floats at or outside the ends of the stretch.
        ladder: as in `run_shares`.
    Returns:
        `ALL_OF_IT` when it is proved; less when it is not: about how much of the stretch might be,
        0 when not even its beginning can be told. Only `ALL_OF_IT` is more than a guess.
    Source: docs/rules/counting.md section 11.
    """
    if game.rule.conflicts or game.rule.caps:
        return 0.0
    return _Proof(game, winners, low, high, ladder or only_rung(game.supporters)).part()


class _Lines:
    """A straight line for the money of every type, and how far off it may be in floats.

    The purse has the values of one end, and says who has nothing at either.
    """

    def __init__(self, purse: Purse, here: float, there: float) -> None:
        self.purse = purse
        purse.money[:] = here
        self._there: Floats = np.full(len(purse.money), there)

    def climb(self, ladder: Ladder) -> None:
        rung = ladder[0]
        self.purse.climb(rung.supporters, rung.below)
        self._there = self._there[rung.below]

    def wallets(self, project: int) -> tuple[Wallets, Wallets]:
        """The supporters of a project: their money at the end of the purse, and at the other."""
        here = self.purse.wallets(project)
        money = self._there.take(here.types)
        limits = money if here.points is None else money / here.points
        there = Wallets(
            here.types, here.points, here.weights, money, limits, here.total, here.error
        )
        return here, there

    def pay(self, here: Wallets, there: Wallets, prices: Line, poor: Bools, least: float) -> None:
        """Take a price from all at each end, and all that they have from the poor.

        Args:
            prices: at the end of the purse, at the other end.
            least: what all others keep at the other end, however small it is in floats.
        """
        self.purse.pay(here, prices[0], poor)
        left = there.money - (prices[1] if there.points is None else prices[1] * there.points)
        np.maximum(left, least, out=left)
        left[poor] = 0.0
        self._there[there.types] = left


@dataclass
class _Split:
    """What supporters pay at most at a line of prices, by who is rich halfway.

    Attributes:
        weight: of the rich.
        poor: what all others have together, at most.
    """

    weight: int
    poor: Line

    @classmethod
    def of(cls, low: Wallets, high: Wallets, prices: Line, cost: float) -> _Split:
        rich = low.limits + high.limits >= prices[0] + prices[1]
        weight = low.weight_of(rich)
        doubt = (low.total - weight) * low.error + 4 * EPS * cost
        first, second = (_sum_of(one, ~rich) * (1 + SUM_ERROR) + doubt for one in (low, high))
        return cls(weight, (first, second))

    def lacking(self, prices: Line, cost: float) -> Line:
        """What is certainly missing to the cost at each end; less than 0 where it may suffice."""
        first, second = (
            (cost - poor - self.weight * price * (1 + 4 * EPS)) * (1 - 4 * EPS)
            for poor, price in zip(self.poor, prices, strict=True)
        )
        return first, second

    def price(self, cost: float) -> Line:
        """A line below the price; the rich are some."""
        first, second = ((cost - poor) / self.weight * (1 - 4 * EPS) for poor in self.poor)
        return first, second


def _sum_of(wallets: Wallets, chosen: Bools) -> float:
    """The limits of those chosen, by their weights."""
    limits = wallets.limits * chosen
    if wallets.weights is not None:
        limits *= wallets.weights
    return float(np.add.reduce(limits))


class _Proof:
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
        below, above = 1 - 2 * EPS, 1 + 2 * EPS
        low_end, high_end = (Purse(self.rung.supporters, self.racing, high) for _ in range(2))
        self.least = _Lines(low_end, low * below, high * below)
        self.most = _Lines(high_end, high * above, low * above)
        # Lines below each price per utility. They stay so: what is bought makes nobody richer.
        self.bounds = np.full((2, len(costs)), np.inf)
        self.bounds[:, self.racing] = game.first_bounds[self.racing]
        self.guess = 0.0

    def part(self) -> float:
        holds = all(self._is_next(winner) for winner in self.winners) and self._nothing_follows()
        return ALL_OF_IT if holds else min(self.guess, 1 - EPS)

    def _is_next(self, winner: int) -> bool:
        """Whether `winner` is bought next from every start; then its price is taken from all."""
        while not self.rung.within[winner]:
            self._climb()
        cost = self.game.float_costs[winner]
        low, high = self.least.wallets(winner)
        at_low = self._paid(winner, cost, low, self.bounds[0, winner])
        at_high = self._paid(winner, cost, high, self.bounds[1, winner])
        if at_low is None or at_high is None:
            self.guess = LESS_OF_IT
            return False
        self.bounds[:, winner] = np.inf
        reach = at_low.high, at_high.high
        rates = self._rate(winner, reach[0]), self._rate(winner, reach[1])
        close = (self.bounds[0] <= rates[0]) | (self.bounds[1] <= rates[1])
        for rival in np.flatnonzero(close).tolist():
            if not (self._is_dearer(rival, rates) or self._goes_first(winner, rival, max(reach))):
                return False
        self._take_least(low, high, reach)
        self._take_most(winner, cost, (at_low.price, at_high.price))
        return True

    def _climb(self) -> None:
        self.rung = self.higher[0]
        for lines in (self.least, self.most):
            lines.climb(tuple(self.higher))
        self.higher.pop(0)

    def _paid(self, winner: int, cost: float, wallets: Wallets, bound: float) -> Quote | None:
        """A price that is certainly paid at one end of what all have at least.

        Args:
            bound: a proved lower bound of the price per utility at that end.
        """
        at_least = float(bound) * self.game.utilities[winner] * (1 - 4 * EPS)
        found = quote(winner, cost, wallets, at_least)
        if found is None:
            return None
        prove_bound(found, cost)
        return found if found.high < np.inf else None

    def _take_least(self, low: Wallets, high: Wallets, prices: Line) -> None:
        """Nobody is taken to have something left unless it is certain at both ends."""
        poor = low.limits <= prices[0] + low.error
        poor |= high.limits <= prices[1] + high.error
        self.least.pay(low, high, prices, poor, SOMETHING)

    def _take_most(self, winner: int, cost: float, near: Line) -> None:
        """Nobody is taken to have nothing left unless it is certain at both ends."""
        high, low = self.most.wallets(winner)
        split = _Split.of(low, high, (near[0] * (1 - 1e-12), near[1] * (1 - 1e-12)), cost)
        first = second = self.game.first_prices[winner]
        if split.weight and sum(split.price(cost)) > first + second:
            first, second = split.price(cost)
            second = min(first, second)  # so that whoever has more at the high end still has
        poor = high.limits < second - high.error
        poor &= low.limits < first - low.error
        self.most.pay(high, low, (second, first), poor, 0.0)

    def _is_dearer(self, rival: int, rates: Line) -> bool:
        """Whether a rival is dearer than these prices per utility at every start."""
        cost, unit = self.game.float_costs[rival], self.game.utilities[rival] * (1 + 32 * EPS)
        if self.most.purse.is_short(rival, cost):
            self.bounds[:, rival] = np.inf
            return True
        high, low = self.most.wallets(rival)
        prices = rates[0] * unit, rates[1] * unit
        split = _Split.of(low, high, prices, cost)
        lacks = split.lacking(prices, cost)
        if min(lacks) <= 0:
            self._guess_from(lacks)
            return False
        if split.weight:
            first, second = split.price(cost)
            bounds = self.game.per_utility(rival, first), self.game.per_utility(rival, second)
            self.bounds[:, rival] = bounds
        return True

    def _guess_from(self, lacks: Line) -> None:
        """Where a line that says what is missing comes to nothing."""
        first, second = lacks
        self.guess = first / (first - second) if first > 0 > second else 0.0

    def _goes_first(self, winner: int, rival: int, price: float) -> bool:
        """Whether `winner` goes before `rival` although floats cannot tell them apart.

        When from every start the same supporters have money and all of them can pay in full,
        prices are cost / weight at every start, and whole numbers decide.
        """
        costs, utilities = self.game.profile.costs, self.game.utilities
        weight = self._steady_weight(winner, price)
        rival_price = costs[rival] / self.game.supporters.totals[rival]
        rival_weight = self._steady_weight(rival, max(rival_price, price))
        if not weight or not rival_weight:
            return False
        left = costs[winner] * rival_weight * utilities[rival]
        right = costs[rival] * weight * utilities[winner]
        keys = self.game.breaker.keys
        return left < right or (left == right and keys[winner] < keys[rival])

    def _steady_weight(self, project: int, price: float) -> int:
        """Weight of the supporters when all who have money have enough; 0 when not proved."""
        low, high = self.least.wallets(project)
        most, _ = self.most.wallets(project)
        if low.total == 0 or low.total != most.total:
            return 0
        price = max(price, self.game.float_costs[project] / low.total) * (1 + 4 * EPS)
        enough = np.minimum(low.limits, high.limits) > price + low.error
        return low.total if low.weight_of(enough) == low.total else 0

    def _nothing_follows(self) -> bool:
        """Whether from no start any further project can be paid."""
        for project in np.flatnonzero(self.bounds[0] < np.inf).tolist():
            cost = self.game.float_costs[project]
            if not self.most.purse.is_short(project, cost):
                high, low = self.most.wallets(project)
                nobody = _Split.of(low, high, (np.inf, np.inf), cost)
                lacks = cost - nobody.poor[0], cost - nobody.poor[1]
                if min(lacks) <= 0:
                    self._guess_from(lacks)
                    return False
        return True

    def _rate(self, project: int, price: float) -> float:
        """Price per utility, rounded up."""
        return price / self.game.utilities[project] * (1 + 16 * EPS)
