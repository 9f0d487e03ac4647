"""Prices under Equal Shares in floats, with bounds that are proved around each.

A float never decides: it may only show that one price is strictly below another. The lower bound
holds for any split of the supporters into poor and rich; the upper bound is a price at which the
supporters certainly pay enough.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from pbplatform.counting.profile import Int64s
from pbplatform.counting.supporters import Bools, Floats

EPS = 2.0**-53
SUM_ERROR = 64 * EPS
"""Relative error of a sum of positive numbers: numpy adds contiguous arrays in pairs of halves
down to 128 numbers with eight running sums. A test holds it to this."""

DOT_UP_TO = SUM_ERROR / EPS - 2
"""So many products may be added in whatever order within that error."""

SETTLED = 1e-13
"""Below this relative step the price no longer moves in floats."""

LEAP = 1.25
"""A price that grows so much in one step may be one that the supporters cannot pay at all."""

MOST_SLACK = 1e-3
"""Wider bounds than this are not worth proving; the exact price is asked for instead."""


DOT_ALONE_UP_TO = 2**13
"""From about there BLAS wakes other threads for a sum, and waits for them on a busy machine."""


def weigh(weights: Floats, what: Floats | Bools) -> float:
    """The sum of the products, added in whatever order."""
    if len(weights) <= DOT_ALONE_UP_TO:
        return float(weights.dot(what))
    return float(np.einsum("i,i->", weights, what))


@dataclass(slots=True, eq=False)
class Wallets:
    """Supporters of one project who may have money left.

    Attributes:
        types: int64 (entries,).
        points, weights: float64 (entries,), or None when all are one.
        money: float64 (entries,), what each voter of the type has.
        limits: float64 (entries,), the price up to which each can pay in full.
        total: the sum of the weights of those with money left.
        error: how far a limit may be from the exact one; a limit of zero is exact.
    """

    types: Int64s
    points: Floats | None
    weights: Floats | None
    money: Floats
    limits: Floats
    total: int
    error: float

    def at(self, price: float) -> tuple[float, int]:
        """What they pay together at this price, and the weight of those who have it."""
        capped = np.minimum(self.limits, price)
        rich = self.limits >= price
        if self.weights is None:
            return float(np.add.reduce(capped)), int(np.count_nonzero(rich))
        if len(capped) <= DOT_UP_TO:
            return float(self.weights.dot(capped)), int(self.weights.dot(rich))
        capped *= self.weights
        return float(np.add.reduce(capped)), int(weigh(self.weights, rich))

    def is_short_of(self, cost: float) -> bool:
        """Whether all that they have together is certainly less than the cost."""
        if self.weights is None:
            wealth = float(np.add.reduce(self.limits))
        else:
            wealth = weigh(self.weights, self.limits)
        # The error of a sum of so many numbers in whatever order, each product rounded.
        rounding = (len(self.types) + 8) * EPS * wealth
        return wealth + self.total * self.error + rounding < cost * (1 - 4 * EPS)

    def weight_from(self, price: float) -> int:
        """Weight of those whose limit is this price or more."""
        return self.weight_of(self.limits >= price)

    def weight_of(self, chosen: Bools) -> int:
        if self.weights is None:
            return int(np.count_nonzero(chosen))
        return int(weigh(self.weights, chosen))

    def doubt_about(self, paid: float, rich: int) -> float:
        """How far what `at` says they pay may be from the exact sum when weight `rich` has it.

        What the others pay is their money, known up to `error`; then come the roundings.
        """
        return (self.total - rich) * self.error + SUM_ERROR * paid


@dataclass(slots=True, eq=False)
class Quote:
    """The price of one project now; `high` is not a number as long as nobody asked for it.

    Attributes:
        settled: whether the price was followed to its end; otherwise only `low` is of use.
        price: float, per point of weight.
        low: the exact price is at least this.
        high: the exact price is at most this; infinite when that is not proved, and then the
            supporters' money may even be too little.
        tried, paid, rich: the last price tried, what it brings, and the weight of those who
            have it.
        sure: weight of those who can certainly pay `high` in full, once it is known.
    """

    project: int
    wallets: Wallets
    price: float
    low: float
    high: float
    tried: float
    paid: float
    rich: int
    sure: int = -1
    settled: bool = True


def quote(
    project: int, cost: float, wallets: Wallets, at_least: float, at_most: float = math.inf
) -> Quote | None:
    """Find the price from below; None when the supporters certainly have too little.

    Args:
        at_least: a proved lower bound of the price, 0 or more.
        at_most: once the price is proved to be higher than this, it is not followed further.
    """
    price = at_least
    asked = False
    while True:
        paid, rich = wallets.at(price)
        doubt = wallets.doubt_about(paid, rich) + 4 * EPS * cost
        if rich == 0:
            # Everybody gives everything: it is enough, too little, or too close to tell.
            if paid + doubt < cost:
                return None
            return Quote(project, wallets, price, at_least, math.inf, price, paid, rich)
        following = price + (cost - paid) / rich
        if following <= price * (1 + SETTLED):
            low = (price + (cost - paid - doubt) / rich) * (1 - 4 * EPS)
            low = max(low, at_least)
            best = max(price, following)
            return Quote(project, wallets, best, low, math.nan, price, paid, rich)
        if following > at_most:
            low = (price + (cost - paid - doubt) / rich) * (1 - 4 * EPS)
            if low > at_most:
                return Quote(
                    project, wallets, following, low, math.nan, price, paid, rich, settled=False
                )
        if following > LEAP * price and not asked:
            if wallets.is_short_of(cost):
                return None
            asked = True
        price = following


def prove_bound(found: Quote, cost: float) -> None:
    """Set `high`, a price at which the supporters certainly pay the cost, and `sure`.

    From the price tried to a higher one, those who certainly have the higher one pay the
    difference, and nobody pays less.
    """
    if not math.isnan(found.high):
        return
    wallets = found.wallets
    doubt = wallets.doubt_about(cost, found.rich) + 8 * EPS * cost
    slack = max(1.25 * doubt / (max(found.rich, 1) * found.price), 32 * EPS)
    found.high = math.inf
    if slack < MOST_SLACK:
        bound = found.price * (1 + slack)
        sure = wallets.weight_from(bound + wallets.error)
        paid = found.paid + sure * (bound - found.tried)
        if paid - wallets.doubt_about(paid, sure) >= cost * (1 + 8 * EPS):
            found.high, found.sure = bound * (1 + 4 * EPS), sure
