"""Shortcuts of Equal Shares and of greedy change no winner, no price, no tie and no step."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pbplatform.counting import shares_quote, shares_run
from pbplatform.counting.eligibility import refused_before_counting
from pbplatform.counting.greedy import _Walk
from pbplatform.counting.profile import Contender, Profile, _how_often
from pbplatform.counting.rulebook import Cap, CapKind, Completion, Family, Misfit, Rule, Utility
from pbplatform.counting.shares_add1 import run_add1
from pbplatform.counting.shares_purse import Purse
from pbplatform.counting.shares_quote import EPS, Wallets, quote
from pbplatform.counting.shares_run import run_shares
from pbplatform.counting.supporters import Supporters
from tests.counting.drawn import drawn_election, game_of, seen_of

RULE = Rule(Family.EQUAL_SHARES, completion=Completion.ADD1, increment_minor=3)


def without_shortcuts(patch: pytest.MonkeyPatch) -> None:
    """Follow every price to its end; nobody is told to be out of reach by one sum."""

    def to_the_end(project, cost, wallets, at_least, at_most=math.inf):
        return quote(project, cost, wallets, at_least)

    patch.setattr(shares_run, "quote", to_the_end)
    patch.setattr(shares_quote, "LEAP", math.inf)
    patch.setattr(Purse, "is_short", lambda *_: False)
    patch.setattr(Purse, "price_above", lambda *_: 0.0)
    patch.setattr("pbplatform.counting.shares_purse.COMPACT_BELOW", 0.0)


@settings(max_examples=60)
@given(
    st.integers(0, 2**32),
    st.sampled_from([5, 40, 300, 3_000]),
    st.integers(1, 25),
    st.sampled_from(list(Utility)),
    st.booleans(),
    st.booleans(),
)
def test_run_is_the_same_when_every_price_is_followed_to_its_end(
    seed, voters, projects, utility, times, points
):
    profile = drawn_election(seed, voters, projects, times=times, points=points)
    game = game_of(profile, Rule(Family.EQUAL_SHARES, utility=utility))
    start = Fraction(profile.budget_minor, profile.voters)
    found = seen_of(run_shares(game, start))

    with pytest.MonkeyPatch.context() as patch:
        without_shortcuts(patch)
        assert seen_of(run_shares(game, start)) == found


@settings(max_examples=25)
@given(st.integers(0, 2**32), st.sampled_from([5, 40, 300]), st.integers(1, 15), st.booleans())
def test_add1_takes_the_same_steps_when_every_price_is_followed_to_its_end(
    seed, voters, projects, times
):
    game = game_of(drawn_election(seed, voters, projects, times=times, points=False), RULE)
    found = run_add1(game)

    with pytest.MonkeyPatch.context() as patch:
        without_shortcuts(patch)
        other = run_add1(game)
    assert (other.steps, other.ended_by) == (found.steps, found.ended_by)
    assert seen_of(other.run) == seen_of(found.run)


def test_steps_of_add1_are_told_as_they_are_taken():
    told: list[int] = []
    found = run_add1(game_of(drawn_election(1, 40, 8, times=True, points=False), RULE), told.append)

    assert told == sorted(told)
    assert (told[0], told[-1]) == (0, found.steps)
    assert found.steps > 0


def wallets_of(money: list[int], weights: list[int] | None) -> Wallets:
    amounts = np.array(money, dtype=np.float64)
    given_weights = None if weights is None else np.array(weights, dtype=np.float64)
    total = len(money) if weights is None else sum(weights)
    return Wallets(np.arange(len(money)), None, given_weights, amounts, amounts, total, EPS * 100)


def exact_price(money: list[int], weights: list[int] | None, cost: int) -> Fraction | None:
    """The price by its definition."""
    pairs = zip(map(Fraction, money), weights or [1] * len(money), strict=True)
    return exact_price_of(sorted(pairs), cost)


def exact_price_of(entries: list[tuple[Fraction, int]], cost: int) -> Fraction | None:
    rest, weight = Fraction(cost), sum(one for _, one in entries)
    for amount, one in entries:
        if rest <= amount * weight:
            return rest / weight
        rest -= amount * one
        weight -= one
    return None


@settings(max_examples=200)
@given(
    st.lists(st.tuples(st.integers(1, 100), st.integers(1, 5)), min_size=1, max_size=100),
    st.booleans(),
    st.integers(1, 4_000),
    st.floats(0.01, 100),
)
def test_bound_is_never_above_the_price_when_it_is_followed_only_so_far(
    entries, weighted, cost, at_most
):
    money, weights = [m for m, _ in entries], [w for _, w in entries] if weighted else None
    price = exact_price(money, weights, cost)
    found = quote(0, float(cost), wallets_of(money, weights), 0.0, at_most)

    if found is None:
        assert price is None
    elif price is not None:
        assert Fraction(found.low) <= price
        assert found.settled or found.low > at_most


@settings(max_examples=200)
@given(
    st.integers(0, 2**32),
    st.booleans(),
    st.booleans(),
    st.integers(1, 4_000),
    st.floats(0.01, 100),
)
def test_price_said_to_be_above_a_limit_is_above_it(seed, times, points, cost, limit):
    supporters = Supporters.of(drawn_election(seed, 30, 3, times=times, points=points))
    purse = Purse(supporters, range(3), 100.0)
    purse.money = np.random.default_rng(seed).integers(0, 101, size=len(purse.money)) * 1.0
    for project in range(3):
        types, given_points, weights = supporters.of_project(project)
        limits = purse.money[types] if given_points is None else purse.money[types] / given_points
        price = exact_price_at(limits, np.ones(len(types)) if weights is None else weights, cost)
        low = purse.price_above(project, float(cost), limit)

        assert price is None or Fraction(low) <= price
        assert not low or low > limit


def exact_price_at(limits, weights, cost: int) -> Fraction | None:
    pairs = zip(map(Fraction, limits.tolist()), map(int, weights.tolist()), strict=True)
    return exact_price_of(sorted(pairs), cost)


@settings(max_examples=200)
@given(st.lists(st.integers(0, 1_000), min_size=1, max_size=80), st.integers(0, 80_000))
def test_supporters_are_short_of_a_cost_only_when_their_sum_is_below_it(money, cost):
    short = wallets_of(money, None).is_short_of(float(cost))

    assert not short or sum(money) < cost
    assert short or sum(money) > cost - 1


@settings(max_examples=100)
@given(st.integers(0, 2**32), st.integers(1, 300), st.integers(0, 20_000))
def test_marks_are_counted_right_when_two_are_counted_as_one_number(seed, projects, size):
    marks = np.random.default_rng(seed).integers(0, projects, size=size).astype(np.int32)
    counted = _how_often(marks, projects)

    assert counted.tolist() == np.bincount(marks, minlength=projects).tolist()


@settings(max_examples=150)
@given(
    st.lists(st.integers(0, 40), min_size=1, max_size=9),
    st.integers(0, 120),
    st.sampled_from(list(Misfit)),
    st.sampled_from([None, 50, 80]),
    st.booleans(),
    st.randoms(use_true_random=False),
)
def test_walk_for_winners_alone_ends_as_the_walk_with_verdicts(
    costs, budget, misfit, percent, bound, shuffler
):
    contenders = [Contender(str(n), cost, category="x" * (n % 2)) for n, cost in enumerate(costs)]
    profile = Profile.of_ballots(contenders, budget, [["0"]])
    rule = Rule(
        Family.VOTES_GREEDY,
        misfit=misfit,
        last_project_percent=percent,
        conflicts=(("0", "3"),) if bound else (),
        caps=(Cap(CapKind.CATEGORY, "x", 45),) if bound else (),
    )
    already = (1,) if len(costs) > 1 and costs[1] <= budget else ()
    ranking = [p for p in range(len(costs)) if p not in already]
    shuffler.shuffle(ranking)
    refused = refused_before_counting(profile, rule, profile.supporters)
    walk = _Walk(profile, rule, refused, already)

    assert walk.winners_of(ranking) == set(walk.down(ranking)[1])


@pytest.mark.parametrize("budget", range(1, 60))
def test_nobody_has_anything_left_when_the_price_is_exactly_the_start(budget):
    contenders = [Contender("A", budget), Contender("B", budget)]
    profile = Profile.of_ballots(contenders, budget, [["A", "B"], ["A"], ["A"]])
    run = run_shares(game_of(profile, RULE), Fraction(budget, 3))

    assert run.winners == (0,)
    assert not run.money.any()
    assert len(run.exact.purchases[0].even) == len(profile.times)


@settings(max_examples=60)
@given(st.integers(0, 2**32), st.integers(2, 20), st.booleans(), st.randoms(use_true_random=False))
def test_winners_that_were_likely_decide_nothing(seed, projects, points, dice):
    profile = drawn_election(seed, 60, projects, times=True, points=points)
    game = game_of(profile, RULE)
    start = Fraction(profile.budget_minor, profile.voters)
    likely = list(range(projects)) * 2
    dice.shuffle(likely)

    plain, led = run_shares(game, start), run_shares(game, start, likely=tuple(likely))

    assert seen_of(led) == seen_of(plain)
