"""Equal Shares: the fast count against its definition, its completions and its reasons."""

from __future__ import annotations

import math
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pbplatform.counting.count import count
from pbplatform.counting.official import official_rule
from pbplatform.counting.pabulib import read_election
from pbplatform.counting.profile import BallotKind, Contender, Profile
from pbplatform.counting.result import Reason
from pbplatform.counting.rulebook import (
    Cap,
    CapKind,
    Completion,
    Family,
    Rule,
    Stop,
    Threshold,
    ThresholdKind,
    Utility,
)
from pbplatform.counting.shares_add1 import run_add1
from pbplatform.counting.shares_quote import SUM_ERROR
from pbplatform.counting.shares_run import SharesGame, run_shares
from pbplatform.counting.ties import TieBreaker, TieOrder
from tests.counting.elections import ELECTIONS
from tests.counting.naive_shares import excluded, naive_add1, naive_run
from tests.counting.profiles import TWO_GROUPS, approvals, shuffled, tie_heavy_elections

SHARES = Rule(Family.EQUAL_SHARES)


def game_of(profile: Profile, rule: Rule, lot: tuple[str, ...]) -> SharesGame:
    breaker = TieBreaker(profile, rule.ties, TieOrder("lot", lot))
    return SharesGame.of(profile, rule, {}, breaker)


def with_categories(profile: Profile) -> Profile:
    """Every other project in category x."""
    pairs = enumerate(profile.contenders)
    contenders = tuple(replace(c, category="x" if n % 2 else "") for n, c in pairs)
    return replace(profile, contenders=contenders)


CONFLICTS = st.sampled_from([(), (("0", "1"),), (("0", "1", "3"), ("2", "3"))])
CAPS = st.sampled_from([(), (Cap(CapKind.CATEGORY, "x", 25),), (Cap(CapKind.CATEGORY, "x", 60),)])


@settings(max_examples=200)
@given(
    tie_heavy_elections(),
    st.sampled_from(list(Utility)),
    CONFLICTS,
    CAPS,
    st.randoms(use_true_random=False),
)
def test_run_buys_the_same_at_the_same_exact_prices_as_the_definition(
    profile, utility, conflicts, caps, shuffler
):
    profile = with_categories(profile)
    rule = Rule(Family.EQUAL_SHARES, utility=utility, conflicts=conflicts, caps=caps)
    game = game_of(profile, rule, tuple(shuffler.sample(profile.keys, len(profile.keys))))
    start = Fraction(profile.budget_minor, profile.voters)
    run = run_shares(game, start)

    found = list(zip(run.winners, run.exact.prices(), strict=True))
    assert found == naive_run(profile, rule, start, game.breaker.keys)
    assert set(run.shut_out) == excluded(profile, rule, list(run.winners)) & set(game.candidates)


@settings(max_examples=150)
@given(
    tie_heavy_elections(),
    st.sampled_from(list(Stop)),
    st.sampled_from(list(Utility)),
    st.booleans(),
    st.integers(1, 4),
    CONFLICTS,
    CAPS,
)
def test_add1_ends_where_trying_every_single_start_ends(
    profile, stop, utility, whole, increment, conflicts, caps
):
    profile = with_categories(profile)
    rule = Rule(
        Family.EQUAL_SHARES,
        utility=utility,
        completion=Completion.ADD1,
        increment_minor=increment,
        start_whole=whole,
        stop=stop,
        conflicts=conflicts,
        caps=caps,
    )
    game = game_of(profile, rule, profile.keys)
    found = run_add1(game)
    winners, steps = naive_add1(profile, rule, game.breaker.keys)

    assert list(found.run.winners) == winners
    assert found.steps == steps or found.ended_by == "nothing_more"


@settings(max_examples=60)
@given(tie_heavy_elections(), st.randoms(use_true_random=False))
def test_result_is_the_same_when_ballots_and_projects_are_shuffled(profile, shuffler):
    rule = Rule(Family.EQUAL_SHARES, completion=Completion.ADD1, top_up=True, comparison=True)
    order = TieOrder.by_lot("1 2 3", profile.keys)
    other_profile = shuffled(profile, shuffler)
    one, other = count(profile, rule, order), count(other_profile, rule, order)

    assert one.winners == other.winners
    assert one.ties == other.ties
    assert one.shares == other.shares
    assert one.next_best == other.next_best
    assert {o.key: o for o in one.outcomes} == {o.key: o for o in other.outcomes}


