"""Voters taken together change no winner, price or tie. docs/rules/counting.md section 11."""

from __future__ import annotations

import random
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pbplatform.counting import shares_add1
from pbplatform.counting.rulebook import Completion, Family, Rule, Stop, Utility
from pbplatform.counting.shares_add1 import run_add1
from pbplatform.counting.shares_ladder import ladder
from pbplatform.counting.shares_run import run_shares
from tests.counting.drawn import drawn_election, game_of, seen_of

SEEDS, VOTERS = st.integers(0, 2**32), st.sampled_from([5, 40, 300, 2_000])


@settings(max_examples=80)
@given(SEEDS, VOTERS, st.integers(1, 25), st.sampled_from(Utility), st.booleans(), st.booleans())
def test_run_buys_the_same_when_voters_are_taken_together(
    seed, voters, projects, utility, times, points
):
    profile = drawn_election(seed, voters, projects, times=times, points=points)
    game = game_of(profile, Rule(Family.EQUAL_SHARES, utility=utility))
    dice = random.Random(seed)
    start = Fraction(profile.budget_minor, profile.voters) * dice.randrange(1, 6)
    plain = run_shares(game, start)
    # Rightly foreseen, in part, or not at all: that decides how fast it is, never what comes out.
    others = dice.sample(range(projects), dice.randint(1, projects))
    for likely in (plain.winners, plain.winners[::-1][:3], others):
        run = run_shares(game, start, ladder=ladder(game.supporters, likely))
        assert (run.winners, run.ties) == (plain.winners, plain.ties)
        assert run.exact.prices() == plain.exact.prices()
        paid = [purchase.full_weight for purchase in run.exact.purchases]
        assert paid == [purchase.full_weight for purchase in plain.exact.purchases]


@settings(max_examples=40)
@given(SEEDS, VOTERS, st.integers(1, 15), st.sampled_from(Stop), st.booleans(), st.booleans())
def test_add1_ends_the_same_when_voters_are_taken_together(
    seed, voters, projects, stop, times, points
):
    profile = drawn_election(seed, voters, projects, times=times, points=points)
    rule = Rule(Family.EQUAL_SHARES, completion=Completion.ADD1, increment_minor=3, stop=stop)
    found = run_add1(game_of(profile, rule))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(shares_add1, "TRIES_BEFORE_LADDER", 2)
        patch.setattr(shares_add1, "MOST_SURPRISES", 1)
        other = run_add1(game_of(profile, rule))
    assert (other.steps, other.ended_by) == (found.steps, found.ended_by)
    assert seen_of(other.run) == seen_of(found.run)


def test_groups_are_fewer_than_ballots_and_have_all_their_voters():
    game = game_of(drawn_election(3, 2_000, 20, times=True, points=True), Rule(Family.EQUAL_SHARES))
    rungs = ladder(game.supporters, [4, 1, 7, 2, 9])
    sizes = [len(rung.supporters.profile.times) for rung in rungs]
    assert sizes == sorted(sizes)
    assert sizes[0] < sizes[-1] / 10
    for rung in rungs:
        assert rung.supporters.profile.times.sum() == game.profile.times.sum()
        sums = [weights.sum() for _types, _points, weights in rung.supporters.entries]
        assert tuple(sums) == game.supporters.totals
