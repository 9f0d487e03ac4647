"""The money of a round adds up, on every page and in the file. docs/rules/delivery.md section 7."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from pbplatform.core.money import Currency
from pbplatform.delivery.domain.account import (
    FREE,
    PLACES,
    SOURCES,
    Account,
    Fate,
    Part,
    Runner,
    Winner,
)
from pbplatform.delivery.kinds import Step
from pbplatform.delivery.models import Project
from pbplatform.delivery.words.account import free_words, part_name, rest_words
from pbplatform.rounds.domain.money_left import MoneyLeft
from pbplatform.rounds.models import Round
from tests.conftest import SetClock
from tests.delivery.winners import DAY, WON, counted_election, give_line
from tests.factories import make_place, make_round, make_team
from tests.voting.elections import Election

POUND = Currency("GBP", 2)
AMOUNT = st.integers(0, 50_000_000)
WINNERS = st.lists(
    st.builds(
        Winner,
        number=st.integers(1, 500),
        title=st.just("Benches"),
        cost_minor=AMOUNT,
        granted_minor=st.none() | AMOUNT,
        spent_minor=AMOUNT,
        step=st.sampled_from(Step),
        certified=st.booleans(),
    ),
    max_size=6,
).map(lambda found: [_plain(winner) for winner in found])


def _plain(winner: Winner) -> Winner:
    """Nothing is spent where there is no line."""
    if winner.granted_minor is not None:
        return winner
    return Winner(winner.number, winner.title, winner.cost_minor, certified=winner.certified)


@given(money_minor=AMOUNT, winners=WINNERS)
def test_what_there_is_equals_where_it_is_whatever_lines_and_spending_are(
    money_minor: int, winners: list[Winner]
) -> None:
    account = Account(money_minor, winners)
    assert sum(amount for _part, amount in account.rows(SOURCES)) == account.total_minor
    assert sum(amount for _part, amount in account.rows(PLACES)) == account.total_minor
    assert all(amount >= 0 for _part, amount in account.rows(Part))
    won, left, beyond = account.won_minor, account.amount(Part.LEFT), account.amount(Part.BEYOND)
    assert won + left - beyond == money_minor
    assert account.free_minor == sum(account.amount(part) for part in FREE)


def benches(**told: Any) -> Winner:
    return Winner(**{"number": 4, "title": "Benches", "cost_minor": 100, **told})


@pytest.mark.parametrize(
    ("winner", "fate", "parts"),
    [
        (benches(certified=False), Fate.WAITS_FOR_CERTIFICATE, {Part.WAITS_FOR_CERTIFICATE: 100}),
        (benches(), Fate.WAITS_FOR_LINE, {Part.WAITS_FOR_LINE: 100}),
        (
            benches(granted_minor=80, spent_minor=30),
            Fate.GOING,
            {Part.SPENT: 30, Part.TO_SPEND: 50, Part.FREED: 20},
        ),
        (
            benches(granted_minor=120, spent_minor=130, step=Step.BUILDING),
            Fate.GOING,
            {Part.SPENT: 130, Part.ADDED: 20, Part.OVERSPENT: 10},
        ),
        (
            benches(granted_minor=100, spent_minor=90, step=Step.OPEN),
            Fate.OPEN,
            {Part.SPENT: 90, Part.NOT_NEEDED: 10},
        ),
        (
            benches(granted_minor=100, spent_minor=100, step=Step.LOOKED_BACK),
            Fate.OPEN,
            {Part.SPENT: 100},
        ),
        (
            benches(granted_minor=100, spent_minor=40, step=Step.STOPPED),
            Fate.STOPPED,
            {Part.SPENT: 40, Part.CAME_BACK: 60},
        ),
    ],
)
def test_winner_puts_its_money_where_it_is(
    app: Flask, winner: Winner, fate: Fate, parts: dict[Part, int]
) -> None:
    assert winner.fate is fate
    assert {part: minor for part, minor in winner.parts().items() if minor} == parts
    with app.test_request_context():
        assert rest_words(winner, POUND)


def test_every_row_has_its_own_name(app: Flask) -> None:
    with app.test_request_context():
        assert len({part_name(part) for part in Part}) == len(Part)


LIST = [Runner(9, "Hall", 60), Runner(7, "Lights", 25), Runner(5, "Sign", 5)]


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        (MoneyLeft.NOT_SAID, "do not say"),
        (MoneyLeft.BUDGET, "back to the budget"),
        (MoneyLeft.NEXT_ROUND, "into the next round"),
        (MoneyLeft.NEXT_PROJECT, "project 7, “Lights”, for £0.25"),
    ],
)
def test_what_is_free_goes_where_the_rule_of_the_round_says(
    app: Flask, rule: MoneyLeft, said: str
) -> None:
    account = Account(125, [benches()], LIST)
    with app.test_request_context():
        told = " ".join(free_words(account, rule, POUND))
        none = " ".join(free_words(Account(100, [benches()], LIST), rule, POUND))
    assert "£0.25 is free today" in told
    assert said in told
    assert none == "Nothing is left today."


def test_no_project_fits_when_all_are_dearer(app: Flask) -> None:
    account = Account(104, [benches()], LIST)
    assert account.next_that_fits is None
    with app.test_request_context():
        assert "No project on the list fits today." in " ".join(
            free_words(account, MoneyLeft.NEXT_PROJECT, POUND)
        )


# Pages, on one database: what they say depends on none.

HERE = "/rounds/neighbour-fund"
PAGES = (HERE, f"{HERE}/results", f"{HERE}/delivery")
FIGURE = r'<td class="n"[^>]*>(£[\d,.]+)</td>'


def minor(text: str) -> int:
    whole, _point, pence = text.strip("£").replace(",", "").partition(".")
    return int(whole) * 100 + int(pence or 0)


def rows_of(page: str) -> dict[str, int]:
    """The rows of the statement on a page, by their code."""
    found = re.findall(rf'<tr data-part="([\w-]+)">.*?{FIGURE}', page, re.DOTALL)
    return {part: minor(amount) for part, amount in found}


def text_of(client: FlaskClient, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


@pytest.fixture
def election(session: Session, tmp_path: Path, clock: SetClock) -> Election:
    """Projects 9, 15, 4 and 7 won £396,000 of £500,000."""
    made = counted_election(session, tmp_path / "keys")
    make_team(session, "Parks")
    session.commit()
    clock.at = WON + 2 * DAY
    return made


def waits(_session: Session, _election: Election) -> None:
    """No line yet."""


def less_and_more(session: Session, election: Election) -> None:
    """One line is smaller than the cost, one larger; one is overspent."""
    give_line(session, election, project=4, amount_minor=1_500_000, reason="Cheaper.")
    give_line(session, election, project=7, amount_minor=4_500_000, reason="Dearer.", number="2")
    session.get_one(Project, (election.round_id, 7)).spent_minor = 4_600_001


def open_and_stopped(session: Session, election: Election) -> None:
    """One project is open, one stopped, one looked back on, one under way."""
    for number, amount, spent, step in (
        (4, 1_800_000, 1_700_000, Step.OPEN),
        (7, 4_200_000, 1_000_050, Step.STOPPED),
        (9, 9_600_000, 9_600_000, Step.LOOKED_BACK),
        (15, 24_000_000, 0, Step.DESIGNING),
    ):
        give_line(session, election, project=number, amount_minor=amount, number=str(number))
        project = session.get_one(Project, (election.round_id, number))
        project.spent_minor, project.step = spent, step


CASES: tuple[Callable[[Session, Election], None], ...] = (waits, less_and_more, open_and_stopped)


@pytest.mark.one_database
@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("certified", [False, True])
def test_pages_and_file_that_show_money_of_a_round_add_up_and_agree(
    client: FlaskClient,
    session: Session,
    election: Election,
    case: Callable[[Session, Election], None],
    certified: bool,
) -> None:
    case(session, election)
    round_ = session.get_one(Round, election.round_id)
    round_.older_order, round_.money_left = certified, MoneyLeft.NEXT_ROUND
    session.commit()
    pages = [text_of(client, address) for address in PAGES]
    found = [rows_of(page) for page in pages]
    total = found[0]["in-all"]
    for rows in found:
        places = [rows[part] for part in PLACES if part in rows]
        sources = [rows[part] for part in SOURCES if part in rows] or [50_000_000]
        assert sum(places) == sum(sources) == rows["in-all"] == total
    first = {part: amount for part, amount in found[0].items() if part in set(Part)}
    for rows in found[1:]:
        assert {part: amount for part, amount in rows.items() if part in set(Part)} == first
    _winner_by_winner(pages[2], found[2])
    _all_rounds(text_of(client, "/projects"), first, total)
    _file(client.get(f"{HERE}/delivery/money.csv").get_data(as_text=True), first, total)
    assert all("into the next round" in page for page in pages)


def _winner_by_winner(page: str, rows: dict[str, int]) -> None:
    """The columns of the table of winners add up to its last rows, and those to the statement."""
    figures = r'<td class="n"[^>]*>(£[\d,.]+|–)</td>'
    cells = [
        [0 if amount == "–" else minor(amount) for amount in re.findall(figures, row)]
        for row in re.findall(r'<tr data-winner="\d+">(.*?)</tr>', page, re.DOTALL)
    ]
    together = re.search(r'<tr data-part="won">(.*?)</tr>', page, re.DOTALL)
    assert together
    told = [minor(amount) for amount in re.findall(FIGURE, together[1])]
    assert [sum(column) for column in zip(*cells, strict=True)] == told
    assert told[0] + rows["edge-left"] == rows["round"] == 50_000_000
    assert told[2] == rows.get("spent", 0)


def _all_rounds(page: str, first: dict[str, int], total: int) -> None:
    row = re.search(r'<tr data-round="neighbour-fund">(.*?)</tr>', page, re.DOTALL)
    assert row
    told = [minor(amount) for amount in re.findall(FIGURE, row[1])]
    assert told[0] == sum(told[1:]) == total
    assert told[1] == first.get("spent", 0)


def _file(text: str, first: dict[str, int], total: int) -> None:
    rows = list(csv.DictReader(io.StringIO(text)))
    for side in ("there-is", "is-now"):
        parts = [row for row in rows if row["side"] == side]
        assert parts[-1]["part"] == "in-all"
        assert sum(int(row["amount_minor"]) for row in parts[:-1]) == total
    for part in (part for part in PLACES if part is not Part.LEFT):
        of_winners = [
            int(row["amount_minor"])
            for row in rows
            if row["side"] == "project" and row["part"] == part
        ]
        assert sum(of_winners) == first.get(part, 0)


@pytest.mark.one_database
def test_there_is_no_statement_before_a_count(client: FlaskClient, session: Session) -> None:
    make_place(session)
    make_round(session)
    session.commit()
    assert client.get(f"{HERE}/delivery/money.csv").status_code == 404
    assert "Where the money is today" not in text_of(client, HERE)
    assert "Where the money is today" not in text_of(client, f"{HERE}/delivery")


@pytest.mark.one_database
def test_result_says_where_money_goes_that_is_left(
    client: FlaskClient, session: Session, election: Election
) -> None:
    round_ = session.get_one(Round, election.round_id)
    for rule, said in (
        (MoneyLeft.NOT_SAID, "The rules of this round do not say what happens to it."),
        (MoneyLeft.BUDGET, "It goes back to the budget of the place."),
    ):
        round_.money_left = rule
        session.commit()
        for page in (HERE, f"{HERE}/results"):
            assert f"£104,000 is left. {said}" in text_of(client, page)
