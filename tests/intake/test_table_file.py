"""Slips from a file, shown line by line before they are rows. Source: docs/rules/intake.md 5."""

from __future__ import annotations

import io
import re
from datetime import date

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from pbplatform.core.errors import Conflict
from pbplatform.core.table_files.reading import read_table
from pbplatform.forums.models import Meeting
from pbplatform.intake.domain.table_file import (
    BOUNDS,
    COLUMNS,
    ReadFile,
    Words,
    rows_of_file,
)
from pbplatform.intake.kinds import ContactBy
from pbplatform.intake.models import SlipRow
from tests.browsing import sign_in
from tests.conftest import SetClock
from tests.intake.tables import save, typed
from tests.points.people import CAME, World
from tests.spreadsheets import book

WORDS = Words(
    columns={name: name for name in COLUMNS},
    goes={"request": "point:request"},
    contacts={each.value: each for each in ContactBy},
    yes=frozenset({"yes", "x"}),
    no=frozenset({"no"}),
)
HEAD = ["slip", "goes", "title", "text", "consent", "contact", "reach"]
GOOD = ["1", "Request", "A bench", "There is nowhere to sit.", "x", "", ""]


def read(*lines: list[str]) -> ReadFile:
    return rows_of_file([HEAD, *lines], WORDS, meeting="forums/a/meetings/b")


def changed(**cells: str) -> list[str]:
    return [cells.get(name, cell) for name, cell in zip(HEAD, GOOD, strict=True)]


def test_a_line_becomes_a_row_with_the_same_key_however_often_it_is_read() -> None:
    first, again = read(GOOD), read([""] * 7, GOOD)
    assert first.rows[0].typed == typed(1, title="A bench")
    assert first.rows[0].key == again.rows[0].key
    assert re.fullmatch("[0-9a-f]{24}", first.rows[0].key)
    assert (first.rows[0].line, again.rows[0].line) == (2, 3)
    twice = read(GOOD, GOOD).rows
    assert twice[0].key != twice[1].key


@pytest.mark.parametrize(
    ("cells", "column", "code"),
    [
        ({"slip": "one"}, "slip", "intake.slip_number"),
        ({"slip": "100000"}, "slip", "intake.slip_number"),
        ({"slip": "\x01date"}, "slip", "table.cell_no_words"),
        ({"goes": "wish"}, "goes", "table.cell_unknown"),
        ({"consent": "perhaps"}, "consent", "table.cell_unknown"),
        ({"contact": "pigeon"}, "contact", "table.cell_unknown"),
        ({"title": "x" * 121}, "title", "table.cell_too_long"),
        ({"text": "x" * 1501}, "text", "table.cell_too_long"),
        ({"reach": "rosa@example.org"}, "reach", "table.cell_reach_unasked"),
        ({"contact": "email", "reach": "Rosa"}, "reach", "table.cell_no_email"),
        ({"contact": "post", "reach": "Rosa Marsh"}, "reach", "table.cell_no_address"),
    ],
)
def test_a_line_with_a_fault_is_told_and_left_out(
    cells: dict[str, str], column: str, code: str
) -> None:
    found = read(GOOD, changed(**cells))
    assert [(each.line, each.column, each.code) for each in found.faults] == [(3, column, code)]
    assert len(found.rows) == 1


def test_columns_without_a_meaning_are_told_and_needed_ones_are_asked_for() -> None:
    found = rows_of_file([[*HEAD, "Age"], [*GOOD, "71"]], WORDS, meeting="m")
    assert found.unread == ["Age"]
    with pytest.raises(Conflict, match=r"table\.no_columns"):
        rows_of_file([["slip", "title"], ["1", "A bench"]], WORDS, meeting="m")


def test_cells_keep_their_lines_in_text_and_in_spreadsheets() -> None:
    lines = [HEAD, changed(text="One  line.\nAnother.")]
    as_text = "\n".join(",".join(f'"{cell}"' for cell in line) for line in lines).encode()
    for data in (as_text, book(("Slips", lines))):
        rows = read_table(data, bounds=BOUNDS).rows
        assert read(*rows[1:]).rows[0].typed.text == "One line.\nAnother."


