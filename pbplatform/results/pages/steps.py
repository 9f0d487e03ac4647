"""How a count went, step by step, from a stored result. Source: docs/rules/results.md section 7."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from pbplatform.core.money import Currency
from pbplatform.counting.result import Reason
from pbplatform.counting.rulebook import Completion, Family, Misfit, Rule, Utility
from pbplatform.results.domain.share_sums import ShareSums, coarse, most_spent_on
from pbplatform.results.models import Result, ResultRow
from pbplatform.results.pages.shares import Rows, decided_by_shares
from pbplatform.results.words.sums import NOTHING
from pbplatform.results.words.why import Told, why
from pbplatform.rounds.models import BallotProject
from pbplatform.web.presentation import number as shown_number


@dataclass(frozen=True)
class CountStep:
    """One project at its turn: what it took, what was left.

    Attributes:
        share, rest: money left and cost, in per cent of the whole money.
        price_minor: Equal Shares, of each person; None where nobody paid by shares.
        in_full, gave_all: a dash there.
    """

    number: int
    title: str
    won: bool
    votes: str
    cost_minor: int
    left_minor: int
    share: int
    rest: int
    price_minor: int | None
    in_full: str
    gave_all: str


@dataclass(frozen=True)
class Spent:
    """Where the shares went of those who voted for a project that lost.

    Attributes:
        most_on: titles of the winners that most of it went to, with minor units.
    """

    number: int
    title: str
    had_minor: int
    most_on: list[tuple[str, int]]
    spent_minor: int
    left_minor: int


@dataclass(frozen=True)
class Pool:
    """The shares of those who chose a winner, together, just before it won and just after.

    Attributes:
        share, rest: what was left after it, and its cost, in per cent of the largest sum before.
    """

    number: int
    title: str
    votes: str
    before_minor: int
    cost_minor: int
    price_minor: int
    gave_all: int
    after_minor: int
    share: int
    rest: int


@dataclass(frozen=True)
class Untaken:
    """A project that never had a turn at the money, with the reason."""

    number: int
    title: str
    why: str


@dataclass(frozen=True)
class StepsPage:
    """All that the page says.

    Attributes:
        start_minor: each voter's share of Equal Shares when the count ended, None otherwise.
        first_minor, increment_minor: the share before it was raised, and by how much each step
            raised it.
    """

    rule: str
    by_shares: bool
    raised: bool
    topped_up: bool
    most_votes_stands: bool
    start_minor: int | None
    first_minor: int
    increment_minor: int
    budget_minor: int
    steps: list[CountStep]
    pools: list[Pool]
    spent: list[Spent]
    untaken: list[Untaken]


def steps_page(result: Result, rows: Rows, rule: Rule, currency: Currency) -> StepsPage:
    """The page of a published result."""
    by_shares = decided_by_shares(rule, rows)
    turns = [pair for pair in rows if _before(pair[0]) is not None]
    turns.sort(key=lambda pair: _turn(pair[0], rule, _places(result)))
    others = [pair for pair in rows if _before(pair[0]) is None]
    start = next((row.numbers["start"] for row, _ in rows if "start" in row.numbers), None)
    shares = rule.family is Family.EQUAL_SHARES
    titles = {row.number: project.title for row, project in rows}
    return StepsPage(
        rule=_rule(rule, by_shares=by_shares),
        by_shares=by_shares,
        raised=by_shares and rule.completion is Completion.ADD1,
        topped_up=by_shares and any(row.won and not row.paid_by_shares for row, _ in rows),
        most_votes_stands=shares and bool(rows) and not by_shares,
        start_minor=_minor(start) if by_shares and start else None,
        first_minor=_minor(Fraction(result.budget_minor, max(result.valid or 0, 1))),
        increment_minor=rule.increment_minor,
        budget_minor=result.budget_minor,
        steps=[_step(row, project, result) for row, project in turns],
        pools=_pools(rows, currency.unit),
        spent=[
            _spent(row, titles, currency.unit)
            for row, _ in rows
            if "shares" in row.numbers and not row.won
        ],
        untaken=[_untaken(*pair, currency) for pair in others],
    )


def _rule(rule: Rule, *, by_shares: bool) -> str:
    """Which words tell the rule."""
    if by_shares:
        return "shares-cost" if rule.utility is Utility.COST else "shares-number"
    if rule.family is Family.DENSITY_GREEDY:
        return "density"
    return "stop" if rule.misfit is Misfit.STOP else "skip"


def _before(row: ResultRow) -> int | None:
    """Money that was left when it was the project's turn; None where it never had one."""
    if row.reason == Reason.FUNDED:
        return int(row.numbers["left_minor"]) + row.cost_minor
    if row.reason in (Reason.FUNDED_FROM_RESERVE, Reason.DID_NOT_FIT):
        return int(row.numbers["left_minor"])
    return None


