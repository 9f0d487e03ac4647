"""Count an election: profile and rule in, winners and reasons out."""

from __future__ import annotations

from pbplatform.counting.greedy import GreedyRun, run_greedy
from pbplatform.counting.profile import Profile
from pbplatform.counting.result import CountResult, Outcome, Reason
from pbplatform.counting.rulebook import Family, Rule
from pbplatform.counting.scores import scores_of
from pbplatform.counting.ties import TieBreaker, TieOrder

NEVER_NEXT = frozenset({Reason.WITHDRAWN, Reason.BELOW_THRESHOLD, Reason.CONFLICT_WITH})


def count(profile: Profile, rule: Rule, tie_order: TieOrder) -> CountResult:
    """Follow `rule` over the ballots.

    Args:
        tie_order: the last resort among equals, after `rule.ties`; names every project.
    Raises:
        ValueError: the tie order misses a project, or the rule does not go with the ballots.
    Source: docs/rules/counting.md.
    """
    if rule.family is Family.EQUAL_SHARES:
        raise ValueError("Equal Shares cannot be counted yet")
    scores = scores_of(profile, rule.positions)
    run = run_greedy(profile, rule, scores, TieBreaker(profile, rule.ties, tie_order))
    return _result(profile, rule, scores, run)


def _result(profile: Profile, rule: Rule, scores: tuple[int, ...], run: GreedyRun) -> CountResult:
    keys = profile.keys
    last_tie = {key: number for number, tie in enumerate(run.ties) for key in tie.projects}
    outcomes = tuple(
        Outcome(
            key=contender.key,
            cost_minor=contender.cost_minor,
            supporters=profile.supporters[project],
            score=scores[project],
            reason=run.verdicts[project].reason,
            numbers=run.verdicts[project].numbers,
            tie=last_tie.get(contender.key),
        )
        for project, contender in enumerate(profile.contenders)
    )
    next_best = tuple(
        keys[project]
        for project in run.ranking
        if not outcomes[project].funded and outcomes[project].reason not in NEVER_NEXT
    )
    return CountResult(
        winners=tuple(keys[project] for project in run.winners),
        outcomes=outcomes,
        budget_minor=profile.budget_minor,
        spent_minor=profile.budget_minor - run.left_minor,
        left_minor=run.left_minor,
        next_best=next_best,
        ties=run.ties,
        ballots=profile.voters,
        rule_sha256=rule.sha256,
    )
