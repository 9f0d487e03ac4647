"""One run of the Method of Equal Shares from one start per voter."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property

import numpy as np

from pbplatform.counting.eligibility import Bounds
from pbplatform.counting.profile import Profile
from pbplatform.counting.result import Verdict
from pbplatform.counting.rulebook import Rule, Utility
from pbplatform.counting.shares_exact import (
    NOBODY,
    Doubt,
    ExactPrices,
    ExactQuote,
    Purchase,
    exact_quote,
)
from pbplatform.counting.shares_ladder import Ladder, only_rung
from pbplatform.counting.shares_offers import Offers
from pbplatform.counting.shares_purse import Purse
from pbplatform.counting.shares_quote import EPS, Quote, prove_bound, quote
from pbplatform.counting.supporters import Floats, Supporters
from pbplatform.counting.ties import TieBreaker

DROPS_BEFORE_SWEEP = 2
"""After so many projects out of reach in one round, all others are asked for no more than that."""

MOST_ERROR = 1e-8
"""Part of a voter's start by which her money in floats may be off before prices are exact."""


@dataclass(frozen=True, eq=False)
class SharesGame:
    """What stays the same over all starts.

    Attributes:
        candidates: indexes of projects that may be bought: not refused before, with supporters.
        utilities: per project, what one point of support is worth.
    """

    profile: Profile
    rule: Rule
    supporters: Supporters
    candidates: tuple[int, ...]
    utilities: tuple[int, ...]
    breaker: TieBreaker

    @classmethod
    def of(
        cls, profile: Profile, rule: Rule, refused: Mapping[int, Verdict], breaker: TieBreaker
    ) -> SharesGame:
        supporters = Supporters.of(profile)
        return cls(
            profile=supporters.profile,
            rule=rule,
            supporters=supporters,
            candidates=tuple(
                p for p, total in enumerate(supporters.totals) if total and p not in refused
            ),
            utilities=tuple(cost if rule.utility is Utility.COST else 1 for cost in profile.costs),
            breaker=breaker,
        )

    @cached_property
    def float_costs(self) -> tuple[float, ...]:
        return tuple(map(float, self.profile.costs))

    @cached_property
    def first_prices(self) -> dict[int, float]:
        """Proved lower bounds of the candidates' prices before anything is bought."""
        totals = self.supporters.totals
        return {p: self.float_costs[p] / totals[p] * (1 - 2 * EPS) for p in self.candidates}

    @cached_property
    def first_bounds(self) -> Floats:
        """The same per utility, float64 (projects,); infinite for all that are no candidates."""
        bounds = np.full(len(self.profile.costs), np.inf)
        for project, price in self.first_prices.items():
            bounds[project] = self.per_utility(project, price)
        return bounds

    def per_utility(self, project: int, price: float) -> float:
        """Price per utility, rounded down."""
        utility = self.utilities[project]
        return price / utility * (1 - 4 * EPS) if utility else 0.0


@dataclass(frozen=True)
class MetTie:
    """Equals in one round, in the order of the tie-break; the first was bought."""

    round: int
    projects: tuple[int, ...]


@dataclass(frozen=True, eq=False)
class SharesResult:
    """Winners in order, what shut others out, the ties, and the record for exact prices.

    Attributes:
        shut_out: those that all winners together exclude, whether or not anybody could pay.
        money: float64 (types,), what each voter has left, for figures that need no exactness.
    """

    start: Fraction
    winners: tuple[int, ...]
    shut_out: dict[int, Verdict]
    ties: tuple[MetTie, ...]
    exact: ExactPrices
    money: Floats
    cost_minor: int


def run_shares(
    game: SharesGame,
    start: Fraction,
    forced: Mapping[int, int] | None = None,
    likely: tuple[int, ...] = (),
    ladder: Ladder | None = None,
) -> SharesResult:
    """Buy projects while some group of supporters can pay for one.

    Args:
        start: money of each voter in minor units, an exact fraction.
        forced: which of the equals to buy in a round with a tie, by round; for asking whether
            the tie mattered.
        likely: winners of a run from a start near this one. They are only looked at first, so
            that others need not be followed far; they decide nothing.
        ladder: voters taken together; types in the result are those of the rung where it ended.
    Source: docs/rules/counting.md section 10.
    """
    run = _Run(game, start, forced or {}, likely, ladder or only_rung(game.supporters))
    run.buy_free_projects()
    while run.buy_next():
        pass
    return run.result()


