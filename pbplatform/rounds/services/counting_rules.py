"""The counting rules that a facilitator can choose. Source: docs/rules/rounds.md section 6."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from pbplatform.core.errors import Conflict
from pbplatform.core.money import Currency
from pbplatform.counting.rulebook import (
    Completion,
    Family,
    Misfit,
    Rule,
    Stop,
    Threshold,
    ThresholdKind,
    Utility,
)

SKIP, STOP, EQUAL_SHARES = "skip", "stop", "equal-shares"
MOST_VOTES_SKIP = Rule(Family.VOTES_GREEDY).to_dict()
MOST_VOTES_STOP = Rule(Family.VOTES_GREEDY, misfit=Misfit.STOP).to_dict()


def equal_shares(currency: Currency) -> dict[str, Any]:
    """Equal Shares with everything pinned; a step is one unit of the currency, like £1."""
    return Rule(
        Family.EQUAL_SHARES,
        utility=Utility.COST,
        completion=Completion.ADD1,
        increment_minor=currency.unit,
        start_whole=False,
        stop=Stop.OVERSPEND,
        top_up=True,
    ).to_dict()


def rules_to_choose(currency: Currency) -> dict[str, dict[str, Any]]:
    """The rules by the name that a form gives them."""
    return {SKIP: MOST_VOTES_SKIP, STOP: MOST_VOTES_STOP, EQUAL_SHARES: equal_shares(currency)}


def name_of_rule(rule: Rule, currency: Currency) -> str | None:
    """Which of the rules to choose from this one is; None when it is another.

    How many votes a project needs at least is no part of the name.
    """
    if least_votes(rule) is None:
        return None
    bare, known = replace(rule, thresholds=()), rules_to_choose(currency).items()
    return next((name for name, document in known if Rule.from_dict(document) == bare), None)


def needing(document: Mapping[str, Any], least: int) -> dict[str, Any]:
    """A rule to choose in which a project needs at least so many votes to win."""
    threshold = Threshold(ThresholdKind.SUPPORTERS, least)
    return replace(Rule.from_dict(document), thresholds=(threshold,)).to_dict()


def least_votes(rule: Rule) -> int | None:
    """How many votes a project needs, 0 where any will do; None where something else is needed."""
    if not rule.thresholds:
        return 0
    first, *more = rule.thresholds
    return None if more or first.kind is not ThresholdKind.SUPPORTERS else first.numerator


def check_pair(rule: Mapping[str, Any], max_choices: int | None) -> None:
    """Refuse a rule that does not go with how many projects a vote may name.

    Raises:
        Conflict: Equal Shares with a number.
    Source: ruling 28.
    """
    if Rule.from_dict(rule).family == Family.EQUAL_SHARES and max_choices is not None:
        raise Conflict("round.shares_need_any_number", field="limit")
