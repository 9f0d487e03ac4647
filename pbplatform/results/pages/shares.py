"""What a page tells of Equal Shares: what a winner counted as, and who came how near.

Source: docs/rules/results.md section 2.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import cast

from pbplatform.core.money import Currency
from pbplatform.counting.result import Reason
from pbplatform.counting.rulebook import Family, Rule
from pbplatform.results.domain.share_sums import ShareSums, coarse
from pbplatform.results.models import ResultRow
from pbplatform.results.words.sums import Shown, shown_in
from pbplatform.results.words.why import counted_as
from pbplatform.rounds.models import BallotProject
from pbplatform.web.figures import Bar
from pbplatform.web.presentation import number as shown_number
from pbplatform.web.sentences import gettext

Rows = Sequence[tuple[ResultRow, BallotProject]]
_SHORT_OF_SHARES = {Reason.SUPPORTERS_SPENT, Reason.DID_NOT_FIT, Reason.STOPPED_BEFORE}
_BY_SHARES = {Reason.SUPPORTERS_SPENT, Reason.NO_SUPPORTERS}


def decided_by_shares(rule: Rule, rows: Rows) -> bool:
    """Whether Equal Shares gave this result.

    The rule of the round says so; where it compares, most votes may stand in its place, and then
    no row was paid by shares.
    """
    if rule.family is not Family.EQUAL_SHARES or not rows:
        return False
    paid = any(row.paid_by_shares or row.reason in _BY_SHARES for row, _ in rows)
    return paid or not rule.comparison


def counted(row: ResultRow) -> int | None:
    """How many people a winner counted as; None for what no share paid for."""
    if not row.paid_by_shares:
        return None
    return counted_as(row.cost_minor, Fraction(row.numbers["price"]), row.votes)


def short_minor(row: ResultRow, unit: int) -> int | None:
    """What was missing, in minor units: of the shares of those who chose it, or of the money."""
    if "shares" in row.numbers and row.reason in _SHORT_OF_SHARES:
        return ShareSums.of(row.numbers["shares"], row.cost_minor, unit).short
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
        start_minor: each voter's share when the count ended, None where it was not kept.
        counted: winners in order: solid is what they counted as, the rest had spent shares.
        near: losers, nearest first: solid is what their supporters had left, the rest is short.
        example: counted-as and votes of a winner whose voters had spent before; None without one.
        fewer, more: votes of the two projects that are compared, as text.
        versus: a winner with fewer votes than a loser; None where there is no such pair.
    """

    start_minor: int | None
    counted: list[Bar]
    near: list[Bar]
    example: tuple[str, str] | None
    fewer: str
    more: str
    versus: tuple[Side, Side] | None


def shares_page(rows: Rows, rule: Rule, currency: Currency) -> SharesPage | None:
    """None where Equal Shares did not decide."""
    if not decided_by_shares(rule, rows):
        return None
    start = next(
        (Fraction(row.numbers["start"]) for row, _ in rows if "start" in row.numbers), None
    )
    pair, shown = _puzzle(rows), shown_in(currency)
    return SharesPage(
        start_minor=None if start is None else round(start),
        counted=_counted_bars(rows),
        near=_near_bars(rows, currency.unit, shown),
        example=_example(rows),
        fewer=shown_number(pair[0][0].votes) if pair else "",
        more=shown_number(pair[1][0].votes) if pair else "",
        versus=_versus(*pair, start, currency.unit, shown) if pair and start is not None else None,
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
            counted=shown_number(number),
            votes=shown_number(row.votes),
        )
        figure = of if number != row.votes else shown_number(number)
        bars.append(Bar(_name(project), str(figure), share, all_of_it - share))
    return bars


def _example(rows: Rows) -> tuple[str, str] | None:
    """The first winner that counted as fewer than chose it."""
    for row, _project in rows:
        number = counted(row) if row.won else None
        if number is not None and number != row.votes:
            return shown_number(number), shown_number(row.votes)
    return None


def _near_bars(rows: Rows, unit: int, shown: Shown) -> list[Bar]:
    lost = [
        (short, row, project)
        for row, project in rows
        if not row.won
        and "shares" in row.numbers
        and row.reason in _SHORT_OF_SHARES
        and (short := short_minor(row, unit)) is not None
    ]
    lost.sort(key=lambda one: (one[0], one[1].number))
    longest = max((row.cost_minor for _, row, _ in lost), default=1) or 1
    bars = []
    for short, row, project in lost:
        left = row.cost_minor - short
        share = left * 100 // longest
        of = gettext("%(left)s of %(cost)s", left=shown(left), cost=shown(row.cost_minor))
        rest = row.cost_minor * 100 // longest - share
        words = gettext("short by %(short)s", short=shown(short))
        bars.append(Bar(_name(project), str(of), share, rest, str(words)))
    return bars


Pair = tuple[ResultRow, BallotProject]


def _puzzle(rows: Rows) -> tuple[Pair, Pair] | None:
    """The winner with the fewest votes and the loser with the most, when that asks for a why."""
    won = [pair for pair in rows if pair[0].paid_by_shares]
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


def _versus(
    winner: Pair, loser: Pair, start: Fraction, unit: int, shown: Shown
) -> tuple[Side, Side]:
    (won, kept), (lost, missed) = winner, loser
    sums = ShareSums.of(lost.numbers["shares"], lost.cost_minor, unit)
    won_rows = [
        *_facts(won, start, unit, shown),
        *_before_its_turn(won, start, unit, shown),
    ]
    lost_rows = [
        *_facts(lost, start, unit, shown),
        (gettext("Spent on winners they also chose"), shown(sums.spent)),
        (_still_there(lost, shown), gettext("No, %(left)s", left=shown(sums.left))),
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


def _before_its_turn(
    row: ResultRow, start: Fraction, unit: int, shown: Shown
) -> list[tuple[str, str]]:
    """What had gone to earlier winners, and that the rest was enough; older results say less."""
    if "before" not in row.numbers:
        return [
            (gettext("Counted as"), shown_number(cast(int, counted(row)))),
            (_still_there(row, shown), gettext("Yes")),
        ]
    left = coarse(Fraction(row.numbers["before"]), unit)
    gone = coarse(row.votes * start, unit) - left
    return [
        (gettext("Spent on earlier winners"), shown(gone)),
        (_still_there(row, shown), gettext("Yes, %(left)s", left=shown(left))),
    ]


def _facts(row: ResultRow, start: Fraction, unit: int, shown: Shown) -> list[tuple[str, str]]:
    return [
        (gettext("Votes"), shown_number(row.votes)),
        (gettext("Cost"), shown(row.cost_minor)),
        (gettext("Shares they began with"), shown(coarse(row.votes * start, unit))),
    ]


def _still_there(row: ResultRow, shown: Shown) -> str:
    return str(gettext("%(cost)s still there?", cost=shown(row.cost_minor)))
