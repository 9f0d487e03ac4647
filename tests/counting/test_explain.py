"""Explanations: where the shares went, and what would have been enough."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pbplatform.counting.count import count, count_with_record
from pbplatform.counting.explain import (
    enough,
    is_monotone,
    rounds_of,
    shares_of,
    with_extra_ballots,
)
from pbplatform.counting.profile import Contender, Profile
from pbplatform.counting.rulebook import (
    Completion,
    Family,
    Misfit,
    Rule,
    Threshold,
    ThresholdKind,
    Utility,
)
from pbplatform.counting.ties import TieOrder
from tests.counting.profiles import TWO_GROUPS, tie_heavy_elections

SHARES = Rule(Family.EQUAL_SHARES)


def test_supporters_of_a_loser_have_spent_their_shares_on_winners():
    _, record = count_with_record(TWO_GROUPS, SHARES, TieOrder.by_file(TWO_GROUPS))
    shares = shares_of(record, "B")

    assert shares.supporters == 4
    assert (shares.had, shares.left) == (40, 10)
    assert [(s.winner, s.voters, s.amount) for s in shares.spent_on] == [("A", 4, 30)]


def test_rounds_tell_who_paid_in_full_and_who_gave_all():
    profile = Profile.of_ballots(
        [Contender("A", 12), Contender("B", 26)], 40, ["AB", "AB", "B", "B"]
    )
    rule = Rule(Family.EQUAL_SHARES, utility=Utility.CARDINALITY)
    _, record = count_with_record(profile, rule, TieOrder.by_file(profile))
    first, second = rounds_of(record)

    assert (first.key, first.price, first.paid_in_full, first.gave_all) == ("A", 6, 2, 0)
    assert (second.key, second.price, second.paid_in_full, second.gave_all) == ("B", 9, 2, 2)


@settings(max_examples=120)
@given(tie_heavy_elections(), st.sampled_from(list(Utility)))
def test_shares_add_up_exactly_for_every_project(profile, utility):
    rule = Rule(Family.EQUAL_SHARES, utility=utility)
    result, record = count_with_record(profile, rule, TieOrder.by_file(profile))

    for key in profile.keys:
        shares = shares_of(record, key)
        assert shares.left + sum(spent.amount for spent in shares.spent_on) == shares.had
        assert all(spent.winner in result.winners for spent in shares.spent_on)
    for made in rounds_of(record):
        paid = sum(s.amount for s in shares_of(record, made.key).spent_on if s.winner == made.key)
        assert paid == made.cost_minor


def test_shares_are_refused_for_a_key_that_was_not_on_the_ballot():
    _, record = count_with_record(TWO_GROUPS, SHARES, TieOrder.by_file(TWO_GROUPS))

    with pytest.raises(ValueError, match="not in tuple"):
        shares_of(record, "Z")


RULES = [
    Rule(Family.VOTES_GREEDY),
    Rule(Family.VOTES_GREEDY, misfit=Misfit.STOP),
    Rule(Family.VOTES_GREEDY, thresholds=(Threshold(ThresholdKind.SCORE, 3),)),
    SHARES,
    Rule(Family.EQUAL_SHARES, completion=Completion.ADD1, increment_minor=5),
]


@settings(max_examples=80)
@given(tie_heavy_elections(), st.sampled_from(RULES))
def test_enough_wins_a_recount_and_is_the_least_where_it_says_so(profile, rule):
    order = TieOrder.by_file(profile)
    losers = [o.key for o in count(profile, rule, order).outcomes if not o.funded]
    for key in losers[:2]:
        project = profile.keys.index(key)
        found = enough(profile, rule, order, key)

        def wins(extra: int, key=key, project=project) -> bool:
            changed = with_extra_ballots(profile, rule, project, extra)
            return key in count(changed, rule, order).winners

        def wins_at(cost: int, key=key, project=project) -> bool:
            return key in count(profile.with_cost(project, cost), rule, order).winners

        cost = profile.costs[project]
        winning = [extra for extra in range(1, 30) if wins(extra)]
        if found.extra_ballots is not None:
            assert wins(found.extra_ballots)
            assert not wins(found.extra_ballots - 1) or found.extra_ballots == 1
        elif found.least:
            assert not winning
        if found.cost_minor is not None:
            assert wins_at(found.cost_minor)
        if found.least:
            cheaper = [lower for lower in range(cost) if wins_at(lower)]
            assert found.extra_ballots == (winning[0] if winning else found.extra_ballots)
            assert found.cost_minor == (cheaper[-1] if cheaper else None)


@pytest.mark.parametrize(
    ("rule", "proved"),
    [
        (Rule(Family.VOTES_GREEDY), True),
        (Rule(Family.VOTES_GREEDY, misfit=Misfit.STOP), True),
        (Rule(Family.VOTES_GREEDY, last_project_percent=80), False),
        (Rule(Family.VOTES_GREEDY, conflicts=(("1", "2"),)), False),
        (Rule(Family.VOTES_GREEDY, thresholds=(Threshold(ThresholdKind.SHARE, 1, 10),)), False),
        (Rule(Family.DENSITY_GREEDY), False),
        (SHARES, False),
    ],
)
def test_least_is_claimed_only_for_rules_that_are_proved_monotone(rule, proved):
    assert is_monotone(rule) is proved


def test_price_of_a_round_is_an_exact_fraction():
    profile = Profile.of_ballots([Contender("A", 10)], 30, ["A", "A", "A"])
    _, record = count_with_record(profile, SHARES, TieOrder.by_file(profile))

    assert rounds_of(record)[0].price == Fraction(10, 3)
