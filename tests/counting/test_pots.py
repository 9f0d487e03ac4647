"""Several pots of one round, and where their leftovers go."""

from __future__ import annotations

import pytest

from pbplatform.counting.pots import Pot, count_pots
from pbplatform.counting.profile import Contender, Profile
from pbplatform.counting.rulebook import Family, Leftover, Rule
from pbplatform.counting.ties import TieOrder


def pot(slug: str, budget: int, cost: int, leftover: Leftover, *, city_wide: bool = False) -> Pot:
    profile = Profile.of_ballots([Contender("1", cost)], budget, [["1"]])
    rule = Rule(Family.VOTES_GREEDY, leftover=leftover)
    return Pot(slug, profile, rule, TieOrder.by_file(profile), city_wide=city_wide)


def test_leftovers_reach_the_city_wide_pot_before_it_is_counted():
    north = pot("north", 100, 70, Leftover.CITY_WIDE)
    city = pot("city", 50, 80, Leftover.RETURN, city_wide=True)
    results = count_pots([city, north])

    assert list(results) == ["city", "north"]
    assert results["north"].passed_on_minor == 30
    assert results["city"].received_minor == 30
    assert results["city"].result.winners == ("1",)
    assert results["city"].returned_minor == 0


@pytest.mark.parametrize(
    ("leftover", "returned", "kept"), [(Leftover.RETURN, 30, 0), (Leftover.ROLL_OVER, 0, 30)]
)
def test_leftover_stays_out_of_other_pots_when_the_rule_says_so(leftover, returned, kept):
    result = count_pots([pot("north", 100, 70, leftover)])["north"]

    assert (result.returned_minor, result.kept_minor, result.passed_on_minor) == (returned, kept, 0)


def test_pots_are_refused_when_money_has_nowhere_to_go():
    with pytest.raises(ValueError, match="no pot is city-wide"):
        count_pots([pot("north", 100, 70, Leftover.CITY_WIDE)])


@pytest.mark.parametrize(
    ("slugs", "said"), [(("a", "a"), "same slug"), (("a", "b"), "more than one pot")]
)
def test_pots_are_refused_when_they_cannot_be_told_apart(slugs, said):
    pots = [pot(slug, 1, 1, Leftover.RETURN, city_wide=True) for slug in slugs]

    with pytest.raises(ValueError, match=said):
        count_pots(pots)
