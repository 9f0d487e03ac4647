"""What a page tells of Equal Shares: what a winner counted as, and who came how near.

Source: docs/rules/results.md section 2.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from flask_babel import format_decimal, gettext

from pbplatform.core.money import Currency
from pbplatform.counting.result import Reason
from pbplatform.results.domain.share_sums import ShareSums, coarse
from pbplatform.results.models import ResultRow
from pbplatform.results.words.why import counted_as
from pbplatform.rounds.models import BallotProject
from pbplatform.web.figures import Bar
from pbplatform.web.presentation import money

Rows = Sequence[tuple[ResultRow, BallotProject]]
_SHORT_OF_SHARES = {Reason.SUPPORTERS_SPENT, Reason.DID_NOT_FIT, Reason.STOPPED_BEFORE}
_BY_SHARES = {Reason.SUPPORTERS_SPENT, Reason.NO_SUPPORTERS}


def decided_by_shares(rows: Rows) -> bool:
    """Whether Equal Shares gave this result, not most votes in its place."""
    return any("price" in row.numbers or row.reason in _BY_SHARES for row, _ in rows)


def counted(row: ResultRow) -> int | None:
    """How many people a winner counted as; None for what no share paid for."""
    if "price" not in row.numbers:
        return None
    return counted_as(row.cost_minor, Fraction(row.numbers["price"]), row.votes)


def short_minor(row: ResultRow, currency: Currency) -> int | None:
    """What was missing, in minor units: of the shares of those who chose it, or of the money."""
    if "shares" in row.numbers and row.reason in _SHORT_OF_SHARES:
        return ShareSums.of(row.numbers["shares"], row.cost_minor, currency).short
    missing = row.numbers.get("missing_minor")
    return None if missing is None else int(missing)


@dataclass(frozen=True)
class Side:
    """One half of the question why the one won and the other did not; `title` of the project."""

    title: str
    text: str
    rows: list[tuple[str, str]]
    won: bool


@dataclass(frozen=True)
class SharesPage:
    """What the result page says of shares beside the tables.

    Attributes:
        start: each voter's share when the count ended, empty where it was not kept.
        counted: winners in order: solid is what they counted as, the rest had spent shares.
        near: losers, nearest first: solid is what their supporters had left, the rest is short.
        example: counted-as and votes of a winner whose voters had spent before; None without one.
        fewer, more: votes of the two projects that are compared, as text.
        versus: a winner with fewer votes than a loser; None where there is no such pair.
    """

    start: str
    counted: list[Bar]
    near: list[Bar]
    example: tuple[str, str] | None
    fewer: str
    more: str
    versus: tuple[Side, Side] | None


def shares_page(rows: Rows, currency: Currency) -> SharesPage | None:
    """None where Equal Shares did not decide."""
    if not decided_by_shares(rows):
        return None
    start = next(
        (Fraction(row.numbers["start"]) for row, _ in rows if "start" in row.numbers), None
    )
    pair = _puzzle(rows)
    return SharesPage(
        start="" if start is None else money(round(start), currency),
        counted=_counted_bars(rows),
        near=_near_bars(rows, currency),
        example=_example(rows),
        fewer=str(format_decimal(pair[0][0].votes)) if pair else "",
        more=str(format_decimal(pair[1][0].votes)) if pair else "",
        versus=_versus(*pair, start, currency) if pair and start is not None else None,
    )


def _name(project: BallotProject) -> str:
    return f"{project.number} {project.title}"


def _counted_bars(rows: Rows) -> list[Bar]:
    won = [(row, project, counted(row)) for row, project in rows if row.won]
    paid = [(row, project, number) for row, project, number in won if number is not None]
    most = max((row.votes for row, _, _ in paid), default=1) or 1
    bars = []
    for row, project, number in paid:
        all_of_it = row.votes * 100 // most
        share = min(number * 100 // most, all_of_it)
        of = gettext(
            "%(counted)s of %(votes)s",
            counted=format_decimal(number),
            votes=format_decimal(row.votes),
        )
        figure = of if number != row.votes else format_decimal(number)
        bars.append(Bar(_name(project), str(figure), share, all_of_it - share))
    return bars


def _example(rows: Rows) -> tuple[str, str] | None:
    """The first winner that counted as fewer than chose it."""
    for row, _project in rows:
        number = counted(row) if row.won else None
        if number is not None and number != row.votes:
            return str(format_decimal(number)), str(format_decimal(row.votes))
    return None


def _near_bars(rows: Rows, currency: Currency) -> list[Bar]:
    lost = [
        (short, row, project)
        for row, project in rows
        if not row.won
        and "shares" in row.numbers
        and row.reason in _SHORT_OF_SHARES
        and (short := short_minor(row, currency)) is not None
    ]
    lost.sort(key=lambda one: (one[0], one[1].number))
    longest = max((row.cost_minor for _, row, _ in lost), default=1) or 1
    bars = []
    for short, row, project in lost:
        left = row.cost_minor - short
        share = left * 100 // longest
        of = gettext(
            "%(left)s of %(cost)s", left=money(left, currency), cost=money(row.cost_minor, currency)
        )
        rest = row.cost_minor * 100 // longest - share
        words = gettext("short by %(short)s", short=money(short, currency))
        bars.append(Bar(_name(project), str(of), share, rest, str(words)))
    return bars


Pair = tuple[ResultRow, BallotProject]


def _puzzle(rows: Rows) -> tuple[Pair, Pair] | None:
    """The winner with the fewest votes and the loser with the most, when that asks for a why."""
    won = [pair for pair in rows if "price" in pair[0].numbers]
    lost = [
        pair
        for pair in rows
        if not pair[0].won and "shares" in pair[0].numbers and pair[0].reason in _SHORT_OF_SHARES
    ]
    if not won or not lost:
        return None
    winner = min(won, key=lambda pair: (pair[0].votes, pair[0].number))
    loser = max(lost, key=lambda pair: (pair[0].votes, -pair[0].number))
    return (winner, loser) if winner[0].votes < loser[0].votes else None


def _versus(winner: Pair, loser: Pair, start: Fraction, currency: Currency) -> tuple[Side, Side]:
    (won, kept), (lost, missed) = winner, loser
    sums = ShareSums.of(lost.numbers["shares"], lost.cost_minor, currency)
    won_rows = [
        *_facts(won, start, currency),
        *_before_its_turn(won, start, currency),
    ]
    lost_rows = [
        *_facts(lost, start, currency),
        (gettext("Spent on winners they also chose"), money(sums.spent, currency)),
        (_still_there(lost, currency), gettext("No, %(left)s", left=money(sums.left, currency))),
    ]
    return (
        Side(
            kept.title,
            gettext(
                "Fewer people chose it, but together they still had enough of their shares to pay "
                "for it."
            ),
            won_rows,
            won=True,
        ),
        Side(
            missed.title,
            gettext(
                "More people chose it, but what they had left of their shares was too little for "
                "its cost."
            ),
            lost_rows,
            won=False,
        ),
    )


def _before_its_turn(row: ResultRow, start: Fraction, currency: Currency) -> list[tuple[str, str]]:
    """What had gone to earlier winners, and that the rest was enough; older results say less."""
    if "before" not in row.numbers:
        return [
            (gettext("Counted as"), str(format_decimal(counted(row)))),
            (_still_there(row, currency), gettext("Yes")),
        ]
    left = coarse(Fraction(row.numbers["before"]), currency)
    gone = coarse(row.votes * start, currency) - left
    return [
        (gettext("Spent on earlier winners"), money(gone, currency)),
        (_still_there(row, currency), gettext("Yes, %(left)s", left=money(left, currency))),
    ]


def _facts(row: ResultRow, start: Fraction, currency: Currency) -> list[tuple[str, str]]:
    return [
        (gettext("Votes"), str(format_decimal(row.votes))),
        (gettext("Cost"), money(row.cost_minor, currency)),
        (gettext("Shares they began with"), money(coarse(row.votes * start, currency), currency)),
    ]


def _still_there(row: ResultRow, currency: Currency) -> str:
    return str(gettext("%(cost)s still there?", cost=money(row.cost_minor, currency)))
