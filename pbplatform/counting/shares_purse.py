"""The money of all voters during a run, in floats with a known error."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from pbplatform.counting.profile import Int64s
from pbplatform.counting.shares_quote import EPS, SUM_ERROR, Wallets, weigh
from pbplatform.counting.supporters import Bools, Floats, Supporters

COMPACT_BELOW = 0.5
"""Supporters without money are dropped from a list once the rest is less than this part of it."""

SHORT_LIST = 2**14
"""In longer lists of supporters passes count more than the calls around them."""

SOMETHING = 1e-300
"""Stands for money that is more than nothing and less than a float can tell from it."""


class Purse:
    """What each type has, and each project's supporters who may still have something.

    Attributes:
        start: money of each voter at first, float.
        money: float64 (types,); exactly 0.0 means that the voters of the type have nothing.
        error: how far any other entry of `money` may be from the exact amount.
    """

    def __init__(self, supporters: Supporters, projects: Iterable[int], start: float) -> None:
        self.start = start
        self.money: Floats = np.full(len(supporters.profile.times), start)
        self.error = EPS * start
        self._supporters = supporters
        self._entries = {project: supporters.entries[project] for project in projects}

    def climb(self, supporters: Supporters, groups: Int64s) -> None:
        """Go on with finer types.

        Args:
            groups: int64, for each of them the type of before that it was part of.
        """
        self.money = self.money.take(groups)
        self._supporters = supporters
        self._entries = {project: supporters.entries[project] for project in self._entries}

    def wallets(self, project: int) -> Wallets:
        """The supporters of a project with their money."""
        types, points, weights = self._entries[project]
        money = self.money.take(types)
        alive = money > 0
        count = int(np.count_nonzero(alive))
        total = count if weights is None else int(weigh(weights, alive))
        if count < COMPACT_BELOW * len(types):
            # With so many entries numpy compresses twice as fast as it takes a mask as index.
            types, money = types.compress(alive), money.compress(alive)
            points = None if points is None else points.compress(alive)
            weights = None if weights is None else weights.compress(alive)
            self._entries[project] = (types, points, weights)
        limits = money if points is None else money / points
        error = self.error if points is None else self.error + EPS * self.start
        return Wallets(types, points, weights, money, limits, total, error)

    def price_above(self, project: int, cost: float, limit: float) -> float:
        """A proved lower bound of a project's price when it is above `limit`, otherwise 0.

        One step of `quote`, with less around it: most projects that are looked at in a round turn
        out to be above its reach.
        """
        types, points, weights = self._entries[project]
        if len(types) > SHORT_LIST:
            return 0.0
        limits = self.money.take(types)
        error = self.error
        if points is not None:
            limits, error = limits / points, error + EPS * self.start
        rich = limits >= limit
        np.minimum(limits, limit, out=limits)
        if weights is None:
            weight = int(np.count_nonzero(rich))
        else:
            weight = int(weigh(weights, rich))
            limits *= weights
        if not weight:
            return 0.0
        paid = float(np.add.reduce(limits))
        total = self._supporters.totals[project]
        doubt = (total - weight) * error + SUM_ERROR * paid + 4 * EPS * cost
        low = (limit + (cost - paid - doubt) / weight) * (1 - 4 * EPS)
        return low if low > limit else 0.0

    def is_short(self, project: int, cost: float) -> bool:
        """Whether the supporters of a project have certainly less than the cost together."""
        types, points, weights = self._entries[project]
        money = self.money.take(types)
        total = self._supporters.totals[project]
        if weights is None:
            wealth = float(np.add.reduce(money))
        else:
            wealth = weigh(weights if points is None else weights / points, money)
        # The error of a sum of so many numbers in whatever order, each product rounded.
        doubt = total * self.error + (len(types) + 8) * EPS * wealth
        return wealth + doubt < cost * (1 - 4 * EPS)

    def pay(self, wallets: Wallets, price: float, poor: Bools | None = None) -> None:
        """Take the price per point from these supporters, or all that the poor ones have.

        Args:
            poor: who cannot pay in full, or exactly; None when everybody certainly has less than
                the price or certainly more, even in floats.
        """
        left = wallets.money - (price if wallets.points is None else price * wallets.points)
        if poor is None:
            np.maximum(left, 0.0, out=left)
        else:
            # Who can pay in full and is not even keeps something, however small it is in floats.
            np.maximum(left, SOMETHING, out=left)
            left[poor] = 0.0
        self.money[wallets.types] = left
        self.error += 4 * EPS * self.start

    def doubt_price(self, doubt: float) -> None:
        """Take into `error` that the price just paid may be off by `doubt`."""
        self.error += self._supporters.most_points * doubt
