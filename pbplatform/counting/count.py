"""Count an election: profile and rule in, winners and reasons out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from pbplatform.counting.greedy import run_greedy
from pbplatform.counting.profile import Profile
from pbplatform.counting.result import CountResult, Outcome, Reason, SharesTrace, Verdict
from pbplatform.counting.rulebook import Family, Rule
from pbplatform.counting.scores import scores_of
from pbplatform.counting.shares import SharesCount, count_shares
from pbplatform.counting.shares_add1 import tell_nobody
from pbplatform.counting.ties import Tie, TieBreaker, TieOrder

NEVER_NEXT = frozenset({Reason.WITHDRAWN, Reason.BELOW_THRESHOLD, Reason.CONFLICT_WITH})


@dataclass(frozen=True)
class _Counted:
    """What every family gives, by project index."""

    verdicts: dict[int, Verdict]
    winners: tuple[int, ...]
    left_minor: int
    ranking: tuple[int, ...]
    ties: tuple[Tie, ...]


def count(
    profile: Profile,
    rule: Rule,
    tie_order: TieOrder,
    told: Callable[[int], None] = tell_nobody,
) -> CountResult:
    """Follow `rule` over the ballots.

    Args:
        tie_order: the last resort among equals, after `rule.ties`; names every project.
        told: called with the number of steps of Add1 so far, again and again.
    Raises:
        ValueError: the tie order misses a project, or the rule does not go with the ballots.
    Source: docs/rules/counting.md.
    """
    return count_with_record(profile, rule, tie_order, told)[0]


def count_with_record(
    profile: Profile,
    rule: Rule,
    tie_order: TieOrder,
    told: Callable[[int], None] = tell_nobody,
) -> tuple[CountResult, SharesCount | None]:
    """As `count`, and the record of Equal Shares from which explanations are worked out."""
    scores = scores_of(profile, rule.positions)
    breaker = TieBreaker(profile, rule.ties, tie_order)
    if rule.family is Family.EQUAL_SHARES:
        shares = count_shares(profile, rule, scores, breaker, told)
        counted = _Counted(
            shares.verdicts, shares.winners, shares.left_minor, shares.ranking, shares.ties
        )
        return _result(profile, rule, scores, counted, _trace(profile, shares)), shares
    run = run_greedy(profile, rule, scores, breaker)
    counted = _Counted(run.verdicts, run.winners, run.left_minor, run.ranking, run.ties)
    return _result(profile, rule, scores, counted, None), None


def _trace(profile: Profile, shares: SharesCount) -> SharesTrace:
    start, comparison = shares.run.start, shares.comparison
    return SharesTrace(
        start=f"{start.numerator}/{start.denominator}",
        steps=shares.steps,
        ended_by=shares.ended_by,
        rounds=tuple(profile.keys[project] for project in shares.run.winners),
        prefer_equal_shares=comparison.prefer_equal_shares if comparison else None,
        prefer_most_votes=comparison.prefer_most_votes if comparison else None,
        most_votes_stands=bool(comparison and comparison.takes_most_votes),
    )


def _result(
    profile: Profile,
    rule: Rule,
    scores: tuple[int, ...],
    counted: _Counted,
    shares: SharesTrace | None,
) -> CountResult:
    keys = profile.keys
    last_tie = {key: number for number, tie in enumerate(counted.ties) for key in tie.projects}
    outcomes = tuple(
        Outcome(
            key=contender.key,
            cost_minor=contender.cost_minor,
            supporters=profile.supporters[project],
            score=scores[project],
            reason=counted.verdicts[project].reason,
            numbers=counted.verdicts[project].numbers,
            tie=last_tie.get(contender.key),
        )
        for project, contender in enumerate(profile.contenders)
    )
    next_best = tuple(
        keys[project]
        for project in counted.ranking
        if not outcomes[project].funded and outcomes[project].reason not in NEVER_NEXT
    )
    return CountResult(
        winners=tuple(keys[project] for project in counted.winners),
        outcomes=outcomes,
        budget_minor=profile.budget_minor,
        spent_minor=profile.budget_minor - counted.left_minor,
        left_minor=counted.left_minor,
        next_best=next_best,
        ties=counted.ties,
        ballots=profile.voters,
        rule_sha256=rule.sha256,
        shares=shares,
    )
