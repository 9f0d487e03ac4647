"""Exact prices of Equal Shares, worked out only where they are needed.

A voter's money is always the start less the prices of the winners that she paid in full, or
nothing. So every sum of money is a whole-number combination of the start and the prices, and an
exact price needs the counts of those who were emptied by each purchase, never one fraction per
voter.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

import numpy as np

from pbplatform.counting.profile import Int64s
from pbplatform.counting.supporters import Bools, Floats, Supporters

NOBODY = np.zeros(0, np.int64)


@dataclass(frozen=True, eq=False)
class Purchase:
    """One round: what was bought, and who paid how.

    Attributes:
        project: index of the winner.
        full_weight: weight of the supporters who paid the price in full.
        among: int64, types of which some gave all they had.
        broke: bool beside `among`, who they are; None when all of them.
        even: int64, types among those who paid in full whose money was exactly the price.
    """

    project: int
    full_weight: int
    among: Int64s
    broke: Bools | None
    even: Int64s

    @cached_property
    def emptied(self) -> Int64s:
        """Types that had some money, not enough for the price, and gave it all."""
        return self.among if self.broke is None else self.among.compress(self.broke)


class ExactPrices:
    """Prices per point of weight, as fractions of a minor unit, for purchases in order.

    While sums are made all prices and the start are whole numbers over one denominator, so that
    no sum has to reduce a fraction at every step.
    """

    def __init__(self, supporters: Supporters, costs: tuple[int, ...], start: Fraction) -> None:
        self._supporters = supporters
        self._sources: list[Supporters] = []
        self._costs = costs
        self._start = start.numerator
        self._denominator = start.denominator
        self.purchases: list[Purchase] = []
        self._prices: list[Fraction] = []
        self._paid: dict[int, tuple[int, int]] = {}
        """Project index -> its round from 0, and its price over the denominator."""

    def add(self, purchase: Purchase) -> None:
        self.purchases.append(purchase)
        self._sources.append(self._supporters)

    def climb(self, supporters: Supporters) -> None:
        """From now on types are those of these supporters; purchases keep theirs."""
        self._supporters = supporters

    def prices(self) -> list[Fraction]:
        """The exact price of every purchase so far."""
        while len(self._prices) < len(self.purchases):
            at = len(self._prices)
            purchase, source = self.purchases[at], self._sources[at]
            cost = self._costs[purchase.project]
            left = cost - self._sum(purchase.emptied, source)
            self._append(purchase, left / purchase.full_weight)
        return self._prices

    def _append(self, purchase: Purchase, price: Fraction) -> None:
        factor = price.denominator // math.gcd(price.denominator, self._denominator)
        if factor > 1:
            self._start *= factor
            self._denominator *= factor
            self._paid = {p: (number, paid * factor) for p, (number, paid) in self._paid.items()}
        whole = price.numerator * (self._denominator // price.denominator)
        self._paid[purchase.project] = len(self._prices), whole
        self._prices.append(price)

    def money_of(self, types: Int64s) -> Fraction:
        """What all voters of these types have now; each of them has money left."""
        self.prices()
        return self._sum(types, self._supporters)

    def _sum(self, types: Int64s, source: Supporters) -> Fraction:
        if not len(types):
            return Fraction(0)
        return self._left(*source.paid_by(types), len(self._prices))

    def _left(self, voters: int, points: list[int], rounds: int) -> Fraction:
        """What voters have who paid in full for what they support in the first rounds.

        Args:
            points: per project, sum of voters times points.
        """
        money = voters * self._start
        for project, (number, price) in self._paid.items():
            given = points[project]
            if given and number < rounds:
                money -= given * price
        return Fraction(money, self._denominator)

    def paid_in(self, number: int, full: Int64s, emptied: Int64s) -> tuple[int, Fraction]:
        """How many of these voters paid in a round, and how much together.

        Args:
            number: index of the round, from 0.
            full, emptied: types that paid its price in full, and that gave all they had.
        """
        price, source = self.prices()[number], self._sources[number]
        voters, points = source.paid_by(full)
        amount = points[self.purchases[number].project] * price
        poor, points = source.paid_by(emptied)
        return voters + poor, amount + self._left(poor, points, number)

    def money_of_one(self, one: int) -> Fraction:
        """What one voter of this type has now; she has money left, or exactly nothing."""
        self.prices()
        money = self._start
        for project, given in self._supporters.points_of_type(one).items():
            money -= given * self._paid.get(project, (0, 0))[1]
        return Fraction(money, self._denominator)


@dataclass(frozen=True, eq=False)
class Doubt:
    """The entries of a project between two bounds of its price.

    Attributes:
        poor: int64, types with money that certainly cannot pay the price in full.
        open: int64, types that might be either.
        open_weights, open_points: float64, beside `open`.
        rich_weight: weight of those who certainly can.
    """

    poor: Int64s
    open: Int64s
    open_weights: Floats
    open_points: Floats
    rich_weight: int


@dataclass(frozen=True, eq=False)
class ExactQuote:
    """The exact price of a project, and what it does to the open types.

    Attributes:
        poor: int64, open types that cannot pay the price in full.
        even: int64, open types that can, and have nothing left afterwards.
        full_weight: weight of all who can.
    """

    price: Fraction
    poor: Int64s
    even: Int64s
    full_weight: int


def exact_quote(exact: ExactPrices, cost: int, doubt: Doubt) -> ExactQuote | None:
    """The price at which this project is paid exactly; None when its supporters have too little.

    The set of those who cannot pay grows from the certain ones until it stays as it is; each
    price on the way is at most the true one, so nobody is counted as poor too early.

    Source: docs/rules/counting.md section 10.
    """
    poor_money = exact.money_of(doubt.poor)
    limits = _limits(exact, doubt)
    weight = doubt.rich_weight + sum(w for _, w, _ in limits)
    is_poor = [False] * len(limits)
    while True:
        if weight == 0:
            return None
        price = (cost - poor_money) / weight
        grown = False
        for number, (limit, entry_weight, _) in enumerate(limits):
            if not is_poor[number] and limit < price:
                is_poor[number] = grown = True
                weight -= entry_weight
                poor_money += limit * entry_weight
        if not grown:
            break
    poor = [one for (limit, _, ones) in limits if limit < price for one in ones]
    even = [one for (limit, _, ones) in limits if limit == price for one in ones]
    return ExactQuote(price, np.array(poor, np.int64), np.array(even, np.int64), weight)


def _limits(exact: ExactPrices, doubt: Doubt) -> list[tuple[Fraction, int, list[int]]]:
    """Open types by the price up to which they can pay: (limit, weight, types)."""
    found: dict[Fraction, tuple[int, list[int]]] = {}
    money_of: Callable[[int], Fraction] = exact.money_of_one
    rows = zip(
        doubt.open.tolist(), doubt.open_weights.tolist(), doubt.open_points.tolist(), strict=True
    )
    for one, weight, points in rows:
        limit = money_of(one) / int(points)
        known, ones = found.setdefault(limit, (0, []))
        ones.append(one)
        found[limit] = (known + int(weight), ones)
    return [(limit, weight, ones) for limit, (weight, ones) in found.items()]