def test_dates_and_rows_beyond_the_bounds_are_refused() -> None:
    dated = read_table(book(("S", [HEAD, [date(2027, 3, 4), *GOOD[1:]]])), bounds=BOUNDS).rows
    assert read(dated[1]).faults[0].code == "table.cell_no_words"
    with pytest.raises(Conflict, match=r"table_file\.file_too_large"):
        read_table(book(("S", [HEAD, *[GOOD] * 201])), bounds=BOUNDS)
    with pytest.raises(Conflict, match=r"table_file\.file_too_large"):
        read_table(b"x" * (BOUNDS.most_bytes + 1), bounds=BOUNDS)


def upload(client: FlaskClient, url: str, data: bytes, name: str = "slips.csv") -> TestResponse:
    return client.post(f"{url}/file", data={"file": (io.BytesIO(data), name)})


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}"[^>]* value="([^"]*)"', page)
    return found[1] if found else ""


@pytest.mark.one_database
def test_what_was_shown_becomes_rows_once_and_no_address_is_shown(
    client: FlaskClient, world: World, meeting: Meeting, clock: SetClock, session: Session
) -> None:
    clock.at = CAME
    url = f"/desk/tables/{world.forum.slug}/{meeting.slug}"
    session.commit()
    sign_in(client, world.bea, CAME)
    template = client.get(f"{url}/slips.csv").get_data()
    filled = template.decode("utf-8-sig") + (
        "2,Question,Why is it dark?,The lamp is broken.,,Rosa,yes,By e-mail,rosa@example.org\n"
        "three,Request,A bin,One bin.,,,x,,\n"
    )
    shown = upload(client, url, filled.encode())
    assert shown.status_code == 200
    assert shown.headers["Cache-Control"] == "no-store"
    page = " ".join(re.sub("<[^>]*>", "", shown.text).split())
    assert "Line 3, slip 2: Why is it dark?" in page
    assert "Line 4, Number of the slip: Enter the number that is printed on the slip." in page
    assert "rosa@example.org" not in shown.text
    assert "Put 2 rows on the table" in page
    assert session.scalar(select(SlipRow.id)) is None
    form = {"ticket": hidden(shown.text, "ticket"), "seen": hidden(shown.text, "seen")}
    assert client.post(f"{url}/file/take", data=form | {"seen": ""}).status_code == 409
    assert session.scalar(select(SlipRow.id)) is None
    done = client.post(f"{url}/file/take", data=form)
    assert done.status_code == 302
    session.expire_all()
    rows = session.scalars(select(SlipRow).order_by(SlipRow.slip)).all()
    assert [(row.slip, row.sort, row.consent) for row in rows] == [
        (1, "request", True),
        (2, "question", True),
    ]
    assert [bool(row.sealed_reach) for row in rows] == [False, True]
    assert "We keep it closed" not in client.get(url).text
    gone = client.post(f"{url}/file/take", data=form)
    assert "The file is no longer here" in gone.text
    again = upload(client, url, filled.encode())
    form = {"ticket": hidden(again.text, "ticket"), "seen": hidden(again.text, "seen")}
    client.post(f"{url}/file/take", data=form)
    assert len(session.scalars(select(SlipRow.id)).all()) == 2


@pytest.mark.one_database
def test_bad_files_are_told_beside_the_field(
    client: FlaskClient, world: World, meeting: Meeting, clock: SetClock, session: Session
) -> None:
    clock.at = CAME
    url = f"/desk/tables/{world.forum.slug}/{meeting.slug}"
    save(world, meeting, world.bea, typed(1))
    session.commit()
    sign_in(client, world.bea, CAME)
    assert client.get(f"{url}/file").status_code == 200
    for data, said in (
        (b"", "There is nothing in this file"),
        (b"PK\x03\x04 no archive", "We cannot read this file"),
        (b"number,words\n1,a\n", "The first line needs names of columns"),
    ):
        answer = upload(client, url, data)
        assert answer.status_code in (409, 422)
        assert said in answer.text
    assert "Choose a file" in client.post(f"{url}/file", data={}).text
    none = upload(client, url, b"slip,title,text\nx,A bench,Words\n")
    assert "No line of this file can go on the table." in none.text