def counted(profile: Profile, rule: Rule = SHARES):
    return count(profile, rule, TieOrder.by_file(profile))


def test_small_group_gets_its_project_when_the_large_one_has_spent_its_share():
    result = counted(TWO_GROUPS)

    assert result.winners == ("A", "C")
    assert result.outcome_of("A").numbers["price"] == "15/2"
    assert result.outcome_of("A").numbers["paid_in_full"] == 4
    assert result.outcome_of("B").reason is Reason.SUPPORTERS_SPENT
    assert result.outcome_of("B").numbers == {"left_minor": 10, "missing_minor": 20}
    assert (result.spent_minor, result.left_minor) == (50, 10)
    assert counted(TWO_GROUPS, Rule(Family.VOTES_GREEDY)).winners == ("A", "B")


def test_tie_of_equal_prices_is_reported_when_another_order_gives_other_winners():
    tie = counted(TWO_GROUPS).ties[0]

    assert (tie.at, tie.projects, tie.settled_by) == (1, ("A", "B"), ("file-order",))
    assert tie.changed_outcome


def test_supporters_with_too_little_give_all_and_the_others_pay_the_rest():
    profile = approvals({"A": 12, "B": 26}, ["AB", "AB", "B", "B"], 40)
    result = counted(profile, Rule(Family.EQUAL_SHARES, utility=Utility.CARDINALITY))

    assert result.winners == ("A", "B")
    # Two voters have 4 left after A; the other two pay (26 - 8) / 2 each.
    assert result.outcome_of("B").numbers["price"] == "9/1"
    assert result.outcome_of("B").numbers["paid_in_full"] == 2


def test_top_up_spends_what_is_left_when_the_rule_asks_for_it():
    # Six voters with 10 each: nobody's group can pay for B or C alone.
    profile = approvals({"A": 20, "B": 35, "C": 31}, ["AB", "AB", "B", "C", "C", "C"], 60)

    assert counted(profile).winners == ("A",)
    result = counted(profile, Rule(Family.EQUAL_SHARES, top_up=True))
    assert result.winners == ("A", "C")
    assert result.outcome_of("C").numbers == {"position": 2, "left_minor": 9}
    assert result.outcome_of("A").numbers["price"] == "10/1"
    assert result.next_best == ("B",)
    assert result.outcome_of("B").reason is Reason.DID_NOT_FIT


@pytest.mark.parametrize(("others", "stands"), [("", True), ("AABB", False)])
def test_comparison_takes_most_votes_when_more_voters_are_better_off_with_it(others, stands):
    # Two more pairs, whom only Equal Shares serves, turn the balance.
    ballots = ["XY", "XY", "XY", "Z", "Z", *others]
    profile = approvals({"X": 30, "Y": 30, "Z": 20, "A": 5, "B": 5}, ballots, 60)
    rule = Rule(Family.EQUAL_SHARES, comparison=True)
    result = counted(profile, rule)

    assert result.shares is not None
    assert result.shares.most_votes_stands is stands
    assert (result.winners == counted(profile, Rule(Family.VOTES_GREEDY)).winners) is stands


def test_conflict_and_cap_and_threshold_hold_under_equal_shares():
    contenders = [Contender("A", 10, category="x"), Contender("B", 10, category="x")]
    contenders += [Contender("C", 10), Contender("D", 10)]
    profile = Profile.of_ballots(contenders, 100, ["ABCD", "ABC", "AB", "A"])
    rule = Rule(
        Family.EQUAL_SHARES,
        conflicts=(("A", "C"),),
        caps=(Cap(CapKind.CATEGORY, "x", 15),),
        thresholds=(Threshold(ThresholdKind.SCORE, 2),),
    )
    result = counted(profile, rule)

    assert result.winners == ("A",)
    assert [outcome.reason for outcome in result.outcomes[1:]] == [
        Reason.CAP_REACHED,
        Reason.CONFLICT_WITH,
        Reason.BELOW_THRESHOLD,
    ]


