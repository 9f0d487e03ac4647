"""The rule that a Pabulib file says was used, and rules by short name."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from pbplatform.counting.election import Election
from pbplatform.counting.pabulib_notes import whole_number
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

LAST_PROJECT_PERCENT = 80

_EXCLUSIVE = re.compile(r"projects? (\S+?) and (\S+?)[ ,.;]")


class NoOfficialRule(ValueError):
    """META names a rule that the file does not describe well enough to follow."""


def official_rule(election: Election) -> Rule:
    """The rule of META with the parameters that META gives.

    Pabulib lists equals in no declared order, so official recounts of the greedy family have no
    tie criteria of their own: count with `TieOrder.by_file`.

    Raises:
        NoOfficialRule: META's rule cannot be followed.
    Source: docs/rules/counting.md section 8.
    """
    build = _OFFICIAL.get(election.rule)
    if build is None:
        raise NoOfficialRule(f"{election.name}: the rule {election.rule!r} cannot be followed")
    return build(election)


def announced_winners(election: Election) -> tuple[str, ...] | None:
    """The projects that the city's rule chose; None when the file publishes no winners.

    `selected` is 1 for a winner and 2 or 3 for a project that got other money, except that the
    library writes 2 for the project that Poznań's last-project clause adds, which is part of the
    rule there.
    """
    if election.official_winners is None:
        return None
    chosen = (1, 2) if election.rule == "greedy-custom" else (1,)
    return tuple(p.key for p in election.projects if p.selected in chosen)


def named_rule(name: str, election: Election) -> Rule:
    """A rule by its short name, with what it takes from the file.

    Args:
        name: one of `RULE_NAMES`.
    Raises:
        KeyError: no such name.
        NoOfficialRule: the name is `official` and META's rule cannot be followed.
    Source: docs/rules/counting.md section 8.
    """
    return RULES[name](election)


def _greedy(election: Election) -> Rule:
    return Rule(Family.VOTES_GREEDY, thresholds=_threshold(election), ties=())


def _greedy_no_skip(election: Election) -> Rule:
    return replace(_greedy(election), misfit=Misfit.STOP)


def _greedy_exclusive(election: Election) -> Rule:
    """Skip; the pairs that exclude each other stand in META's comment, in words."""
    keys = {project.key for project in election.projects}
    found = _EXCLUSIVE.findall(election.meta.get("comment", ""))
    pairs = tuple((one, other) for one, other in found if {one, other} <= keys)
    return replace(_greedy(election), conflicts=pairs)


def _greedy_custom(election: Election) -> Rule:
    """Poznań's last-project clause; a custom rule that no file describes is counted as greedy."""
    if f"{LAST_PROJECT_PERCENT}%" not in election.meta.get("comment", ""):
        return _greedy(election)
    return replace(_greedy_no_skip(election), last_project_percent=LAST_PROJECT_PERCENT)


def _density(_election: Election) -> Rule:
    return Rule(Family.DENSITY_GREEDY)


def _shares(_election: Election) -> Rule:
    return Rule(Family.EQUAL_SHARES)


def _cardinality(_election: Election) -> Rule:
    return Rule(Family.EQUAL_SHARES, utility=Utility.CARDINALITY)


def _add1(election: Election) -> Rule:
    """Whole units of the currency, ended only by overspending, as the first cities did it."""
    return Rule(
        Family.EQUAL_SHARES,
        completion=Completion.ADD1,
        increment_minor=10**election.exponent,
        start_whole=True,
        stop=Stop.OVERSPEND,
    )


def _add1_exhaustive(election: Election) -> Rule:
    return replace(_add1(election), start_whole=False, stop=Stop.EXHAUSTIVE)


def _add1_comparison(election: Election) -> Rule:
    return replace(_add1(election), comparison=True)


def _shares_comparison(_election: Election) -> Rule:
    return Rule(Family.EQUAL_SHARES, comparison=True)


def _threshold(election: Election) -> tuple[Threshold, ...]:
    text = election.meta.get("min_project_score_threshold", "")
    if not text:
        return ()
    whole = whole_number(text)
    if whole is None:
        raise NoOfficialRule(f"{election.name}: the threshold {text!r} is not a whole number")
    return (Threshold(ThresholdKind.SCORE, int(whole)),)


_OFFICIAL: dict[str, Callable[[Election], Rule]] = {
    "greedy": _greedy,
    "greedy-no-skip": _greedy_no_skip,
    "greedy-threshold": _greedy,
    "greedy-exclusive": _greedy_exclusive,
    "greedy-custom": _greedy_custom,
    "equalshares": _shares,
    "equalshares-comparison": _shares_comparison,
    "equalshares/add1": _add1,
    "equalshares/add1-comparison": _add1_comparison,
    # The library says of these files that the rule was most likely a greedy one.
    "unknown": _greedy,
}

RULES: dict[str, Callable[[Election], Rule]] = {
    "official": official_rule,
    "greedy": lambda election: replace(_greedy(election), thresholds=()),
    "greedy-no-skip": lambda election: replace(_greedy_no_skip(election), thresholds=()),
    "greedy-threshold": _greedy,
    "density": _density,
    "equal-shares": _shares,
    "equal-shares/cardinality": _cardinality,
    "equal-shares/add1-exhaustive": _add1_exhaustive,
    "equal-shares/add1-overspend": _add1,
    "equal-shares/add1-comparison": _add1_comparison,
}
RULE_NAMES = tuple(RULES)
