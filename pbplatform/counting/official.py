"""The rule that a Pabulib file says was used, and rules by short name."""

from __future__ import annotations

from pbplatform.counting.election import Election
from pbplatform.counting.rulebook import Family, Misfit, Rule, Threshold, ThresholdKind

GREEDY_RULES = ("greedy", "greedy-no-skip", "greedy-threshold", "unknown")
"""`unknown` is counted as greedy: the library says that it most likely was."""


class NoOfficialRule(ValueError):
    """META names a rule that the file does not describe well enough to follow."""


def official_rule(election: Election) -> Rule:
    """The rule of META with the parameters that META gives.

    Pabulib lists equals in no declared order, so official recounts have no tie criteria of
    their own: count with `TieOrder.by_file`.

    Raises:
        NoOfficialRule: META's rule cannot be followed.
    Source: docs/rules/counting.md section 8.
    """
    if election.rule not in GREEDY_RULES:
        raise NoOfficialRule(f"{election.name}: the rule {election.rule!r} cannot be followed")
    return Rule(
        family=Family.VOTES_GREEDY,
        misfit=Misfit.STOP if election.rule == "greedy-no-skip" else Misfit.SKIP,
        thresholds=_threshold(election),
        ties=(),
    )


def _threshold(election: Election) -> tuple[Threshold, ...]:
    text = election.meta.get("min_project_score_threshold", "")
    if not text:
        return ()
    if not (text.isascii() and text.isdigit()):
        raise NoOfficialRule(f"{election.name}: the threshold {text!r} is not a whole number")
    return (Threshold(ThresholdKind.SCORE, int(text)),)
