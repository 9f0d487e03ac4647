"""Straight lines between which every voter's money is at each start of a stretch.

Place a start on the stretch by `t`, 0 at its low end and 1 at its high end. For each voter there
are two straight lines over `t`, one that her money is never below and one that it is never above.
The lower one may end below nothing at the high end.

Source: docs/rules/counting.md section 11.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from pbplatform.counting.profile import Int64s
from pbplatform.counting.shares_purse import COMPACT_BELOW, SOMETHING
from pbplatform.counting.shares_quote import EPS, SUM_ERROR, Wallets, weigh
from pbplatform.counting.supporters import Floats, Supporters

Line = tuple[float, float]
"""A value at the low end of the stretch, and at its high end."""


@dataclass(slots=True, eq=False)
class Backers:
    """Supporters of a project: all who may have money at some start of the stretch, and more.

    Attributes:
        types, points, weights: as in `Wallets`.
        most: two float64 (entries,), at the low and at the high end: a price above which each
            certainly cannot pay in full.
        total: the sum of their weights.
        error: how far these may be from the exact line.
    """

    types: Int64s
    points: Floats | None
    weights: Floats | None
    most: tuple[Floats, Floats]
    total: int
    error: float

    def steady_weight(self, least: tuple[Floats, Floats], cost: float, price: float) -> int:
        """Weight of those who have money when all of them have more than the price at every start.

        Args:
            least: limits that each certainly has at both ends.
            price: this price, and cost / weight, are what they are asked for.
        Returns:
            0 when that is not proved.
        """
        alive = self.most[1] > 0
        weights = alive * 1.0 if self.weights is None else self.weights * alive
        weight = int(np.add.reduce(weights))
        if not weight:
            return 0
        price = max(price, cost / weight) * (1 + 4 * EPS) + self.error
        enough = (np.minimum(*least) > price) | ~alive
        return weight if enough.all() else 0

    def wallets(self, limits: Floats) -> Wallets:
        """With these limits of theirs; some may be below 0."""
        # A sum of numbers of both signs: twice what is below 0 comes to the size of its terms.
        below = max(0.0, -float(limits.min(initial=0.0)))
        error = self.error + 4 * SUM_ERROR * below
        return Wallets(self.types, self.points, self.weights, limits, limits, self.total, error)

    def split(self, price: float, cost: float) -> Split:
        """Rich is whoever has the price at the low end."""
        poor = self.most[0] < price
        chosen = poor.astype(np.float64) if self.weights is None else self.weights * poor
        rich = self.total - int(np.add.reduce(chosen))
        doubt = (self.total - rich) * self.error + 4 * EPS * cost
        # The error of a sum of so many products in whatever order.
        up = 1 + (len(chosen) + 8) * EPS
        first, second = (weigh(chosen, limits) * up + doubt for limits in self.most)
        return Split(rich, (first, second))


@dataclass(slots=True, frozen=True)
class Split:
    """What supporters pay at most at a line of prices, some called rich and all others poor.

    Attributes:
        weight: of the rich.
        poor: what all others have together, at most.
    """

    weight: int
    poor: Line

    def lacking(self, prices: Line, cost: float) -> Line:
        """What is certainly missing to the cost at each end; 0 or less where it may suffice."""
        first, second = (
            (cost - poor - self.weight * price * (1 + 4 * EPS)) * (1 - 4 * EPS)
            for poor, price in zip(self.poor, prices, strict=True)
        )
        return first, second

    def price(self, cost: float) -> Line:
        """A line below the price; the rich are some."""
        first, second = ((cost - poor) / self.weight * (1 - 4 * EPS) for poor in self.poor)
        return first, second


class Lines:
    """The money of every type over the stretch.

    Attributes:
        least, most: two float64 (types,) each, at the low and at the high end; when `most` is
            exactly 0.0 at the high end, so it is at the low end, and she has nothing at any start.
            `most` is never higher at the low end than at the high end, but for errors.
        error: how far any entry may be from the exact line.
    """

    def __init__(
        self, supporters: Supporters, projects: Iterable[int], low: float, high: float
    ) -> None:
        types = len(supporters.profile.times)
        self.start = high
        self.least = np.full(types, low), np.full(types, high)
        self.most = np.full(types, low), np.full(types, high)
        self.error = 2 * EPS * high
        self._totals = list(supporters.totals)
        self._entries = {project: supporters.entries[project] for project in projects}

    def climb(self, supporters: Supporters, groups: Int64s) -> None:
        """As `Purse.climb`."""
        self.least = self.least[0].take(groups), self.least[1].take(groups)
        self.most = self.most[0].take(groups), self.most[1].take(groups)
        self._entries = {project: supporters.entries[project] for project in self._entries}
        self._totals = list(supporters.totals)

    def end_at(self, part: float) -> None:
        """Move the high end down to where `part` of the stretch is left."""
        some = self.most[1] > 0
        for low, high in (self.least, self.most):
            high -= low
            high *= part
            high += low
        np.maximum(self.most[1], SOMETHING, out=self.most[1], where=some)
        self.error += 8 * EPS * self.start

    def is_short(self, project: int, cost: float) -> bool:
        """Whether supporters of a project have certainly less than the cost at every start."""
        types, points, weights = self._entries[project]
        money = self.most[1].take(types)
        if weights is None:
            wealth = float(np.add.reduce(money))
        else:
            wealth = weigh(weights if points is None else weights / points, money)
        doubt = 2 * self._totals[project] * self.error + (len(types) + 8) * EPS * wealth
        return wealth + doubt < cost * (1 - 4 * EPS)

    def backers(self, project: int) -> Backers:
        types, points, weights = self._entries[project]
        high = self.most[1].take(types)
        alive = high > 0
        if int(np.count_nonzero(alive)) < COMPACT_BELOW * len(types):
            types, high = types.compress(alive), high.compress(alive)
            points = None if points is None else points.compress(alive)
            weights = None if weights is None else weights.compress(alive)
            self._entries[project] = (types, points, weights)
            total = len(types) if weights is None else int(np.add.reduce(weights))
            self._totals[project] = total
        low, error = self.most[0].take(types), self.error
        if points is not None:
            low, high, error = low / points, high / points, error + EPS * self.start
        return Backers(types, points, weights, (low, high), self._totals[project], error)

    def least_of(self, who: Backers) -> tuple[Floats, Floats]:
        """A price that each can certainly pay in full, at the low and at the high end."""
        low, high = (least.take(who.types) for least in self.least)
        return (low, high) if who.points is None else (low / who.points, high / who.points)

    def pay(self, who: Backers, least: tuple[Floats, Floats], highest: Line, lowest: Line) -> None:
        """Take the price of a project from its supporters, or all that they have.

        Args:
            least: as from `least_of`.
            highest, lowest: lines above and below the price per point.
        """
        points, types = who.points, who.types
        # From nothing at the low end a rising line would be above what she may have in between.
        # (numpy multiplies by a mask ten times as fast as it writes through one.)
        some = least[0] > highest[0] + 4 * who.error
        low, high = least[0] - highest[0], least[1] - highest[1]
        low *= some
        high *= some
        if points is not None:
            low, high = low * points, high * points
        self.least[0][types], self.least[1][types] = low, high
        some = (who.most[0] >= lowest[0] - who.error) | (who.most[1] >= lowest[1] - who.error)
        low, high = who.most[0] - lowest[0], who.most[1] - lowest[1]
        np.maximum(low, 0.0, out=low)  # so are all without `some`
        np.maximum(high, SOMETHING, out=high)
        high *= some
        if points is not None:
            low, high = low * points, high * points
        self.most[0][types], self.most[1][types] = low, high
        self.error += 8 * EPS * self.start
