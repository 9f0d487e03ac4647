"""A stretch of starts that is passed over buys the same at each. docs/rules/counting.md 11."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pbplatform.counting import shares_add1
from pbplatform.counting.profile import Contender, Profile
from pbplatform.counting.rulebook import Completion, Family, Rule, Stop, Utility
from pbplatform.counting.shares_add1 import run_add1
from pbplatform.counting.shares_ladder import ladder
from pbplatform.counting.shares_run import SharesGame, run_shares
from pbplatform.counting.shares_steady import ALL_OF_IT, steady_part
from tests.counting.drawn import drawn_election, game_of, seen_of

SEEDS, VOTERS = st.integers(0, 2**32), st.sampled_from([3, 12, 60, 400])


def part(game: SharesGame, low: Fraction, high: Fraction, *, grouped: bool = False) -> float:
    winners = run_shares(game, low).winners
    rungs = ladder(game.supporters, winners) if grouped else None
    return steady_part(game, winners, float(low), float(high), rungs)


@settings(max_examples=150)
@given(
    SEEDS,
    VOTERS,
    st.integers(1, 14),
    st.sampled_from(Utility),
    st.booleans(),
    st.booleans(),
    st.booleans(),
    st.integers(1, 400),
    st.sampled_from([1, 3, 10, 40, 200]),
)
def test_what_is_proved_is_so_at_every_start_between(
    seed, voters, projects, utility, times, points, grouped, at, thousandths
):
    profile = drawn_election(seed, voters, projects, times=times, points=points)
    game = game_of(profile, Rule(Family.EQUAL_SHARES, utility=utility))
    low = Fraction(profile.budget_minor, profile.voters) * at / 100
    high = low * (1 + Fraction(thousandths, 1000))
    if part(game, low, high, grouped=grouped) < ALL_OF_IT:
        return
    winners = run_shares(game, low).winners
    for step in range(1, 25):
        assert run_shares(game, low + (high - low) * step / 24).winners == winners


def test_most_stretches_that_are_steady_are_proved():
    """Or the test above would hold for a proof that proves nothing."""
    steady = proved = 0
    for seed in range(80):
        profile = drawn_election(seed, 400, 10, times=False, points=seed % 2 == 0)
        game = game_of(profile, Rule(Family.EQUAL_SHARES))
        low = Fraction(profile.budget_minor, profile.voters)
        high = low * Fraction(51, 50)
        starts = [low + (high - low) * step / 12 for step in range(13)]
        steady += len({run_shares(game, start).winners for start in starts}) == 1
        proved += part(game, low, high) == ALL_OF_IT
    assert 40 < steady < 80
    assert 0.8 * steady < proved <= steady


def crossing() -> tuple[SharesGame, int]:
    """An election in which B and C change places at a start; and that start.

    A (100) has five supporters. Two of them support B as well, which costs 120 and has three
    supporters of its own; C costs 101 and has four, none of whom support anything else. With a
    start of s, B's price is 120 / 5 while two have s - 20 or more, so from s = 44; below that it is
    (120 - 2 (s - 20)) / 3. C's price is 101 / 4 = 25.25: B goes first from s = 42.125.
    """
    projects = [Contender("A", 100), Contender("B", 120), Contender("C", 101)]
    ballots = [["A"]] * 3 + [["A", "B"]] * 2 + [["B"]] * 3 + [["C"]] * 4
    rule = Rule(Family.EQUAL_SHARES, utility=Utility.CARDINALITY)
    return game_of(Profile.of_ballots(projects, 400, ballots), rule), 42_125


@pytest.mark.parametrize("grouped", [False, True])
def test_stretch_reaches_close_to_where_two_projects_change_places(grouped):
    game, change = crossing()
    low = Fraction(40)
    assert run_shares(game, Fraction(change - 1, 1000)).winners == (0, 2, 1)
    assert run_shares(game, Fraction(change + 1, 1000)).winners == (0, 1, 2)
    assert part(game, low, Fraction(change - 1, 1000), grouped=grouped) == ALL_OF_IT
    assert part(game, low, Fraction(change + 1, 1000), grouped=grouped) < ALL_OF_IT
    assert part(game, Fraction(change + 1, 1000), Fraction(60), grouped=grouped) == ALL_OF_IT


def test_where_it_stops_being_steady_is_told():
    game, change = crossing()
    told = part(game, Fraction(40), Fraction(43))
    assert told == pytest.approx((change / 1000 - 40) / 3, abs=1e-9)
    assert part(game, Fraction(change + 1, 1000) - Fraction(1, 500), Fraction(80)) < 0.01


def test_equal_prices_are_no_proof():
    game, change = crossing()
    at = Fraction(change, 1000)
    assert part(game, at - Fraction(1, 10), at) < ALL_OF_IT
    assert part(game, at, at + Fraction(1, 10)) < ALL_OF_IT


@settings(max_examples=40)
@given(SEEDS, VOTERS, st.integers(1, 12), st.sampled_from(Stop), st.booleans(), st.booleans())
def test_search_with_stretches_ends_as_the_search_step_by_step(
    seed, voters, projects, stop, times, points
):
    profile = drawn_election(seed, voters, projects, times=times, points=points)
    rule = Rule(Family.EQUAL_SHARES, completion=Completion.ADD1, increment_minor=1, stop=stop)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(shares_add1, "FIRST_PATIENCE", 1)
        found = run_add1(game_of(profile, rule))
        patch.setattr(shares_add1, "steady_part", lambda *_args, **_more: 0.0)
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