def test_project_that_costs_more_than_its_cap_is_never_bought():
    profile = Profile.of_ballots([Contender("A", 20, category="x")], 100, ["A"])
    result = counted(profile, Rule(Family.EQUAL_SHARES, caps=(Cap(CapKind.CATEGORY, "x", 19),)))

    assert result.winners == ()
    assert result.outcome_of("A").reason is Reason.CAP_REACHED


def test_what_winners_shut_out_does_not_depend_on_when_it_left_the_race():
    # At the first start B is bought, and nobody can pay for A long before that is decided.
    profile = Profile.of_ballots(
        [Contender("A", 20), Contender("B", 10), Contender("C", 30)],
        77,
        ["", "", "ABC", "BA", "AC", "CA", "", "BC", "ABC", ""],
    )
    rule = Rule(
        Family.EQUAL_SHARES,
        completion=Completion.ADD1,
        increment_minor=3,
        stop=Stop.EXHAUSTIVE,
        conflicts=(("A", "B"),),
        ties=(),
    )
    result = count(profile, rule, TieOrder("lot", ("C", "A", "B")))

    assert result.winners == ("C", "B")
    assert result.shares is not None
    assert result.shares.steps == 0
    assert result.outcome_of("A").reason is Reason.CONFLICT_WITH


def test_project_without_supporters_is_told_so():
    result = counted(approvals({"A": 10, "B": 10}, ["A"], 100))

    assert result.outcome_of("B").reason is Reason.NO_SUPPORTERS


def test_nobody_wins_when_nobody_voted():
    result = counted(approvals({"A": 10}, [], 100))

    assert result.winners == ()
    assert result.left_minor == 100


def test_ranking_ballots_are_refused_by_equal_shares():
    profile = Profile.of_ballots([Contender("A", 1)], 1, ["A"], kind=BallotKind.ORDINAL)

    with pytest.raises(ValueError, match="Equal Shares takes approval"):
        counted(profile)


@pytest.mark.parametrize("voters", [210, 212])
def test_add1_ends_within_seconds_when_support_is_equal_throughout(voters):
    keys = [str(number) for number in range(10)]
    ballots = [[keys[v % 10], keys[(v + 1) % 10], keys[(v + 3) % 10]] for v in range(voters)]
    profile = Profile.of_ballots([Contender(key, 5_000_000) for key in keys], 25_000_000, ballots)
    rule = Rule(Family.EQUAL_SHARES, completion=Completion.ADD1, increment_minor=100)
    result = counted(profile, rule)

    assert result.shares is not None
    assert result.shares.ended_by == "overspend"
    assert result.ties


REAL_SHARES = {
    "Poland_Wieliczka_2023_Green_Budget": (30, 995_079),
    "Poland_Swiecie_2023": (17, 1_040_337),
    "Netherlands_Assen_2024": (9, 76_700),
    "equal_shares_add1": (2, 50),
}


@pytest.mark.parametrize(
    "path", [path for path in ELECTIONS if path.stem in REAL_SHARES], ids=lambda path: path.stem
)
def test_equal_shares_elections_come_out_as_announced(path):
    election = read_election(path)
    result = count(election.profile, official_rule(election), TieOrder.by_file(election.profile))

    assert set(result.winners) == set(election.official_winners)
    assert (len(result.winners), result.spent_minor) == REAL_SHARES[path.stem]


@pytest.mark.parametrize("size", [100, 5_000, 1_000_003])
def test_numpy_adds_as_exactly_as_the_proofs_take_for_granted(size):
    values = np.random.default_rng(7).random(size) * 10.0 ** (np.arange(size) % 12)
    exact = math.fsum(values.tolist())

    assert abs(float(values.sum()) - exact) <= SUM_ERROR / 2 * exact


def test_last_named_project_stays_in_the_race_when_three_others_are_out_of_reach():
    # All are out of reach for their supporters but D; E has no supporters at all.
    costs = {"A": 20, "B": 21, "C": 20, "D": 14, "E": 40}
    profile = approvals(costs, ["AB", "C", "D", "DABC"], 32)

    assert counted(profile).winners == ("D",)