class _Run:
    def __init__(
        self,
        game: SharesGame,
        start: Fraction,
        forced: Mapping[int, int],
        likely: tuple[int, ...],
        ladder: Ladder,
    ) -> None:
        self.game = game
        self.rung, *self.higher = ladder
        self.start = start
        self.forced = forced
        self.likely = likely
        costs = game.profile.costs
        self.costs = game.float_costs
        self.utilities = game.utilities
        self.exact = ExactPrices(self.rung.supporters, costs, start)
        self.purse = Purse(self.rung.supporters, game.candidates, float(start))
        self.winners: list[int] = []
        self.ties: list[MetTie] = []
        self.limits_of_rule = Bounds(game.profile, game.rule)
        self.prices, bounds = dict(game.first_prices), game.first_bounds.copy()
        self.offers = Offers(bounds)
        self._drop_shut_out()  # a project may cost more than its cap

    def result(self) -> SharesResult:
        costs = self.game.profile.costs
        return SharesResult(
            start=self.start,
            winners=tuple(self.winners),
            shut_out=self._shut_out(),
            ties=tuple(self.ties),
            exact=self.exact,
            money=self.purse.money,
            cost_minor=sum(costs[p] for p in self.winners),
        )

    def buy_free_projects(self) -> None:
        """Supported projects that cost nothing come first, at the price of nothing."""
        costs = self.game.profile.costs
        free = [p for p in self.game.candidates if costs[p] == 0]
        for project in sorted(free, key=lambda p: self.game.breaker.keys[p]):
            if self.offers.bounds[project] == np.inf:
                continue
            total = self.game.supporters.totals[project]
            self.exact.add(Purchase(project, total, NOBODY, None, NOBODY))
            self._won(project)

    def buy_next(self) -> bool:
        """Buy what has the lowest price per utility, or climb to it; False when none is paid."""
        self.offers.next_round()
        self._look_at_likely()
        leading = self._cheapest()
        if leading is None:
            return False
        rivals = self._rivals(leading)
        if not all(self.rung.within[found.project] for found in (leading, *rivals)):
            self._climb()
            return True
        if rivals:
            self._buy_first_of([leading, *rivals])
        else:
            self._buy(leading)
        return True

    def _climb(self) -> None:
        """Tell voters apart who will not have the same for longer; nothing is bought."""
        self.rung = self.higher.pop(0)
        self.purse.climb(self.rung.supporters, self.rung.below)
        self.exact.climb(self.rung.supporters)

    def _look_at_likely(self) -> None:
        """Learn the reach of this round from the winner that another start had here."""
        at = len(self.winners)
        if at < len(self.likely) and self.offers.bounds[self.likely[at]] < np.inf:
            self._refresh(self.likely[at], np.inf)

    def _cheapest(self) -> Quote | None:
        """A fresh quote, bounded on both sides, below which no other lower bound lies."""
        while True:
            project = int(self.offers.bounds.argmin())
            if self.offers.bounds[project] == np.inf:
                return None
            found = self.offers.fresh.get(project)
            if found is None:
                self._refresh(project, self.offers.reach)
                continue
            if found.high < np.inf:
                return found
            self._sharpen(found)

    def _sharpen(self, found: Quote) -> None:
        """Replace a quote that floats cannot bound by the exact one, or drop the project."""
        exact = self._exact(found)
        if exact is None:
            self.offers.drop(found.project)
            return
        price = float(exact.price)
        low, high = price * (1 - EPS), price * (1 + EPS)
        # Strictly more: in floats the price and its bound may be the same number, and whoever has
        # exactly that may have nothing left.
        sure = found.wallets.weight_of(found.wallets.limits > high + found.wallets.error)
        self._offer(replace(found, price=price, low=low, high=high, sure=sure))

    def _refresh(self, project: int, reach: float) -> None:
        """Follow the price of a project to its end, or to where it is above `reach`."""
        at_most = reach * self.utilities[project] * (1 + 32 * EPS)
        if at_most < np.inf:
            low = self.purse.price_above(project, self.costs[project], at_most)
            if low:
                self._note(project, low)
                return
        wallets = self.purse.wallets(project)
        cost = self.costs[project]
        found = quote(project, cost, wallets, self.prices[project], at_most)
        if found is None:
            self.offers.drop(project)
            self.offers.out_of_reach += 1
            if self.offers.out_of_reach == DROPS_BEFORE_SWEEP:
                self._sweep()
        elif found.settled:
            prove_bound(found, cost)
            self._offer(found)
        else:
            self._note(project, found.low)

    def _sweep(self) -> None:
        """Drop all projects whose supporters certainly have too little together."""
        for project in np.flatnonzero(self.offers.bounds < np.inf).tolist():
            if self.purse.is_short(project, self.costs[project]):
                self.offers.drop(project)

    def _offer(self, found: Quote) -> None:
        self._note(found.project, found.low)
        self.offers.fresh[found.project] = found
        if found.high < self.offers.reach * self.utilities[found.project]:
            self.offers.reach = self.game.per_utility(found.project, found.high) * (1 + 16 * EPS)

    def _note(self, project: int, low: float) -> None:
        self.prices[project] = low
        self.offers.bounds[project] = self.game.per_utility(project, low)

    def _rivals(self, leading: Quote) -> list[Quote]:
        """Fresh quotes of all other projects that may be as cheap as the leading one."""
        reach = self.game.per_utility(leading.project, leading.high) * (1 + 16 * EPS)
        while True:
            close = np.flatnonzero(self.offers.bounds <= reach).tolist()
            stale = [p for p in close if p not in self.offers.fresh]
            if not stale:
                return [self.offers.fresh[p] for p in close if p != leading.project]
            for project in stale:
                self._refresh(project, reach)

    def _buy_first_of(self, quotes: list[Quote]) -> None:
        """Compare exactly; buy the cheapest, equals in the order of the tie-break."""
        by_project = {found.project: found for found in quotes}
        asked: dict[int, ExactQuote] = {}
        for project, found in by_project.items():
            exact = self._exact(found)
            if exact is None:
                self.offers.drop(project)
            else:
                asked[project] = exact
        rates = {p: e.price / self.game.utilities[p] for p, e in asked.items()}
        lowest = min(rates.values())
        equals = [p for p, rate in rates.items() if rate == lowest]
        equals.sort(key=lambda p: self.game.breaker.keys[p])
        chosen = equals[0]
        if len(equals) > 1:
            at = len(self.winners) + 1
            self.ties.append(MetTie(at, tuple(equals)))
            chosen = self.forced.get(at, chosen)
        self._buy_exactly(by_project[chosen], asked[chosen])

    def _exact(self, found: Quote) -> ExactQuote | None:
        cost = self.game.profile.costs[found.project]
        return exact_quote(self.exact, cost, self._doubt(found))

    def _doubt(self, found: Quote) -> Doubt:
        wallets = found.wallets
        prove_bound(found, self.costs[found.project])
        poor = wallets.limits < found.low - wallets.error
        rich = wallets.limits > found.high + wallets.error
        unsure = ~(poor | rich) & (wallets.limits > 0)
        ones = np.ones(int(np.count_nonzero(unsure)))
        return Doubt(
            poor=wallets.types[poor & (wallets.limits > 0)],
            open=wallets.types[unsure],
            open_weights=ones if wallets.weights is None else wallets.weights[unsure],
            open_points=ones if wallets.points is None else wallets.points[unsure],
            rich_weight=wallets.weight_of(rich),
        )

    def _buy(self, found: Quote) -> None:
        """Take the price from all supporters, exactly where somebody's part is in doubt."""
        wallets = found.wallets
        poor = wallets.limits < found.low - wallets.error
        full_weight = wallets.weight_of(~poor)
        if full_weight != found.sure:
            exact = self._exact(found)
            if exact is None:
                self.offers.drop(found.project)
            else:
                self._buy_exactly(found, exact)
            return
        broke = poor & (wallets.limits > 0)
        self.exact.add(Purchase(found.project, full_weight, wallets.types, broke, NOBODY))
        self.purse.pay(wallets, self._price_to_pay(found))
        self._won(found.project)

    def _price_to_pay(self, found: Quote) -> float:
        """The price in floats, as sharp as the purse needs it; its error goes into the purse."""
        doubt = max(found.high - found.price, found.price - found.low)
        after = self.purse.error + self.game.supporters.most_points * doubt
        if after <= MOST_ERROR * self.purse.start:
            self.purse.doubt_price(doubt)
            return found.price
        # Errors multiply from round to round; the exact price of this one starts them afresh.
        price = float(self.exact.prices()[-1])
        self.purse.doubt_price(EPS * price)
        return price

    def _buy_exactly(self, found: Quote, exact: ExactQuote) -> None:
        wallets = found.wallets
        emptied = np.concatenate((self._doubt(found).poor, exact.poor))
        self.exact.add(Purchase(found.project, exact.full_weight, emptied, None, exact.even))
        poor = np.isin(wallets.types, np.concatenate((emptied, exact.even)))
        price = float(exact.price)
        self.purse.pay(wallets, price, poor | (wallets.limits == 0))
        self.purse.doubt_price(EPS * price)
        self._won(found.project)

    def _won(self, project: int) -> None:
        self.winners.append(project)
        self.offers.drop(project)
        self.limits_of_rule.fund(project)
        self._drop_shut_out()

    def _drop_shut_out(self) -> None:
        if self.limits_of_rule.bind:
            for project in (self.offers.bounds < np.inf).nonzero()[0].tolist():
                if self.limits_of_rule.refusal(project):
                    self.offers.drop(project)

    def _shut_out(self) -> dict[int, Verdict]:
        """Told at the end, because it depends on shortcuts when a project left the race."""
        if not self.limits_of_rule.bind:
            return {}
        others = set(self.game.candidates).difference(self.winners)
        refusals = {project: self.limits_of_rule.refusal(project) for project in sorted(others)}
        return {project: refusal for project, refusal in refusals.items() if refusal}
