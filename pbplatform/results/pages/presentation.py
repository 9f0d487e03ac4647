"""A stored result as its page shows it: figures with their words, rows with their reasons."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any

from pbplatform.core.money import Currency
from pbplatform.core.paging import Page
from pbplatform.counting.result import Reason
from pbplatform.results.domain.share_sums import most_spent_on
from pbplatform.results.models import Result, ResultRow
from pbplatform.results.pages.other_rules import OtherRule, other_rule_of
from pbplatform.results.pages.shares import SharesPage, counted, shares_page, short_minor
from pbplatform.results.words.enough import enough_words
from pbplatform.results.words.outcome import money_sentence
from pbplatform.results.words.sums import NOTHING
from pbplatform.results.words.why import Told, how_settled, why
from pbplatform.rounds.models import BallotProject, Round
from pbplatform.voting.models import PublishedBallot
from pbplatform.voting.words.invalid import why_invalid
from pbplatform.web.presentation import listed, percent
from pbplatform.web.presentation import number as shown_number


@dataclass(frozen=True)
class Row:
    """One project in the table of results."""

    number: int
    title: str
    is_proposal: bool  # not one of an imported election, which has no pages
    won: bool
    cost_minor: int
    votes: str
    votes_count: int
    counted: str
    missing_minor: int | None  # None where it was not money that was missing
    why: str
    enough: str
    share: int  # of the longest bar, in per cent
    paid_for: list[str]  # winners on which those who chose it spent most, largest first


@dataclass(frozen=True)
class TieMet:
    """Equals that the count met: their numbers, how they were settled, whether it mattered."""

    numbers: str
    ways: list[str]
    mattered: bool


@dataclass(frozen=True)
class ResultPage:
    """All that the page of a result says."""

    round: Round
    result: Result
    winners: list[Row]
    others: list[Row]
    money_sentence: str
    segments: list[int]
    turnout: str
    envelopes: str
    roll: str
    served: str
    valid: str
    ties: list[TieMet]
    invalid: list[tuple[str, str]]
    closest: int | None
    unexplained: bool
    shares: SharesPage | None
    others_by: OtherRule | None
    next_best: list[Row]
    sha256: str


def result_page(
    round_: Round,
    result: Result,
    rows: Sequence[tuple[ResultRow, BallotProject]],
    invalid: Mapping[str, int],
) -> ResultPage:
    """The page of a published result."""
    currency = round_.currency
    most = max((row.votes for row, _ in rows), default=0)
    by_shares = shares_page(rows, round_.counting_rule, currency)
    titles = {row.number: project.title for row, project in rows}
    shown = [_row(pair, titles, currency, most, by_shares is not None) for pair in rows]
    row_of = {row.number: row for row in shown}
    return ResultPage(
        round=round_,
        result=result,
        winners=[row for row in shown if row.won],
        others=[row for row in shown if not row.won],
        money_sentence=money_sentence(
            result.budget_minor, result.spent_minor, currency, round_.money_left
        ),
        segments=[row.cost_minor * 100 // result.budget_minor for row, _ in rows if row.won],
        turnout=percent(result.envelopes, result.roll),
        envelopes=shown_number(result.envelopes),
        roll=shown_number(result.roll),
        served=percent(result.with_a_winner, result.valid),
        valid=shown_number(result.valid),
        ties=[_tie(tie) for tie in result.ties],
        invalid=[(why_invalid(code), shown_number(n)) for code, n in invalid.items()],
        closest=_closest(rows, currency.unit),
        unexplained=any(_unexplained(row) for row, _ in rows),
        shares=by_shares,
        others_by=other_rule_of(result, rows),
        next_best=[row_of[number] for number in json.loads(result.document)["next_best"]],
        sha256=result.sha256.hex(),
    )


def row_of(
    round_: Round, rows: Sequence[tuple[ResultRow, BallotProject]], number: int
) -> Row | None:
    """One project of a result as its table shows it; None when it was not on the ballot."""
    found = next((pair for pair in rows if pair[0].number == number), None)
    if found is None:
        return None
    titles = {row.number: project.title for row, project in rows}
    most = max(row.votes for row, _ in rows)
    by_shares = shares_page(rows, round_.counting_rule, round_.currency) is not None
    return _row(found, titles, round_.currency, most, by_shares)


def _row(
    pair: tuple[ResultRow, BallotProject],
    titles: Mapping[int, str],
    currency: Currency,
    most: int,
    by_shares: bool,
) -> Row:
    row, project = pair
    short, number = short_minor(row, currency.unit), counted(row)
    topped_up = by_shares and row.won and number is None
    told = Told(row.votes, row.cost_minor, currency, row.numbers, topped_up)
    return Row(
        number=row.number,
        title=project.title,
        is_proposal=not project.source_id,
        won=row.won,
        cost_minor=row.cost_minor,
        votes=shown_number(row.votes),
        votes_count=row.votes,
        counted=NOTHING if number is None else shown_number(number),
        missing_minor=short,
        enough=enough_words(row.numbers, currency),
        why=why(row.reason, told),
        share=row.votes * 100 // most if most else 0,
        paid_for=[] if row.won else [titles[number] for number, _ in most_spent_on(row.numbers)],
    )


def _tie(tie: Mapping[str, Any]) -> TieMet:
    numbers = listed(tie["projects"])
    return TieMet(numbers, how_settled(tie["settled_by"]), bool(tie["changed_outcome"]))


def _unexplained(row: ResultRow) -> bool:
    """Whether nobody worked out what would have been enough for it."""
    return not row.won and row.reason != Reason.WITHDRAWN and "enough" not in row.numbers


def _closest(rows: Sequence[tuple[ResultRow, BallotProject]], unit: int) -> int | None:
    """The project that missed by the least money, None where none missed for money."""
    short = [
        (missing, row.number)
        for row, _ in rows
        if not row.won and (missing := short_minor(row, unit)) is not None
    ]
    return min(short)[1] if short else None


@dataclass(frozen=True)
class BallotRow:
    """One published ballot; `own` is its place among the reader's own, 0 where it is not theirs."""

    tracker: str
    choices: str
    invalid: str
    own: int


@dataclass(frozen=True)
class BallotList(Page[BallotRow]):
    """A page of ballots, with the reader's own when they asked for it."""

    own: list[BallotRow]


def ballot_list(page: Page[PublishedBallot], own: str) -> BallotList:
    """The public list as a page shows it; `own` is a tracker that was asked for, or empty."""
    places = count(1)
    rows = [
        BallotRow(
            tracker=ballot.tracker,
            choices=", ".join(ballot.entries),
            invalid=why_invalid(ballot.invalid) if ballot.invalid else "",
            own=next(places) if own and ballot.tracker == own else 0,
        )
        for ballot in page.rows
    ]
    return BallotList(**vars(page.showing(rows)), own=[row for row in rows if row.own])
