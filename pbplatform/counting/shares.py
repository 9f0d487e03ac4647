"""The Method of Equal Shares as a whole: its runs, its completions and its reasons."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from pbplatform.counting.eligibility import refused_before_counting
from pbplatform.counting.greedy import GreedyRun, run_greedy
from pbplatform.counting.profile import Profile
from pbplatform.counting.result import Number, Reason, Verdict
from pbplatform.counting.rulebook import Completion, Family, Misfit, Rule
from pbplatform.counting.shares_add1 import run_add1, tell_nobody
from pbplatform.counting.shares_run import SharesGame, SharesResult, run_shares
from pbplatform.counting.ties import Tie, TieBreaker


@dataclass(frozen=True)
class Comparison:
    """How many voters the one and the other result gives more of what their ballot names."""

    prefer_equal_shares: int
    prefer_most_votes: int

    @property
    def takes_most_votes(self) -> bool:
        """Equal Shares stands unless more voters are better off with the other result."""
        return self.prefer_most_votes > self.prefer_equal_shares


@dataclass(frozen=True, eq=False)
class SharesCount:
    """All that came out, by project index.

    Attributes:
        game, run: the final run of Equal Shares and what it was about.
        steps, ended_by: of Add1; 0 and "" without it.
        comparison: None without the comparison step.
        top_up: what the money that was left paid for, most votes first; None without.
        ranking: losers, the next to be funded first.
    """

    game: SharesGame
    run: SharesResult
    steps: int
    ended_by: str
    comparison: Comparison | None
    top_up: GreedyRun | None
    verdicts: dict[int, Verdict]
    winners: tuple[int, ...]
    left_minor: int
    ranking: tuple[int, ...]
    ties: tuple[Tie, ...]


def count_shares(
    profile: Profile,
    rule: Rule,
    scores: tuple[int, ...],
    breaker: TieBreaker,
    told: Callable[[int], None] = tell_nobody,
) -> SharesCount:
    """Follow a rule of the family Equal Shares.

    Args:
        told: as in `run_add1`.
    Source: docs/rules/counting.md sections 10 to 12.
    """
    refused = refused_before_counting(profile, rule, scores)
    game = SharesGame.of(profile, rule, refused, breaker)
    steps, ended_by = 0, ""
    if profile.voters == 0:
        run = run_shares(game, Fraction(0))
    elif rule.completion is Completion.ADD1:
        search = run_add1(game, told)
        run, steps, ended_by = search.run, search.steps, search.ended_by
    else:
        run = run_shares(game, Fraction(profile.budget_minor, profile.voters))
    counted = _without_completion(game, run, refused)
    counted = replace(counted, steps=steps, ended_by=ended_by)
    if rule.top_up:
        counted = _topped_up(counted, profile, rule, scores, breaker)
    if rule.comparison:
        counted = _compared(counted, profile, rule, scores, breaker)
    return counted


def _without_completion(
    game: SharesGame, run: SharesResult, refused: dict[int, Verdict]
) -> SharesCount:
    profile = game.profile
    verdicts = {**refused, **run.shut_out, **dict(_funded(game, run))}
    losers = []
    for project, total in enumerate(game.supporters.totals):
        if project not in verdicts and not total:
            verdicts[project] = Verdict(Reason.NO_SUPPORTERS)
        elif project not in verdicts:
            money, cost = _money_left(game, run, project), profile.costs[project]
            numbers = {"left_minor": int(money), "missing_minor": cost - int(money)}
            verdicts[project] = Verdict(Reason.SUPPORTERS_SPENT, numbers)
            losers.append((-money / cost, game.breaker.keys[project], project))
    others = [p for p in verdicts if verdicts[p].reason is Reason.NO_SUPPORTERS]
    capped = [p for p in verdicts if verdicts[p].reason is Reason.CAP_REACHED]
    for group in (others, capped):
        group.sort(key=lambda p: game.breaker.keys[p])
    return SharesCount(
        game=game,
        run=run,
        steps=0,
        ended_by="",
        comparison=None,
        top_up=None,
        verdicts=verdicts,
        winners=run.winners,
        left_minor=profile.budget_minor - run.cost_minor,
        ranking=(*(project for _, _, project in sorted(losers)), *capped, *others),
        ties=tuple(_ties(game, run)),
    )


def _funded(game: SharesGame, run: SharesResult) -> Iterator[tuple[int, Verdict]]:
    left = game.profile.budget_minor
    prices = run.exact.prices()
    for number, (purchase, price) in enumerate(zip(run.exact.purchases, prices, strict=True), 1):
        left -= game.profile.costs[purchase.project]
        numbers: dict[str, Number] = {
            "position": number,
            "left_minor": left,
            "round": number,
            "price": f"{price.numerator}/{price.denominator}",
            "paid_in_full": purchase.full_weight,
        }
        yield purchase.project, Verdict(Reason.FUNDED, numbers)


def _money_left(game: SharesGame, run: SharesResult, project: int) -> Fraction:
    """What the supporters of a project have together at the end, exactly."""
    types, _, _ = game.supporters.of_project(project)
    return run.exact.money_of(types[run.money[types] > 0])


def _ties(game: SharesGame, run: SharesResult) -> Iterator[Tie]:
    """Every tie of the final run; whether it mattered is asked by runs from the same start."""
    keys = game.profile.keys
    for met in run.ties:
        changed = any(
            set(run_shares(game, run.start, {met.round: other}).winners) != set(run.winners)
            for other in met.projects[1:]
        )
        projects = tuple(keys[project] for project in met.projects)
        yield Tie(met.round, projects, game.breaker.settled_by(met.projects), changed)


def _topped_up(
    counted: SharesCount,
    profile: Profile,
    rule: Rule,
    scores: tuple[int, ...],
    breaker: TieBreaker,
) -> SharesCount:
    greedy = replace(rule, family=Family.VOTES_GREEDY, last_project_percent=None)
    top_up = run_greedy(profile, greedy, scores, breaker, counted.winners)
    return replace(
        counted,
        top_up=top_up,
        verdicts={**counted.verdicts, **top_up.verdicts},
        winners=counted.winners + top_up.winners,
        left_minor=top_up.left_minor,
        ranking=top_up.ranking,
        ties=counted.ties + top_up.ties,
    )


def _compared(
    counted: SharesCount,
    profile: Profile,
    rule: Rule,
    scores: tuple[int, ...],
    breaker: TieBreaker,
) -> SharesCount:
    greedy = replace(
        rule, family=Family.VOTES_GREEDY, misfit=Misfit.SKIP, last_project_percent=None
    )
    other = run_greedy(profile, greedy, scores, breaker)
    comparison = compare(profile, counted.winners, other.winners)
    if not comparison.takes_most_votes:
        return replace(counted, comparison=comparison)
    return replace(
        counted,
        comparison=comparison,
        top_up=None,
        verdicts=other.verdicts,
        winners=other.winners,
        left_minor=other.left_minor,
        ranking=other.ranking,
        ties=other.ties,
    )


def compare(
    profile: Profile, equal_shares: tuple[int, ...], most_votes: tuple[int, ...]
) -> Comparison:
    """Voters who get more of the projects that they named from one result than from the other."""
    gain = np.zeros(len(profile.contenders), dtype=np.int64)
    gain[list(equal_shares)] += 1
    gain[list(most_votes)] -= 1
    ballot = np.repeat(np.arange(len(profile.times)), profile.lengths)
    balance = np.bincount(ballot, weights=gain[profile.marks], minlength=len(profile.times))
    return Comparison(int(profile.times[balance > 0].sum()), int(profile.times[balance < 0].sum()))
