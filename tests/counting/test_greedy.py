"""Most votes first: what is funded, what is not, and why."""

from __future__ import annotations

import hashlib

import pytest

from pbplatform.counting.count import count
from pbplatform.counting.profile import BallotKind, Contender, Profile
from pbplatform.counting.result import Reason
from pbplatform.counting.rulebook import (
    Cap,
    CapKind,
    Family,
    Misfit,
    Rule,
    Threshold,
    ThresholdKind,
)
from pbplatform.counting.ties import TieOrder

VOTES = Rule(Family.VOTES_GREEDY)


def profile_of(
    costs: dict[str, int], ballots: list[str], budget: int, kind=BallotKind.APPROVAL, **more
) -> Profile:
    contenders = [Contender(key, cost) for key, cost in costs.items()]
    return Profile.of_ballots(contenders, budget, [tuple(b) for b in ballots], kind=kind, **more)


def counted(profile: Profile, rule: Rule = VOTES, lot: str = "ABCDE"):
    return count(profile, rule, TieOrder("lot", tuple(lot)))


A_BEFORE_B_BEFORE_C = ["ABC", "AB", "A"]


def test_misfit_is_passed_over_when_the_rule_skips():
    result = counted(profile_of({"A": 60, "B": 50, "C": 40}, A_BEFORE_B_BEFORE_C, 100))

    assert result.winners == ("A", "C")
    assert (result.spent_minor, result.left_minor) == (100, 0)
    assert result.outcome_of("B").reason is Reason.DID_NOT_FIT
    assert result.outcome_of("B").numbers == {"left_minor": 40, "missing_minor": 10}
    assert result.outcome_of("C").numbers == {"position": 2, "left_minor": 0}
    assert result.next_best == ("B",)
    assert result.ties == ()
    assert dict(result.totals) == {"A": 3, "B": 2, "C": 1}


def test_count_ends_at_the_first_misfit_when_the_rule_stops():
    profile = profile_of({"A": 60, "B": 50, "C": 40}, A_BEFORE_B_BEFORE_C, 100)
    result = counted(profile, Rule(Family.VOTES_GREEDY, misfit=Misfit.STOP))

    assert result.winners == ("A",)
    assert result.outcome_of("C").reason is Reason.STOPPED_BEFORE
    assert result.outcome_of("C").numbers == {"stopped_at": "B"}
    assert result.next_best == ("B", "C")


@pytest.mark.parametrize(("cost", "funded"), [(50, True), (51, False)])
def test_last_project_is_funded_when_the_budget_has_80_percent_of_its_cost(cost, funded):
    rule = Rule(Family.VOTES_GREEDY, misfit=Misfit.STOP, last_project_percent=80)
    result = counted(profile_of({"A": 60, "B": cost, "C": 1}, A_BEFORE_B_BEFORE_C, 100), rule)

    assert ("B" in result.winners) is funded
    assert "C" not in result.winners
    if funded:
        assert result.outcome_of("B").reason is Reason.FUNDED_FROM_RESERVE
        assert result.outcome_of("B").numbers["reserve_minor"] == 10
        assert (result.spent_minor, result.left_minor) == (100, 0)


@pytest.mark.parametrize(
    ("threshold", "needed"),
    [
        (Threshold(ThresholdKind.SCORE, 2), 2),
        (Threshold(ThresholdKind.SUPPORTERS, 2), 2),
        (Threshold(ThresholdKind.SHARE, 1, 2), "3/2"),
        # C: 40 of 100 is asked 3 ballots * 40/100 * 1, and has one vote.
        (Threshold(ThresholdKind.COST_RELATIVE, 1, 1), "6/5"),
    ],
)
def test_project_is_refused_when_it_stays_below_a_threshold(threshold, needed):
    rule = Rule(Family.VOTES_GREEDY, thresholds=(threshold,))
    result = counted(profile_of({"A": 60, "B": 50, "C": 40}, A_BEFORE_B_BEFORE_C, 100), rule)

    assert result.outcome_of("C").reason is Reason.BELOW_THRESHOLD
    assert result.outcome_of("C").numbers == {
        "kind": str(threshold.kind),
        "needed": needed,
        "got": 1,
    }
    assert result.winners == ("A",)
    assert result.next_best == ("B",)


def test_project_is_refused_when_its_rival_was_funded():
    rule = Rule(Family.VOTES_GREEDY, conflicts=(("A", "B"),))
    result = counted(profile_of({"A": 10, "B": 10, "C": 10}, A_BEFORE_B_BEFORE_C, 100), rule)

    assert result.winners == ("A", "C")
    assert result.outcome_of("B").numbers == {"winner": "A"}
    assert result.next_best == ()


