"""Equal Shares as its definition reads, one fraction per voter: slow, and easy to believe."""

from __future__ import annotations

from fractions import Fraction

from pbplatform.counting.profile import Profile
from pbplatform.counting.rulebook import CapKind, Rule, Stop, Utility

Ballot = dict[int, int]


def voters_of(profile: Profile) -> list[Ballot]:
    """One ballot per voter: project index -> points."""
    ballots = []
    for ballot, times in enumerate(profile.times.tolist()):
        part = slice(profile.offsets[ballot], profile.offsets[ballot + 1])
        marks = profile.marks[part].tolist()
        points = [1] * len(marks) if profile.points is None else profile.points[part].tolist()
        one = {m: p for m, p in zip(marks, points, strict=True) if p}
        ballots += [one] * times
    return ballots


def price_of(cost: int, support: list[tuple[Fraction, int]]) -> Fraction | None:
    """The price per point at which (money, points) of the supporters pay the cost."""
    if sum(money for money, _ in support) < cost:
        return None
    poor = Fraction(0)
    weight = sum(points for _, points in support)
    for money, points in sorted(support, key=lambda one: one[0] / one[1]):
        price = (cost - poor) / weight
        if price * points <= money:
            return price
        poor += money
        weight -= points
    raise AssertionError("enough money and no price")


def excluded(profile: Profile, rule: Rule, bought: list[int]) -> set[int]:
    """Projects that the bought ones shut out by a conflict or a cap."""
    contenders = profile.contenders
    keys = {contenders[p].key for p in bought}
    out = set()
    for project, one in enumerate(contenders):
        if project in bought:
            continue
        if any(one.key in group and keys & set(group) for group in rule.conflicts):
            out.add(project)
        for cap in rule.caps:
            place = "category" if cap.kind is CapKind.CATEGORY else "area"
            inside = [*(contenders[p] for p in bought), one]
            inside = [c for c in inside if getattr(c, place) == cap.name]
            if one in inside and sum(c.cost_minor for c in inside) > cap.limit_minor:
                out.add(project)
    return out


def naive_run(profile: Profile, rule: Rule, start: Fraction, keys) -> list[tuple[int, Fraction]]:
    """(project, price per point) in the order of purchase; `keys` orders equals."""
    ballots = voters_of(profile)
    money = [start] * len(ballots)
    costs = profile.costs
    racing = {project for ballot in ballots for project in ballot}
    racing -= excluded(profile, rule, [])
    bought: list[tuple[int, Fraction]] = []
    for project in sorted((p for p in racing if costs[p] == 0), key=lambda p: keys[p]):
        if project in racing:
            bought.append((project, Fraction(0)))
            racing -= {project, *excluded(profile, rule, [p for p, _ in bought])}
    while True:
        offers = {}
        for project in racing:
            support = [(m, b[project]) for m, b in zip(money, ballots, strict=True) if project in b]
            price = price_of(costs[project], support)
            if price is not None:
                utility = costs[project] if rule.utility is Utility.COST else 1
                offers[project] = (price / utility, keys[project], price)
        if not offers:
            return bought
        winner = min(offers, key=lambda p: offers[p][:2])
        price = offers[winner][2]
        for voter, ballot in enumerate(ballots):
            if winner in ballot:
                money[voter] -= min(money[voter], price * ballot[winner])
        bought.append((winner, price))
        racing -= {winner, *excluded(profile, rule, [p for p, _ in bought])}


def naive_add1(profile: Profile, rule: Rule, keys) -> tuple[list[int], int]:
    """Winners and the number of steps, trying every single start."""
    first = Fraction(profile.budget_minor, profile.voters)
    inc = rule.increment_minor
    costs = profile.costs
    named = {int(mark) for ballot in voters_of(profile) for mark in ballot}
    step, standing = 0, [p for p, _ in naive_run(profile, rule, first, keys)]
    while True:
        left = profile.budget_minor - sum(costs[p] for p in standing)
        others = named - set(standing)
        open_to_all = others - excluded(profile, rule, standing)
        if rule.stop is Stop.EXHAUSTIVE and not any(costs[p] <= left for p in open_to_all):
            return standing, step
        base = Fraction(first // inc * inc) if rule.start_whole else first
        start = base + (step + 1) * inc
        if not others or base + step * inc > sum(costs):
            return standing, step
        found = [p for p, _ in naive_run(profile, rule, start, keys)]
        if sum(costs[p] for p in found) > profile.budget_minor:
            return standing, step
        step, standing = step + 1, found
