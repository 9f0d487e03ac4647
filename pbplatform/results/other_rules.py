"""What another rule would have made of the same votes. Source: docs/rules/results.md section 8."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from pbplatform.counting.count import count
from pbplatform.counting.profile import Profile
from pbplatform.counting.rulebook import Completion, Family, Misfit, Rule, Stop, Utility
from pbplatform.counting.ties import TieOrder

MOST_VOTES, EQUAL_SHARES, DENSITY = "most-votes", "equal-shares", "density"
_KINDS = {
    Family.VOTES_GREEDY: MOST_VOTES,
    Family.EQUAL_SHARES: EQUAL_SHARES,
    Family.DENSITY_GREEDY: DENSITY,
}
Groups = Sequence[tuple[tuple[int, ...], int]]


def kind_of(rule: Rule) -> str:
    """Which kind of rule decided a round."""
    return _KINDS[rule.family]


def other_rule(rule: Rule, unit: int) -> tuple[str, Rule]:
    """The rule to compare with and its kind; what is not about the order stays as it was.

    Args:
        unit: minor units in one unit of the currency.
    """
    if rule.family is Family.VOTES_GREEDY:
        return EQUAL_SHARES, replace(
            rule,
            family=Family.EQUAL_SHARES,
            misfit=Misfit.SKIP,
            last_project_percent=None,
            utility=Utility.COST,
            completion=Completion.ADD1,
            increment_minor=unit,
            start_whole=False,
            stop=Stop.OVERSPEND,
            top_up=True,
        )
    return MOST_VOTES, Rule(
        Family.VOTES_GREEDY,
        thresholds=rule.thresholds,
        conflicts=rule.conflicts,
        caps=rule.caps,
        ties=rule.ties,
        leftover=rule.leftover,
    )


def under_another_rule(
    profile: Profile, rule: Rule, tie_order: TieOrder, *, unit: int, groups: Groups
) -> dict[str, Any]:
    """Count again by the other rule.

    Args:
        unit: minor units in one unit of the currency.
        groups: (project numbers, how many ballots named just these).
    Returns:
        `own`, `kind`: the rule that decided, and the other. Of the other: `winners` (project
        numbers in order), `spent_minor`, `with_a_winner` (ballots).
    """
    kind, other = other_rule(rule, unit)
    result = count(profile, other, tie_order)
    winners = [int(key) for key in result.winners]
    return {
        "own": kind_of(rule),
        "kind": kind,
        "winners": winners,
        "spent_minor": result.spent_minor,
        "with_a_winner": with_a_winner(winners, groups),
    }


def with_a_winner(winners: Sequence[int], groups: Groups) -> int:
    """Ballots that name at least one of these projects."""
    won = set(winners)
    return sum(times for choices, times in groups if won & set(choices))