@pytest.mark.parametrize("kind", list(CapKind))
def test_project_is_refused_when_its_category_or_area_has_reached_its_cap(kind):
    contenders = [Contender(key, 40, category="x", area="x") for key in "AB"]
    profile = Profile.of_ballots([*contenders, Contender("C", 40)], 200, ["ABC", "AB", "A"])
    result = counted(profile, Rule(Family.VOTES_GREEDY, caps=(Cap(kind, "x", 70),)))

    assert result.winners == ("A", "C")
    assert result.outcome_of("B").reason is Reason.CAP_REACHED
    assert result.outcome_of("B").numbers["missing_minor"] == 10


def test_withdrawn_project_keeps_its_votes_and_is_never_funded():
    contenders = [Contender("A", 10, withdrawn=True), Contender("B", 10)]
    result = counted(Profile.of_ballots(contenders, 100, ["A", "A", "B"]))

    assert result.winners == ("B",)
    assert result.outcome_of("A").reason is Reason.WITHDRAWN
    assert result.totals["A"] == 2


def test_density_goes_by_votes_per_unit_of_money_when_the_family_says_so():
    profile = profile_of({"A": 100, "B": 10, "C": 0}, ["A", "A", "A", "B", "C"], 100)
    result = counted(profile, Rule(Family.DENSITY_GREEDY))

    assert result.winners == ("C", "B")


def test_points_are_added_when_voters_give_points():
    points = [(1, 4), (2,), (9,)]
    profile = profile_of(
        {"A": 1, "B": 1, "C": 1}, ["AB", "A", "C"], 2, BallotKind.CUMULATIVE, points=points
    )
    result = counted(profile)

    assert dict(result.totals) == {"A": 3, "B": 4, "C": 9}
    assert result.winners == ("C", "B")
    assert result.outcome_of("A").supporters == 2


@pytest.mark.parametrize(
    ("positions", "totals"),
    [((), {"A": 3, "B": 3, "C": 1}), ((5, 1), {"A": 5, "B": 6, "C": 0})],
)
def test_ranking_gives_points_by_place_when_ballots_are_ordinal(positions, totals):
    profile = profile_of({"A": 1, "B": 1, "C": 1}, ["ABC", "B"], 2, BallotKind.ORDINAL)
    result = counted(profile, Rule(Family.VOTES_GREEDY, positions=positions))

    assert dict(result.totals) == totals


def test_cheaper_project_goes_first_when_votes_are_equal():
    result = counted(profile_of({"A": 60, "B": 50}, ["AB"], 100))

    assert result.winners == ("B",)
    assert result.ties[0].projects == ("B", "A")
    assert result.ties[0].settled_by == ("lower-cost",)
    assert result.ties[0].changed_outcome
    assert result.outcome_of("A").tie == 0


def test_project_with_more_votes_goes_first_when_points_and_costs_are_equal():
    profile = profile_of(
        {"A": 60, "B": 60}, ["A", "B", "B"], 100, BallotKind.CUMULATIVE, points=[(2,), (1,), (1,)]
    )
    result = counted(profile)

    assert result.winners == ("B",)
    assert result.ties[0].settled_by == ("more-votes",)


def test_lot_decides_when_votes_and_costs_are_equal():
    profile = profile_of({"A": 60, "B": 60, "C": 60}, ["ABC"], 100)

    assert counted(profile, lot="CAB").winners == ("C",)
    assert counted(profile, lot="BCA").winners == ("B",)
    assert counted(profile, lot="BCA").ties[0].settled_by == ("lot",)


def test_tie_is_reported_as_without_effect_when_all_equals_are_funded():
    result = counted(profile_of({"A": 50, "B": 40}, ["AB"], 100))

    assert len(result.ties) == 1
    assert not result.ties[0].changed_outcome


def test_lot_order_is_that_of_hashed_seed_and_number():
    keys = ["7", "12", "3"]
    expected = sorted(keys, key=lambda key: hashlib.sha256(b"4 6 1|" + key.encode()).hexdigest())

    assert TieOrder.by_lot("4 6 1", keys).keys == tuple(expected)


def test_count_refuses_when_the_tie_order_misses_a_project():
    with pytest.raises(ValueError, match="does not name project C"):
        counted(profile_of({"A": 1, "C": 1}, ["A"], 1), lot="AB")


@pytest.mark.parametrize(
    ("ballot", "points", "said"),
    [("AA", None, "twice"), ("Z", None, "not on the ballot"), ("AB", [(1,)], "2 choices and 1")],
)
def test_profile_refuses_a_ballot_when_it_cannot_be_counted(ballot, points, said):
    with pytest.raises(ValueError, match=said):
        profile_of({"A": 1, "B": 1}, [ballot], 1, points=points)


def test_projects_have_no_votes_when_nobody_voted():
    result = counted(profile_of({"A": 1, "B": 1}, [], 1))

    assert result.ballots == 0
    assert dict(result.totals) == {"A": 0, "B": 0}
