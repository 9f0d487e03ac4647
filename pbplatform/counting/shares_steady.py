"""Prove that a stretch of starts gives the same winners, without running each of them.

One walk through the purchases of the lowest start keeps straight lines between which each voter's
money is at every start of the stretch (`shares_lines`). From lines of money follow lines of prices,
by two facts:

- Let all have what one of their lines says. What supporters pay together at a price, the sum of
  each one's lesser of money and price, is concave in price and `t` together, as a sum of the lesser
  of linear functions. So the price is convex in `t`: on the chord between its ends it is paid.
- Whoever are called rich, nobody pays more than the price and none of the others more than her
  money. So for any one split the price is at least (cost - money of the others) / weight of the
  rich, which is again a straight line. With the split of the low end it meets the price there.

When what a rival's supporters pay at most, at the line of the winner's price, is below the rival's
cost at both ends, it is so all along: it is a straight line, too. Then the winner goes first at
every start. Where that line comes to nothing inside the stretch, the stretch is made to end there.

Source: docs/rules/counting.md section 11.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pbplatform.counting.rulebook import Stop
from pbplatform.counting.shares_ladder import Ladder, only_rung
from pbplatform.counting.shares_lines import Backers, Line, Lines
from pbplatform.counting.shares_quote import EPS, Quote, prove_bound, quote
from pbplatform.counting.shares_run import SharesGame
from pbplatform.counting.supporters import Floats

LESS_OF_IT = 0.5
"""What is kept of a stretch at whose end a winner might not be paid, or is hardly paid."""


@dataclass(frozen=True)
class Stretch:
    """Starts that buy the same, or none of which ends the search whatever it buys.

    Attributes:
        winners: project indexes in the order of purchase; the first ones only unless `whole`.
        steps: how many starts after the first one buy these first in this order.
        whole: whether they buy nothing else. Otherwise what each of them buys costs no more than
            the budget, leaves out some project and, where the search ends at a start after which
            nothing fits, leaves money for one.
    """

    winners: tuple[int, ...]
    steps: int
    whole: bool = True


def steady_stretch(
    game: SharesGame,
    likely: tuple[int, ...],
    low: float,
    high: float,
    steps: int,
    ladder: Ladder | None = None,
) -> Stretch | None:
    """What a start certainly buys, and how many starts after it certainly buy the same.

    Args:
        likely: winners of a start near this one; they decide how long it takes, nothing else.
        low, high: the first start and the one `steps` later, each rounded to a float.
        steps: at most so many, at even distances; 0 or more.
        ladder: as in `run_shares`.
    Returns:
        None when floats cannot tell what the first start buys.
    Source: docs/rules/counting.md section 11.
    """
    if game.rule.conflicts or game.rule.caps:
        return None
    walk = _Walk(game, likely, (low, high), steps, ladder or only_rung(game.supporters))
    while walk.told and walk.goes_on():
        pass
    return Stretch(tuple(walk.winners), walk.steps, walk.whole) if walk.told else None


class _Walk:
    """A stretch that grows shorter, purchase by purchase, to where each is the next for certain.

    Attributes:
        steps: how long the stretch is now.
        told: whether it is known so far what the low end buys.
        whole: whether the walk goes to the last purchase.
    """

    def __init__(
        self,
        game: SharesGame,
        likely: tuple[int, ...],
        ends: Line,
        steps: int,
        ladder: Ladder,
    ) -> None:
        self.game = game
        self.rung, *self.higher = ladder
        self.steps = steps
        self.told = self.whole = True
        costs = game.profile.costs
        racing = [p for p in game.candidates if costs[p]]
        self.lines = Lines(self.rung.supporters, racing, *ends)
        # Lines below each price per utility. They stay so: what is bought makes nobody richer.
        self.bounds = np.full((2, len(costs)), np.inf)
        self.bounds[:, racing] = game.first_bounds[racing]
        free = [p for p in game.candidates if not costs[p]]
        self.winners = sorted(free, key=lambda p: game.breaker.keys[p])
        self.likely = [p for p in reversed(likely) if costs[p]]

    def goes_on(self) -> bool:
        """Look for the next purchase, or make the stretch shorter; False when all is bought."""
        project = self._next_guess()
        if project is None or not self.whole:
            return False
        while not self.rung.within[project]:
            self._climb()
        who = self.lines.backers(project)
        least = self.lines.least_of(who)
        at_low = self._quote(project, who, least[0])
        if at_low is None:
            self._leave_out(project, who)
            return True
        split = who.split(at_low.price, self.game.float_costs[project])
        at_high = self._paid_at_high(project, who, least[1], at_low)
        if not split.weight:
            self.told = False
        if not self.told or at_high is None:
            return True
        highest, lowest = (at_low.high, at_high), split.price(self.game.float_costs[project])
        if self._all_others_are_dearer(project, highest, lowest[0]):
            # Not rising, so that whoever has more at the high end still has.
            self.lines.pay(who, least, highest, (lowest[0], min(lowest)))
            self.winners.append(project)
            self._drop(project)
        return True

    def _next_guess(self) -> int | None:
        """The project that is looked at first; None when none is in the race."""
        while self.likely:
            if self.bounds[0, self.likely[-1]] < np.inf:
                return self.likely[-1]
            self.likely.pop()
        project = int(self.bounds[0].argmin())
        return project if self.bounds[0, project] < np.inf else None

    def _climb(self) -> None:
        self.rung = self.higher.pop(0)
        self.lines.climb(self.rung.supporters, self.rung.below)

    def _drop(self, project: int) -> None:
        self.bounds[:, project] = np.inf

    def _shorten(self, part: float) -> None:
        """Go on with the steps in this part of the stretch, at least one less than it has."""
        steps = min(int(self.steps * part), self.steps - 1)
        if not self.steps:
            self.told = False  # then not even the low end is certain
            return
        part, self.steps = steps / self.steps, steps
        self.lines.end_at(part)
        first, second = self.bounds
        known = first < np.inf
        second[known] = (first[known] + (second[known] - first[known]) * part) * (1 - 8 * EPS)

    def _shorten_or_end(self, part: float) -> None:
        """Shorten the stretch, unless it does not matter what else is bought in it."""
        if self._cannot_end_the_search():
            self.whole = False
        else:
            self._shorten(part)

    def _cannot_end_the_search(self) -> bool:
        """Whether no start of the stretch is the last one or overspends, whatever else it buys."""
        costs, budget = self.game.profile.costs, self.game.profile.budget_minor
        left = budget - sum(costs[p] for p in self.winners)
        if not self.steps or left < sum(
            costs[p] for p in self.likely if self.bounds[0, p] < np.inf
        ):
            return False
        left_out = set(self.game.candidates).difference(self.winners)
        for project in np.flatnonzero(self.bounds[0] < np.inf).tolist():
            if self.lines.is_short(project, self.game.float_costs[project]):
                self._drop(project)
            else:
                left_out.discard(project)
                left -= costs[project]
                if left < 0:
                    return False
        if self.game.rule.stop is Stop.EXHAUSTIVE:
            return any(costs[p] <= left for p in left_out)
        return bool(left_out)

    def _quote(self, project: int, who: Backers, least: Floats) -> Quote | None:
        """A price certainly paid at the low end; None when they may have too little."""
        cost = self.game.float_costs[project]
        at_least = float(self.bounds[0, project]) * self.game.utilities[project] * (1 - 4 * EPS)
        found = quote(project, cost, who.wallets(least), at_least)
        if found is not None:
            prove_bound(found, cost)
            if found.high == np.inf:
                self.told = False
        return found

    def _paid_at_high(
        self, project: int, who: Backers, least: Floats, at_low: Quote
    ) -> float | None:
        """A price that is certainly paid at the high end; if there is none it moves down."""
        cost = self.game.float_costs[project]
        wallets = who.wallets(least)
        paid, rich = wallets.at(at_low.price)
        # From any price one step leads below the one that is paid, and near to it.
        nearly = at_low.price + (cost - paid) / rich if rich else at_low.price
        found = quote(project, cost, wallets, max(nearly * (1 - 1e-12), 0.0))
        if found is not None:
            prove_bound(found, cost)
            if found.high < np.inf:
                return found.high
        self._shorten_or_end(LESS_OF_IT)
        return None

    def _leave_out(self, project: int, who: Backers) -> None:
        """Make the stretch end where the supporters of a project no longer have too little."""
        cost = self.game.float_costs[project]
        if not self.lines.is_short(project, cost):
            all_poor = who.split(np.inf, cost).poor
            part = _positive_part((cost - all_poor[0], cost - all_poor[1]))
            if part < 1:
                self._shorten_or_end(part)
                return
        self._drop(project)

    def _all_others_are_dearer(self, winner: int, reach: Line, lowest: float) -> bool:
        """Whether `winner` at these prices goes before all others; or something else is tried.

        Args:
            lowest: a lower bound of its price at the low end.
        """
        rates = self._rate(winner, reach[0]), self._rate(winner, reach[1])
        close = (self.bounds[0] <= rates[0]) | (self.bounds[1] <= rates[1])
        close[winner] = False
        part = 1.0
        for rival in np.flatnonzero(close).tolist():
            holds = self._dearer_part(rival, rates)
            if holds == 1 or self._goes_first(winner, rival, max(reach)):
                continue
            if holds == 0:
                self._try_first(rival, winner, lowest, max(reach))
                return False
            part = min(part, holds)
        if part < 1:
            self._shorten_or_end(part)
        return part == 1

    def _dearer_part(self, rival: int, rates: Line) -> float:
        """In which part of the stretch, from its low end, a rival is dearer than these rates."""
        cost, unit = self.game.float_costs[rival], self.game.utilities[rival] * (1 + 32 * EPS)
        if self.lines.is_short(rival, cost):
            self._drop(rival)
            return 1.0
        prices = rates[0] * unit, rates[1] * unit
        split = self.lines.backers(rival).split(prices[0], cost)
        lacks = split.lacking(prices, cost)
        if min(lacks) > 0 and split.weight:
            first, second = split.price(cost)
            bounds = self.game.per_utility(rival, first), self.game.per_utility(rival, second)
            self.bounds[:, rival] = bounds
        return _positive_part(lacks)

    def _try_first(self, rival: int, winner: int, lowest: float, price: float) -> None:
        """Look at a rival first that goes before `winner` at the low end for certain."""
        who = self.lines.backers(rival)
        found = self._quote(rival, who, self.lines.least_of(who)[0])
        mine, others = self.game.utilities[winner], self.game.utilities[rival]
        if (found and found.high * mine * (1 + 8 * EPS) < lowest * others) or self._goes_first(
            rival, winner, price
        ):
            self.likely = [*(p for p in self.likely if p != rival), rival]
        elif self._cannot_end_the_search():
            self.whole = False
        else:
            self.told = False

    def _goes_first(self, winner: int, rival: int, price: float) -> bool:
        """Whether `winner` goes before `rival` although floats cannot tell them apart.

        When from every start the same supporters have money and all of them can pay in full,
        prices are cost / weight at every start, and whole numbers decide.
        """
        costs, utilities = self.game.profile.costs, self.game.utilities
        weight, rival_weight = (self._steady_weight(p, price) for p in (winner, rival))
        if not weight or not rival_weight:
            return False
        left = costs[winner] * rival_weight * utilities[rival]
        right = costs[rival] * weight * utilities[winner]
        keys = self.game.breaker.keys
        return left < right or (left == right and keys[winner] < keys[rival])

    def _steady_weight(self, project: int, price: float) -> int:
        """Weight of the supporters when all who have money have enough; 0 when not proved."""
        who = self.lines.backers(project)
        cost = self.game.float_costs[project]
        return who.steady_weight(self.lines.least_of(who), cost, price)

    def _rate(self, project: int, price: float) -> float:
        """Price per utility, rounded up."""
        return price / self.game.utilities[project] * (1 + 16 * EPS)


def _positive_part(line: Line) -> float:
    """How far from the low end a line is above 0; all of it only when both ends are."""
    first, second = line
    if first <= 0:
        return 0.0
    return 1.0 if second > 0 else first / (first - second) * (1 - EPS)
