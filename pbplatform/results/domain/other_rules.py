"""What another rule would have made of the same votes. Source: docs/rules/results.md section 8."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from pbplatform.core.money import Currency
from pbplatform.counting.count import count
from pbplatform.counting.profile import Profile
from pbplatform.counting.rulebook import Family, Rule
from pbplatform.counting.ties import TieOrder
from pbplatform.rounds.domain.ballots import Groups
from pbplatform.rounds.services import equal_shares

MOST_VOTES, EQUAL_SHARES, DENSITY = "most-votes", "equal-shares", "density"
_KINDS = {
    Family.VOTES_GREEDY: MOST_VOTES,
    Family.EQUAL_SHARES: EQUAL_SHARES,
    Family.DENSITY_GREEDY: DENSITY,
}


def kind_of(rule: Rule) -> str:
    """Which kind of rule decided a round."""
    return _KINDS[rule.family]


def other_rule(rule: Rule, currency: Currency) -> tuple[str, Rule]:
    """The rule to compare with and its kind; what is not about the order stays as it was."""
    if rule.family is Family.VOTES_GREEDY:
        kind, other = EQUAL_SHARES, Rule.from_dict(equal_shares(currency))
    else:
        kind, other = MOST_VOTES, Rule(Family.VOTES_GREEDY)
    return kind, replace(
        other,
        thresholds=rule.thresholds,
        conflicts=rule.conflicts,
        caps=rule.caps,
        ties=rule.ties,
        leftover=rule.leftover,
    )


def under_another_rule(
    profile: Profile, rule: Rule, tie_order: TieOrder, *, currency: Currency, groups: Groups
) -> dict[str, Any]:
    """Count again by the other rule.

    Args:
        groups: the ballots of `profile`, with how many cast each.
    Returns:
        `own`, `kind`: the rule that decided, and the other. Of the other: `winners` (project
        numbers in order), `spent_minor`, `with_a_winner` (ballots).
    """
    kind, other = other_rule(rule, currency)
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
    return sum(times for ballot, times in groups if won & set(ballot.numbers))
