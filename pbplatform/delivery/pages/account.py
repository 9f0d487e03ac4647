"""The statement of account of a round: the table and picture that several pages show, and a file.

Source: docs/rules/delivery.md section 7.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from flask import Response, render_template
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from pbplatform.core.db import db
from pbplatform.core.errors import NotFound
from pbplatform.core.money import Currency
from pbplatform.delivery.domain.account import PLACES, SOURCES, Account, Part, Winner
from pbplatform.delivery.pages.blueprint import bp
from pbplatform.delivery.queries.account import account_of, accounts_of
from pbplatform.delivery.words.account import free_words, part_name, rest_words
from pbplatform.rounds.models import Round
from pbplatform.rounds.queries import public_round
from pbplatform.rounds.queries.listed import ListedRound, listed_in_public
from pbplatform.web.figures import Bar
from pbplatform.web.guards import public
from pbplatform.web.marked import marked
from pbplatform.web.presentation import money

ROUNDS_SHOWN = 20


@dataclass(frozen=True)
class Row:
    """A row of the statement: its code for tests and files, its name, its money."""

    part: Part
    name: str
    amount: str


@dataclass(frozen=True)
class WinnerRow:
    """A winner: its cost on the ballot, its line (empty while it has none), what is spent."""

    number: int
    title: str
    cost: str
    line: str
    spent: str
    rest: str


@dataclass(frozen=True)
class AccountView:
    """A statement as pages show it.

    Attributes:
        sources: what there is; a row beside the money of the round only where there is one.
        bars: the rows of `places` as a picture, in per cent of the longest.
        left: what the count left, or what the winners cost beyond the money.
    """

    round: Round
    sources: list[Row]
    places: list[Row]
    bars: list[Bar]
    total: str
    free: list[str]
    winners: list[WinnerRow]
    won: str
    granted: str
    spent: str
    left: Row | None
    money: str


def account_view(account: Account, round_: Round) -> AccountView:
    """A statement in words and money."""
    currency = round_.currency
    places = account.rows(PLACES)
    most = max((amount for _part, amount in places), default=0)
    edge = account.rows([Part.LEFT, Part.BEYOND])
    return AccountView(
        round=round_,
        sources=[_row(part, amount, currency) for part, amount in account.rows(SOURCES)],
        places=[_row(part, amount, currency) for part, amount in places],
        bars=[
            Bar(
                part_name(part),
                money(amount, currency),
                amount * 100 // most if most else 0,
                kind="solid" if part is Part.SPENT else "have",
            )
            for part, amount in places
        ],
        total=money(account.total_minor, currency),
        free=free_words(account, round_.money_left, currency),
        winners=[_winner(winner, currency) for winner in account.winners],
        won=money(account.won_minor, currency),
        granted=money(account.granted_minor, currency),
        spent=money(account.spent_minor, currency),
        left=_row(*edge[0], currency) if edge else None,
        money=money(account.money_minor, currency),
    )


def _row(part: Part, amount: int, currency: Currency) -> Row:
    return Row(part, part_name(part), money(amount, currency))


def _winner(winner: Winner, currency: Currency) -> WinnerRow:
    granted = winner.granted_minor
    return WinnerRow(
        number=winner.number,
        title=winner.title,
        cost=money(winner.cost_minor, currency),
        line=money(granted, currency) if granted is not None else "–",
        spent=money(winner.spent_minor, currency),
        rest=rest_words(winner, currency),
    )


def view_of(round_: Round) -> AccountView | None:
    """The statement of a round as its pages show it; None until it is counted."""
    account = account_of(db.session(), round_)
    return account_view(account, round_) if account else None


@dataclass(frozen=True)
class RoundTotal:
    """One round in the table of all: four sums that add up to `money`."""

    slug: str
    name: str
    money: str
    spent: str
    given: str
    waits: str
    free: str


def totals_of_rounds() -> list[RoundTotal]:
    """The newest counted rounds, each with where its money is."""
    counted = [one for one in listed_in_public(db.session()) if one.counted_at is not None]
    counted = counted[:ROUNDS_SHOWN]
    told = accounts_of(db.session(), counted)
    return [_total(one, told[one.id]) for one in counted if one.id in told]


def _total(round_: ListedRound, account: Account) -> RoundTotal:
    currency = round_.currency

    def shown(*parts: Part) -> str:
        return money(sum(account.amount(part) for part in parts), currency)

    return RoundTotal(
        slug=round_.slug,
        name=round_.name,
        money=money(account.total_minor, currency),
        spent=shown(Part.SPENT),
        given=shown(Part.TO_SPEND),
        waits=shown(Part.WAITS_FOR_CERTIFICATE, Part.WAITS_FOR_LINE),
        free=money(account.free_minor, currency),
    )


def account_in_short(_rounds: Sequence[Round]) -> Callable[[Round], Markup]:
    """On pages of rounds and results: where the money is today."""

    def show(round_: Round) -> Markup:
        page = render_template("delivery/parts/account_panel.html", account=view_of(round_))
        return marked(page)

    return show


def account_as_file(_rounds: Sequence[Round]) -> Callable[[Round], Markup]:
    """On the page of the files of a count: the file of the money."""
    return lambda round_: marked(render_template("delivery/parts/account_file.html", round=round_))


@bp.route("/rounds/<slug>/delivery/money.csv")
@public
def money_csv(slug: str) -> ResponseReturnValue:
    """The statement of today: every row, and what each winner puts into it."""
    round_ = public_round(db.session(), slug)
    account = account_of(db.session(), round_)
    if account is None:
        raise NotFound("result.not_published")
    answer = Response(_csv(account, round_.currency), mimetype="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="{slug}-money.csv"'
    return answer


def _csv(account: Account, currency: Currency) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(("side", "part", "project", "amount_minor", "currency"))
    for side, parts in (("there-is", SOURCES), ("is-now", PLACES)):
        for part, amount in account.rows(parts):
            writer.writerow((side, part, "", amount, currency.code))
        writer.writerow((side, "in-all", "", account.total_minor, currency.code))
    for winner in account.winners:
        told: list[tuple[str, int | None]] = [
            ("cost", winner.cost_minor),
            ("line", winner.granted_minor),
            *winner.parts().items(),
        ]
        for name, minor in told:
            if minor:
                writer.writerow(("project", name, winner.number, minor, currency.code))
    return text.getvalue()
