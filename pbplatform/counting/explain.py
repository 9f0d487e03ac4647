"""Why a project won or lost, as codes and numbers worked out from the record of a count."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from pbplatform.counting.count import count
from pbplatform.counting.profile import Int64s, Profile
from pbplatform.counting.rulebook import Family, Rule, ThresholdKind
from pbplatform.counting.scores import mark_points
from pbplatform.counting.shares import SharesCount
from pbplatform.counting.ties import TieOrder

MOST_EXTRA_PER_VOTER = 1000
"""More extra ballots than this many times all ballots are not looked for."""


@dataclass(frozen=True)
class Round:
    """One purchase of Equal Shares.

    Attributes:
        price: minor units per supporter, or per point, exact.
        paid_in_full, gave_all: voters who paid the price, and who had less and gave it all.
    """

    key: str
    cost_minor: int
    price: Fraction
    paid_in_full: int
    gave_all: int


@dataclass(frozen=True)
class SpentOn:
    """What the supporters of a losing project paid for one winner."""

    winner: str
    voters: int
    amount: Fraction


@dataclass(frozen=True)
class Shares:
    """Where the shares of a losing project's supporters went; the parts add up to `had`."""

    key: str
    supporters: int
    had: Fraction
    left: Fraction
    spent_on: tuple[SpentOn, ...]


@dataclass(frozen=True)
class Enough:
    """A change that makes a losing project win, found by whole recounts.

    Attributes:
        extra_ballots: so many further ballots that name only this project; None when none
            was found.
        cost_minor: this cost, all else as it was; None when none was found.
        least: no smaller change is enough; otherwise only say "would have been enough".
    """

    key: str
    extra_ballots: int | None
    cost_minor: int | None
    least: bool


def rounds_of(record: SharesCount) -> tuple[Round, ...]:
    """The purchases of the final run of Equal Shares, in order."""
    run, supporters = record.run, record.game.supporters
    profile = record.game.profile
    broke = _broke_in(record)
    rounds = []
    pairs = zip(run.exact.purchases, run.exact.prices(), strict=True)
    for number, (purchase, price) in enumerate(pairs):
        types, _, _ = supporters.of_project(purchase.project)
        gave_all = int(profile.times[purchase.emptied].sum())
        paying = int(profile.times[types[broke[types] >= number]].sum())
        cost = profile.costs[purchase.project]
        key = profile.keys[purchase.project]
        rounds.append(Round(key, cost, price, paying - gave_all, gave_all))
    return tuple(rounds)


def shares_of(record: SharesCount, key: str) -> Shares:
    """On what the supporters of one project spent their shares.

    Raises:
        ValueError: the key was not on the ballot.
    Source: docs/rules/counting.md section 14.
    """
    run, supporters = record.run, record.game.supporters
    profile = record.game.profile
    project = profile.keys.index(key)
    own, _, _ = supporters.of_project(project)
    broke = _broke_in(record)
    ours = np.zeros(len(profile.times), dtype=np.bool_)
    ours[own] = True
    spent = []
    for number, purchase in enumerate(run.exact.purchases):
        types, _, _ = supporters.of_project(purchase.project)
        types = types[ours[types]]
        emptied = purchase.emptied[ours[purchase.emptied]]
        with_money = types[broke[types] >= number]
        full = np.setdiff1d(with_money, emptied, assume_unique=True)
        voters, amount = run.exact.paid_in(number, full, emptied)
        if amount:
            spent.append(SpentOn(profile.keys[purchase.project], voters, amount))
    voters = int(profile.times[own].sum())
    left = run.exact.money_of(own[run.money[own] > 0])
    return Shares(key, voters, voters * run.start, left, tuple(spent))


def _broke_in(record: SharesCount) -> Int64s:
    """int64 (types,): index of the round in which a type spent its last money, or a late one."""
    purchases = record.run.exact.purchases
    broke = np.full(len(record.game.profile.times), len(purchases), dtype=np.int64)
    for number, purchase in enumerate(purchases):
        broke[purchase.emptied] = number
        broke[purchase.even] = number
    return broke


def enough(
    profile: Profile,
    rule: Rule,
    tie_order: TieOrder,
    key: str,
    *,
    go_on: Callable[[], bool] = lambda: True,
) -> Enough:
    """What would have been enough for a project that lost: more votes, or a lower cost.

    Each is found by recounting everything. The smallest is found when the rule is known to be
    monotone (`least`); otherwise the value shown wins, one step less does not, and some smaller
    value might.

    Args:
        go_on: asked before every recount, so that a caller can set a limit of time.
    Raises:
        ValueError: the key was not on the ballot.
        TimeoutError: `go_on` said no.
    Source: docs/rules/counting.md section 14.
    """
    project = profile.keys.index(key)

    def wins(changed: Profile) -> bool:
        if not go_on():
            raise TimeoutError
        return key in count(changed, rule, tie_order).winners

    def wins_with(extra: int) -> bool:
        return wins(with_extra_ballots(profile, rule, project, extra))

    def wins_at(cost: int) -> bool:
        return wins(profile.with_cost(project, cost))

    cost = profile.contenders[project].cost_minor
    most = MOST_EXTRA_PER_VOTER * max(profile.voters, 1)
    saved = _smallest(lambda less: wins_at(cost - less), cost)
    return Enough(
        key=key,
        extra_ballots=_smallest(wins_with, most),
        cost_minor=None if saved is None else cost - saved,
        least=is_monotone(rule),
    )


def is_monotone(rule: Rule) -> bool:
    """Whether more votes for a project, or a lower cost of it alone, never make it lose.

    Proved for most votes first without reserve money, caps, conflicts and thresholds that move
    with the number of ballots: the project only moves up in the ranking, where more is left.
    """
    fixed = all(t.kind in (ThresholdKind.SCORE, ThresholdKind.SUPPORTERS) for t in rule.thresholds)
    plain = not rule.caps and not rule.conflicts and rule.last_project_percent is None
    return rule.family is Family.VOTES_GREEDY and fixed and plain


def with_extra_ballots(profile: Profile, rule: Rule, project: int, extra: int) -> Profile:
    """The same election with `extra` further ballots that name only one project.

    On points ballots each gives the most points that any voter gave to one project.
    """
    points = profile.points
    if points is not None:
        most = mark_points(profile, rule.positions)
        given = int(most.max(initial=1)) if most is not None else 1
        points = np.append(points, np.int64(given))
    return replace(
        profile,
        offsets=np.append(profile.offsets, profile.offsets[-1] + 1),
        marks=np.append(profile.marks, np.int32(project)),
        times=np.append(profile.times, np.int64(extra)),
        points=points,
    )


def _smallest(wins: Callable[[int], bool], most: int) -> int | None:
    """A number from 1 to `most` that wins while one less does not; None when none was found."""
    loses, step = 0, 1
    while not wins(min(step, most)):
        if step >= most:
            return None
        loses, step = step, step * 2
    found = min(step, most)
    while found - loses > 1:
        middle = (found + loses) // 2
        if wins(middle):
            found = middle
        else:
            loses = middle
    return found