def _places(result: Result) -> dict[int, int]:
    """Place of a project among those that it was equal with."""
    return {number: place for tie in result.ties for place, number in enumerate(tie["projects"])}


def _turn(row: ResultRow, rule: Rule, places: dict[int, int]) -> tuple[Any, ...]:
    # Money only becomes less, so a project that did not fit came before the next winner.
    if row.position is not None:
        return (-(_before(row) or 0), 1, row.position)
    worth = Fraction(row.votes)
    if rule.family is Family.DENSITY_GREEDY and row.cost_minor:
        worth /= row.cost_minor
    return (-(_before(row) or 0), 0, -worth, places.get(row.number, 0), row.number)


def _step(row: ResultRow, project: BallotProject, result: Result) -> CountStep:
    numbers, budget = row.numbers, max(result.budget_minor, 1)
    left = 0 if row.reason == Reason.FUNDED_FROM_RESERVE else int(numbers["left_minor"])
    share = left * 100 // budget
    return CountStep(
        number=row.number,
        title=project.title,
        won=row.won,
        votes=shown_number(row.votes),
        cost_minor=row.cost_minor,
        left_minor=left,
        share=share,
        rest=(_before(row) or 0) * 100 // budget - share,
        price_minor=_minor(numbers["price"]) if row.paid_by_shares else None,
        in_full=_count(numbers.get("paid_in_full")),
        gave_all=_count(numbers.get("gave_all")),
    )


def _pools(rows: Rows, unit: int) -> list[Pool]:
    """Winners that shares paid for, in order, where what was there before was kept."""
    kept = [(row, project) for row, project in rows if row.won and "before" in row.numbers]
    kept.sort(key=lambda pair: pair[0].position or 0)
    sums = {row.number: coarse(Fraction(row.numbers["before"]), unit) for row, _ in kept}
    most = max(sums.values(), default=1) or 1
    pools = []
    for row, project in kept:
        before = sums[row.number]
        whole = before * 100 // most
        share = (before - row.cost_minor) * 100 // most
        pools.append(
            Pool(
                number=row.number,
                title=project.title,
                votes=shown_number(row.votes),
                before_minor=before,
                cost_minor=row.cost_minor,
                price_minor=_minor(row.numbers["price"]),
                gave_all=int(row.numbers.get("gave_all") or 0),
                after_minor=before - row.cost_minor,
                share=max(share, 0),
                rest=whole - max(share, 0),
            )
        )
    return pools


def _spent(row: ResultRow, titles: Mapping[int, str], unit: int) -> Spent:
    sums = ShareSums.of(row.numbers["shares"], row.cost_minor, unit)
    return Spent(
        number=row.number,
        title=titles[row.number],
        had_minor=sums.had,
        most_on=[
            (titles[number], coarse(amount, unit)) for number, amount in most_spent_on(row.numbers)
        ],
        spent_minor=sums.spent,
        left_minor=sums.left,
    )


def _untaken(row: ResultRow, project: BallotProject, currency: Currency) -> Untaken:
    told = Told(row.votes, row.cost_minor, currency, row.numbers)
    return Untaken(row.number, project.title, why(row.reason, told))


def _minor(amount: str | Fraction) -> int:
    """An exact amount, rounded to the smallest coin."""
    return round(Fraction(amount))


def _count(number: int | None) -> str:
    return NOTHING if number is None else shown_number(number)
