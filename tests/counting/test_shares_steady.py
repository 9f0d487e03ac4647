"""A stretch of starts that is passed over buys the same at each. docs/rules/counting.md 11."""

from __future__ import annotations

import random
from collections.abc import Sequence
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pbplatform.counting import shares_add1
from pbplatform.counting.profile import Contender, Profile
from pbplatform.counting.rulebook import Cap, CapKind, Completion, Family, Rule, Stop, Utility
from pbplatform.counting.shares_add1 import run_add1
from pbplatform.counting.shares_ladder import ladder
from pbplatform.counting.shares_lines import Lines
from pbplatform.counting.shares_run import SharesGame, run_shares
from pbplatform.counting.shares_steady import Stretch, steady_stretch
from pbplatform.counting.supporters import Supporters
from tests.counting.drawn import drawn_election, game_of, seen_of
from tests.counting.naive_shares import naive_run
from tests.counting.profiles import tie_heavy_elections

SEEDS, VOTERS = st.integers(0, 2**32), st.sampled_from([3, 12, 60, 400])


def stretch(
    game: SharesGame,
    low: Fraction,
    high: Fraction,
    steps: int = 24,
    *,
    grouped: bool = False,
    likely: tuple[int, ...] | None = None,
) -> Stretch | None:
    if likely is None:
        likely = run_shares(game, low).winners
    rungs = ladder(game.supporters, likely) if grouped else None
    return steady_stretch(game, likely, float(low), float(high), steps, rungs)


def proved(game: SharesGame, low: Fraction, high: Fraction, steps: int, **more: bool) -> int:
    """How many starts after the first buy the same for certain."""
    found = stretch(game, low, high, steps, **more)
    return found.steps if found else -1


def assert_so_at_every_start(
    game: SharesGame, low: Fraction, high: Fraction, steps: int, found: Stretch | None
) -> None:
    """Compare what is told of a stretch with a run from each of its starts."""
    costs, budget = game.profile.costs, game.profile.budget_minor
    for step in range(found.steps + 1 if found else 0):
        winners = run_shares(game, low + (high - low) * step / steps).winners
        assert winners[: len(found.winners)] == found.winners
        if found.whole:
            assert winners == found.winners
            continue
        left = budget - sum(costs[p] for p in winners)
        others = set(game.candidates) - set(winners)
        assert left >= 0
        assert others
        if game.rule.stop is Stop.EXHAUSTIVE:
            assert min(costs[p] for p in others) <= left


