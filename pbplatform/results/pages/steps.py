"""How a count went, step by step, from a stored result. Source: docs/rules/results.md section 7."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from flask_babel import format_decimal

from pbplatform.core.money import Currency
from pbplatform.counting.result import Reason
from pbplatform.counting.rulebook import Completion, Family, Misfit, Rule, Utility
from pbplatform.results.domain.share_sums import ShareSums, coarse, most_spent_on
from pbplatform.results.models import Result, ResultRow
from pbplatform.results.pages.shares import Rows, decided_by_shares
from pbplatform.results.words.why import Told, why
from pbplatform.rounds.models import BallotProject
from pbplatform.web.presentation import money

NOTHING = "–"


@dataclass(frozen=True)
class Step:
    """One project at its turn: what it took, what was left.

    Attributes:
        share, rest: money left and cost, in per cent of the whole money.
        price, in_full, gave_all: Equal Shares; a dash where nobody paid by shares.
    """

    number: int
    title: str
    won: bool
    votes: str
    cost: str
    left: str
    share: int
    rest: int
    price: str
    in_full: str
    gave_all: str


@dataclass(frozen=True)
class Spent:
    """Where the shares went of those who voted for a project that lost."""

    number: int
    title: str
    had: str
    most_on: list[tuple[str, str]]
    spent: str
    left: str


@dataclass(frozen=True)
class Pool:
    """The shares of those who chose a winner, together, just before it won and just after.

    Attributes:
        share, rest: what was left after it, and its cost, in per cent of the largest sum before.
    """

    number: int
    title: str
    votes: str
    before: str
    cost: str
    price: str
    gave_all: int
    after: str
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
        start: each voter's share of Equal Shares when the count ended, empty otherwise.
        first, increment: the share before it was raised, and by how much each step raised it.
    """

    rule: str
    by_shares: bool
    raised: bool
    topped_up: bool
    most_votes_stands: bool
    start: str
    first: str
    increment: str
    budget: str
    steps: list[Step]
    pools: list[Pool]
    spent: list[Spent]
    untaken: list[Untaken]


def steps_page(result: Result, rows: Rows, rule: Rule, currency: Currency) -> StepsPage:
    """The page of a published result."""
    by_shares = decided_by_shares(rows)
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
        topped_up=by_shares and any(row.won and "price" not in row.numbers for row, _ in rows),
        most_votes_stands=shares and bool(rows) and not by_shares,
        start=_money(start, currency) if by_shares and start else "",
        first=_money(Fraction(result.budget_minor, max(result.valid or 0, 1)), currency),
        increment=money(rule.increment_minor, currency),
        budget=money(result.budget_minor, currency),
        steps=[_step(row, project, result, currency) for row, project in turns],
        pools=_pools(rows, currency),
        spent=[
            _spent(row, titles, currency)
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


def _step(row: ResultRow, project: BallotProject, result: Result, currency: Currency) -> Step:
    numbers, budget = row.numbers, max(result.budget_minor, 1)
    left = 0 if row.reason == Reason.FUNDED_FROM_RESERVE else int(numbers["left_minor"])
    share = left * 100 // budget
    return Step(
        number=row.number,
        title=project.title,
        won=row.won,
        votes=str(format_decimal(row.votes)),
        cost=money(row.cost_minor, currency),
        left=money(left, currency),
        share=share,
        rest=(_before(row) or 0) * 100 // budget - share,
        price=_money(numbers["price"], currency) if "price" in numbers else NOTHING,
        in_full=_count(numbers.get("paid_in_full")),
        gave_all=_count(numbers.get("gave_all")),
    )


def _pools(rows: Rows, currency: Currency) -> list[Pool]:
    """Winners that shares paid for, in order, where what was there before was kept."""
    kept = [(row, project) for row, project in rows if row.won and "before" in row.numbers]
    kept.sort(key=lambda pair: pair[0].position or 0)
    sums = {row.number: coarse(Fraction(row.numbers["before"]), currency) for row, _ in kept}
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
                votes=str(format_decimal(row.votes)),
                before=money(before, currency),
                cost=money(row.cost_minor, currency),
                price=_money(row.numbers["price"], currency),
                gave_all=int(row.numbers.get("gave_all") or 0),
                after=money(before - row.cost_minor, currency),
                share=max(share, 0),
                rest=whole - max(share, 0),
            )
        )
    return pools


def _spent(row: ResultRow, titles: Mapping[int, str], currency: Currency) -> Spent:
    sums = ShareSums.of(row.numbers["shares"], row.cost_minor, currency)
    return Spent(
        number=row.number,
        title=titles[row.number],
        had=money(sums.had, currency),
        most_on=[
            (titles[number], money(coarse(amount, currency), currency))
            for number, amount in most_spent_on(row.numbers)
        ],
        spent=money(sums.spent, currency),
        left=money(sums.left, currency),
    )


def _untaken(row: ResultRow, project: BallotProject, currency: Currency) -> Untaken:
    told = Told(row.votes, row.cost_minor, currency, row.numbers)
    return Untaken(row.number, project.title, why(row.reason, told))


def _money(amount: str | Fraction, currency: Currency) -> str:
    """An exact amount as people read it, rounded to the smallest coin."""
    return money(round(Fraction(amount)), currency)


def _count(number: int | None) -> str:
    return NOTHING if number is None else str(format_decimal(number))
