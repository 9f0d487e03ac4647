"""The greedy family: projects in order of votes (or votes per unit of money) while money lasts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby, permutations

from pbplatform.counting.eligibility import Bounds, refused_before_counting
from pbplatform.counting.profile import Profile
from pbplatform.counting.result import FUNDED, Reason, Verdict
from pbplatform.counting.rulebook import Family, Misfit, Rule
from pbplatform.counting.ties import Tie, TieBreaker

ALL_ORDERS_UP_TO = 5


@dataclass(frozen=True)
class GreedyRun:
    """Verdicts by project index, winners in order, what the budget has left, ties met."""

    verdicts: dict[int, Verdict]
    winners: tuple[int, ...]
    left_minor: int
    ranking: tuple[int, ...]
    ties: tuple[Tie, ...]


def run_greedy(
    profile: Profile,
    rule: Rule,
    scores: tuple[int, ...],
    breaker: TieBreaker,
    already: tuple[int, ...] = (),
) -> GreedyRun:
    """Fund projects from the top of the ranking.

    Args:
        already: projects that were funded before, by another rule, out of the same budget; they
            are in no verdict and in no list of the run.
    Source: docs/rules/counting.md section 5.
    """
    refused = refused_before_counting(profile, rule, scores)
    groups = _ranked_groups(profile, rule, scores, breaker, set(already))
    ranking = [project for group in groups for project in group]
    walk = _Walk(profile, rule, refused, already)
    verdicts, winners, left = walk.down(ranking)
    ties = tuple(_ties(groups, ranking, walk, set(winners), breaker, profile))
    return GreedyRun({**refused, **verdicts}, tuple(winners), left, tuple(ranking), ties)


def _ranked_groups(
    profile: Profile,
    rule: Rule,
    scores: tuple[int, ...],
    breaker: TieBreaker,
    already: set[int],
) -> list[list[int]]:
    """Projects from the first to the last; equals together, in the order of the tie-break."""
    worth: Sequence[Fraction | int] = scores
    if rule.family is Family.DENSITY_GREEDY:
        # A project that costs nothing comes before all others, the more votes the earlier.
        most = max(scores, default=0) + 1
        worth = [
            Fraction(score, cost) if cost else Fraction(score + most * most)
            for score, cost in zip(scores, profile.costs, strict=True)
        ]
    racing = [project for project in range(len(scores)) if project not in already]
    ranked = sorted(racing, key=lambda project: (-worth[project], breaker.keys[project]))
    return [list(group) for _, group in groupby(ranked, key=lambda project: worth[project])]


class _Walk:
    """Going down one ranking; the same walk is repeated to see whether a tie mattered."""

    def __init__(
        self,
        profile: Profile,
        rule: Rule,
        refused: dict[int, Verdict],
        already: tuple[int, ...],
    ) -> None:
        self._profile = profile
        self._rule = rule
        self._already = already
        self.refused = refused
        self.may_use_reserve = rule.last_project_percent is not None

    def down(self, ranking: Sequence[int]) -> tuple[dict[int, Verdict], list[int], int]:
        """Verdicts of the projects that were not refused before, winners, money left."""
        bounds = Bounds(self._profile, self._rule)
        left = self._profile.budget_minor
        for project in self._already:
            bounds.fund(project)
            left -= self._profile.contenders[project].cost_minor
        verdicts: dict[int, Verdict] = {}
        winners: list[int] = []
        stopped_at: int | None = None
        for project in ranking:
            if project in self.refused:
                continue
            if stopped_at is not None:
                key = self._profile.contenders[stopped_at].key
                verdicts[project] = Verdict(Reason.STOPPED_BEFORE, {"stopped_at": key})
                continue
            verdict = bounds.refusal(project) or self._try(
                project, left, len(self._already) + len(winners) + 1
            )
            verdicts[project] = verdict
            if verdict.reason in FUNDED:
                winners.append(project)
                bounds.fund(project)
                left = max(0, left - self._profile.contenders[project].cost_minor)
            if self._ends_at(verdict.reason):
                stopped_at = project
        return verdicts, winners, left

    def winners_of(self, ranking: Sequence[int]) -> set[int]:
        """The winners of the same walk, many times faster than with a verdict for each project."""
        bounds, costs = Bounds(self._profile, self._rule), self._profile.costs
        binds, stops = bounds.bind, self._rule.misfit is Misfit.STOP
        left = self._profile.budget_minor
        for project in self._already:
            bounds.fund(project)
            left -= costs[project]
        winners: set[int] = set()
        for project in ranking:
            if project in self.refused or (binds and bounds.refusal(project)):
                continue
            if costs[project] <= left:
                winners.add(project)
                left -= costs[project]
                if binds:
                    bounds.fund(project)
            elif self.may_use_reserve and self._reason(costs[project], left) in FUNDED:
                return {*winners, project}
            elif stops:
                break
        return winners

    def _reason(self, cost: int, left: int) -> Reason:
        if cost <= left:
            return Reason.FUNDED
        percent = self._rule.last_project_percent
        if percent is not None and left * 100 >= cost * percent:
            return Reason.FUNDED_FROM_RESERVE
        return Reason.DID_NOT_FIT

    def _try(self, project: int, left: int, position: int) -> Verdict:
        cost = self._profile.contenders[project].cost_minor
        reason = self._reason(cost, left)
        if reason is Reason.FUNDED:
            numbers = {"position": position, "left_minor": left - cost}
        elif reason is Reason.FUNDED_FROM_RESERVE:
            numbers = {"position": position, "left_minor": left, "reserve_minor": cost - left}
        else:
            numbers = {"left_minor": left, "missing_minor": cost - left}
        return Verdict(reason, numbers)

    def _ends_at(self, reason: Reason) -> bool:
        if reason is Reason.FUNDED_FROM_RESERVE:
            return True
        return reason is Reason.DID_NOT_FIT and self._rule.misfit is Misfit.STOP


def _ties(
    groups: list[list[int]],
    ranking: list[int],
    walk: _Walk,
    winners: set[int],
    breaker: TieBreaker,
    profile: Profile,
) -> Iterator[Tie]:
    """Every group of equals that were still in the race, and whether their order mattered."""
    start = 0
    for group in groups:
        racing = [project for project in group if project not in walk.refused]
        if len(racing) > 1:
            tried = _other_orders(racing, winners, walk.may_use_reserve)
            changed = any(
                walk.winners_of(_with_order(ranking, start, order)) != winners for order in tried
            )
            keys = tuple(profile.contenders[project].key for project in racing)
            yield Tie(start + 1, keys, breaker.settled_by(racing), changed)
        start += len(group)


def _other_orders(
    racing: list[int], winners: set[int], may_use_reserve: bool
) -> Iterator[tuple[int, ...]]:
    """Orders of equals, or beginnings of orders, that show whether their order matters.

    It is enough to put each one that did not win first: what cannot win before its equals cannot
    win after them, and when none can, every order funds the same. Money from a reserve breaks
    that argument, so there all orders are tried, as long as they are few.
    """
    if may_use_reserve and len(racing) <= ALL_ORDERS_UP_TO:
        yield from permutations(racing)
    else:
        yield from ((p,) for p in racing if may_use_reserve or p not in winners)


def _with_order(ranking: list[int], start: int, order: tuple[int, ...]) -> list[int]:
    """The ranking with these projects brought forward, in this order, to the place `start`."""
    rest = [project for project in ranking if project not in order]
    return [*rest[:start], *order, *rest[start:]]