@settings(max_examples=150)
@given(
    SEEDS,
    VOTERS,
    st.integers(1, 14),
    st.sampled_from(Utility),
    st.sampled_from(Stop),
    st.booleans(),
    st.booleans(),
    st.booleans(),
    st.integers(1, 400),
    st.sampled_from([1, 3, 10, 40, 200]),
    st.integers(0, 12),
)
def test_what_is_proved_is_so_at_every_start_of_it(
    seed, voters, projects, utility, stop, times, points, grouped, at, thousandths, room
):
    drawn = drawn_election(seed, voters, projects, times=times, points=points)
    # With more room than is spent, stretches need not buy the same to be passed over.
    profile = drawn.with_budget(drawn.budget_minor * room // 4)
    game = game_of(profile, Rule(Family.EQUAL_SHARES, utility=utility, stop=stop))
    low = Fraction(drawn.budget_minor, profile.voters) * at / 100
    high = low * (1 + Fraction(thousandths, 1000))
    # Rightly foreseen, in part, or not at all: that decides how long it takes, nothing else.
    dice = random.Random(seed)
    right = run_shares(game, low).winners
    for likely in (right, right[::-1], tuple(dice.sample(range(projects), projects)), ()):
        found = stretch(game, low, high, grouped=grouped, likely=likely)
        assert_so_at_every_start(game, low, high, 24, found)


@settings(max_examples=150)
@given(tie_heavy_elections(), st.sampled_from(Utility), st.integers(1, 60), st.integers(1, 12))
def test_ties_are_settled_as_in_a_run_or_nothing_is_told(profile, utility, at, width):
    game = game_of(profile, Rule(Family.EQUAL_SHARES, utility=utility))
    keys = game.breaker.keys
    low, high = Fraction(at), Fraction(at + width)
    found = stretch(game, low, high, width)
    assert_so_at_every_start(game, low, high, width, found)
    for step in range(found.steps + 1 if found and found.whole else 0):
        plain = naive_run(profile, game.rule, low + step, keys)
        assert tuple(project for project, _ in plain) == found.winners


def test_most_starts_that_buy_the_same_are_proved():
    """Or the tests above would hold for a proof that proves nothing."""
    same = told = 0
    for seed in range(80):
        profile = drawn_election(seed, 400, 10, times=False, points=seed % 2 == 0)
        low = Fraction(profile.budget_minor, profile.voters)
        high = low * Fraction(51, 50)
        game = game_of(profile.with_budget(0), Rule(Family.EQUAL_SHARES))
        runs = [run_shares(game, low + (high - low) * step / 24).winners for step in range(25)]
        alike = [winners == runs[0] for winners in runs]
        same += alike.index(False) if False in alike else 25
        told += proved(game, low, high, 24) + 1
    assert 40 * 25 < same < 80 * 25
    assert 0.8 * same < told <= same


@pytest.mark.parametrize(
    "at", [{"caps": (Cap(CapKind.CATEGORY, "", 200),)}, {"conflicts": (("A", "B"),)}]
)
def test_nothing_is_told_where_winners_shut_others_out(at):
    game, _ = crossing(**at)
    assert stretch(game, Fraction(40), Fraction(41)) is None


def crossing(
    budget: int = 0, others: Sequence[Contender] = (), **more: object
) -> tuple[SharesGame, int]:
    """An election in which B and C change places at a start; and that start.

    A (100) has five supporters. Two of them support B as well, which costs 120 and has three
    supporters of its own; C costs 101 and has four, none of whom support anything else. With a
    start of s, B's price is 120 / 5 while two have s - 20 or more, so from s = 44; below that it is
    (120 - 2 (s - 20)) / 3. C's price is 101 / 4 = 25.25: B goes first from s = 42.125.
    """
    projects = [Contender("A", 100), Contender("B", 120), Contender("C", 101), *others]
    ballots = [["A"]] * 3 + [["A", "B"]] * 2 + [["B"]] * 3 + [["C"]] * 4
    ballots = [[*ballot, *(one.key for one in others)] for ballot in ballots]
    rule = Rule(Family.EQUAL_SHARES, utility=Utility.CARDINALITY, **more)
    return game_of(Profile.of_ballots(projects, budget, ballots), rule), 42_125


@pytest.mark.parametrize("grouped", [False, True])
@pytest.mark.parametrize("steps", [1, 10, 3_000])
def test_stretch_reaches_to_the_last_start_before_two_projects_change_places(grouped, steps):
    game, change = crossing()
    low = Fraction(40)
    before, after = Fraction(change - 1, 1000), Fraction(change + 1, 1000)
    assert run_shares(game, before).winners == (0, 2, 1)
    assert run_shares(game, after).winners == (0, 1, 2)
    assert proved(game, low, before, steps, grouped=grouped) == steps
    each = (after - low) / steps
    last = max(n for n in range(steps) if low + n * each < Fraction(change, 1000))
    assert proved(game, low, after, steps, grouped=grouped) == last
    assert proved(game, after, Fraction(44), steps, grouped=grouped) == steps
    assert proved(game, after, Fraction(60), steps, grouped=grouped) == steps


def test_a_wrong_guess_of_the_order_is_put_right():
    game, change = crossing()
    after = Fraction(change + 1, 1000)
    for likely in ((0, 2, 1), (2, 1, 0), (1,), ()):
        assert stretch(game, after, Fraction(60), likely=likely) == Stretch((0, 1, 2), 24)


def test_order_does_not_matter_where_no_start_can_overspend_or_be_the_last():
    """A, B and C cost 321, and all three are bought wherever they change places."""
    projects = [Contender("D", 10_000)]
    starts = Fraction(40), Fraction(44)
    for budget, dear, stop, whole in (
        (321, 0, Stop.OVERSPEND, True),  # everything is bought, which ends the search
        (320, 1, Stop.OVERSPEND, True),
        (321, 1, Stop.OVERSPEND, False),
        (321, 1, Stop.EXHAUSTIVE, True),  # nothing more fits
        (10_320, 1, Stop.EXHAUSTIVE, True),
        (10_321, 1, Stop.EXHAUSTIVE, False),
    ):
        game, _ = crossing(budget, stop=stop, others=projects[:dear])
        found = stretch(game, *starts, 4)
        assert (found.whole, found.steps) == (whole, 2 if whole else 4)


def test_equal_prices_are_left_to_a_run():
    game, change = crossing()
    at = Fraction(change, 1000)
    assert proved(game, at - Fraction(1, 10), at, 10) == 9
    assert stretch(game, at, at + Fraction(1, 10)) is None


@settings(max_examples=40)
@given(SEEDS, VOTERS, st.integers(1, 12), st.sampled_from(Stop), st.booleans(), st.booleans())
def test_search_with_stretches_ends_as_the_search_step_by_step(
    seed, voters, projects, stop, times, points
):
    profile = drawn_election(seed, voters, projects, times=times, points=points)
    rule = Rule(Family.EQUAL_SHARES, completion=Completion.ADD1, increment_minor=1, stop=stop)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(shares_add1, "WORTH_A_STRETCH", 0)
        found = run_add1(game_of(profile, rule))
        patch.setattr(shares_add1, "steady_stretch", lambda *_args: None)
        other = run_add1(game_of(profile, rule))
    assert (other.steps, other.ended_by) == (found.steps, found.ended_by)
    assert seen_of(other.run) == seen_of(found.run)


def test_stretches_are_taken_at_all(monkeypatch: pytest.MonkeyPatch):
    """A calm election is searched with few runs."""
    runs: list[Fraction] = []

    def counted(game, start, *args, **more):
        runs.append(start)
        return run_shares(game, start, *args, **more)

    monkeypatch.setattr(shares_add1, "run_shares", counted)
    rule = Rule(Family.EQUAL_SHARES, completion=Completion.ADD1, increment_minor=1)
    found = run_add1(game_of(drawn_election(5, 400, 10, times=False, points=False), rule))
    assert found.steps > 5 * len(runs)
    assert np.all(np.diff([float(start) for start in runs[:-1]]) > 0)


@given(st.floats(1, 50), st.floats(1, 50), st.tuples(*[st.floats(0.5, 60)] * 2))
def test_money_is_between_its_lines_all_along_a_stretch_after_a_payment(first, more, price):
    """Whoever has too little at one end only has nothing in some part of the stretch."""
    profile = Profile.of_ballots([Contender("A", 9)], 9, [["A"]])
    lines = Lines(Supporters.of(profile), [0], first, first + more)
    who = lines.backers(0)
    lines.pay(who, lines.least_of(who), price, price)
    for t in np.linspace(0, 1, 21):
        paid = price[0] + (price[1] - price[0]) * t
        left = max(0.0, first + more * t - paid)
        least, most = (low[0] + (high[0] - low[0]) * t for low, high in (lines.least, lines.most))
        assert least - 1e-9 <= left <= most + 1e-9
