"""Voters from a register's file, by pages. Source: docs/rules/voting.md section 11."""

from __future__ import annotations

import csv
import io
import json
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from config import Settings
from pbplatform.audit.models import LogPending
from pbplatform.core.db import db
from pbplatform.core.errors import Conflict
from pbplatform.core.transaction import transaction
from pbplatform.rounds.models import Round
from pbplatform.rounds.services import ProjectFacts, put_on_ballot
from pbplatform.voting import queries
from pbplatform.voting.domain import letter_files
from pbplatform.voting.jobs import registers
from pbplatform.voting.models import STRUCK_OFF, LetterFile, RollEntry, RollImport, RollProof
from pbplatform.voting.queries import register
from pbplatform.voting.services import roll as services
from pbplatform.voting.services.roll import refuse_unfinished_roll
from tests.by_pages import Browser
from tests.conftest import NOON, SetClock
from tests.factories import make_round
from tests.journeys.navigators.rounds import all_looked_at
from tests.pages import hidden_field
from tests.voting.roll_by_page import ROLL, add, carla, somebody

__all__ = ["carla"]
PAGE = f"{ROLL}/register"
FILE = (
    "Nr;Name;Moved;Area\n0012;Zoë Ünal;;Mill\n0013;Łucja;yes;Mill\n0014;Ed;;Fenn\n;Nobody;;Fenn\n"
)


@pytest.fixture
def clerk(carla: FlaskClient) -> Browser:
    return Browser(carla)


def choose(clerk: Browser, text: str = FILE, **typed: str) -> None:
    """Choose a file; the next page asks for its columns."""
    clerk.open(PAGE)
    file = (io.BytesIO(text.encode()), "register.csv")
    clerk.send(button="Read the file", files={"file": file}, **typed)


def look_at(clerk: Browser, text: str = FILE, **typed: str) -> None:
    """Up to the page that checks."""
    choose(clerk, text)
    clerk.send(button="Check the numbers", **{"number": "0", "expected": "", **typed})


def work(app: Flask, settings: Settings) -> None:
    """What the worker does."""
    with app.app_context():
        registers.import_registers(settings)


def read_in(app: Flask, settings: Settings, clerk: Browser, text: str, **ticks: str) -> None:
    """A whole import."""
    look_at(clerk, text)
    clerk.send("ticket", button="Add the new voters", **ticks)
    assert "The import has begun." in clerk.page.words, clerk.page.words
    work(app, settings)


def numbers(*given: int) -> str:
    return "nr\n" + "".join(f"{number:04}\n" for number in given)


def hashes(app: Flask) -> dict[int, bytes]:
    with app.app_context():
        query = select(RollEntry.voter_no, RollEntry.register_hash).order_by(RollEntry.voter_no)
        found = db.session().execute(query)
        return {row.voter_no: bytes(row.register_hash or b"") for row in found}


def kinds(app: Flask) -> list[str]:
    with app.app_context():
        bodies = db.session().scalars(select(LogPending.body))
        return [str(json.loads(body).get("kind")) for body in bodies]


def test_page_says_what_an_import_would_do_before_anything_is_written(
    app: Flask, clerk: Browser
) -> None:
    choose(clerk)
    assert clerk.page.heading == "What the columns say"
    assert "Zoë" not in clerk.page.text
    assert "Zo…" in clerk.page.text
    clerk.send(button="Check the numbers", number="0", state="2", area="3", expected="1,000")
    assert clerk.page.heading == "Who is no voter any more"
    clerk.send(button="Check the numbers", gone=["yes"])
    assert clerk.page.heading == "Check the numbers"
    for told in (
        "Rows read 4",
        "Rows with mistakes, left out 1",
        "No voters any more, as the file says 1",
        "Voters in the file 2",
        "New: they are added 2",
        "Voters after this 2",
        "Voters that you expected 1,000",
        "Voters in the file: 2. You expected: 1,000.",
        "Fenn : 1",
        "Nothing has been added yet.",
    ):
        assert told in clerk.page.words
    assert not hashes(app)
    clerk.send("ticket", button="Add the new voters")
    assert "Tick the box to go on without these rows" in clerk.page.words
    clerk.send("ticket", button="Add the new voters", rows_ok="y")
    assert "Tick the box if these numbers are right" in clerk.page.words
    assert not hashes(app)
    clerk.send("ticket", button="Add the new voters", rows_ok="y", sure="y")
    assert clerk.page.path == PAGE
    assert "An import is under way" in clerk.page.words


def test_mistakes_are_downloaded_with_row_and_number_and_nothing_else(clerk: Browser) -> None:
    look_at(clerk, "Nr,Name\n=1+1,Zoë\n12,Ed\n12,Łucja\n")
    clerk.send("ticket", button="Download the rows")
    assert clerk.page.text.splitlines() == [
        "\ufeffRow,Number in the register,What is wrong",
        "2,'=1+1,This is not a register’s number",
        "4,12,The same number as in row 3",
    ]


def test_same_number_is_the_same_voter_at_the_next_import(
    app: Flask, settings: Settings, clerk: Browser
) -> None:
    read_in(app, settings, clerk, numbers(1, 2, 3))
    before = hashes(app)
    assert sorted(before) == [1, 2, 3]
    assert list(before.values()) == sorted(before.values())
    read_in(app, settings, clerk, "number\n 00 02\n0003\n0004\n0005\n")
    after = hashes(app)
    assert {number: after[number] for number in before} == before
    assert sorted(after) == [1, 2, 3, 4, 5]
    assert "added 2; 2 were on the roll already" in clerk.open(PAGE).words
    assert "On the roll and not in that file: 1." in clerk.page.words
    look_at(clerk, numbers(1, 2, 3, 4, 5))
    assert "every voter of this file is on the roll already" in clerk.page.words
    assert kinds(app).count("vote:roll:register_imported") == 2


def test_nothing_of_a_person_but_a_keyed_hash_is_anywhere(
    app: Flask, settings: Settings, clerk: Browser
) -> None:
    look_at(clerk, "Nr,Name\n9876543,Zoë Ünal\n")
    held = b"".join(
        path.read_bytes() for path in Path(settings.files_dir).rglob("*") if path.is_file()
    )
    clerk.send("ticket", button="Add the new voters")
    assert not list((Path(settings.files_dir) / "register").iterdir())
    work(app, settings)
    with app.app_context():
        for table in db.metadata.sorted_tables:
            for row in db.session().execute(select(table)):
                held += repr(tuple(row)).encode()
    assert b"9876543" not in held
    assert "Zoë".encode() not in held
    assert "Ünal".encode() not in held


def test_upload_is_never_put_into_a_temporary_file(
    clerk: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nowhere(*_args: object, **_more: object) -> None:
        raise AssertionError("a file was made")

    monkeypatch.setattr("werkzeug.formparser.SpooledTemporaryFile", nowhere)
    wide = "nr;name\n" + "".join(f"{number};{'x' * 200}\n" for number in range(8000))
    sent = send_whole(clerk, wide.encode())
    assert "What the columns say" in sent.text


def test_upload_that_is_too_long_is_refused(clerk: Browser) -> None:
    assert send_whole(clerk, b"x" * (22 * 1024 * 1024)).status_code == 413


def send_whole(clerk: Browser, data: bytes) -> TestResponse:
    """An upload as one body of our own: the client would put a long one into a file."""
    head = b'--cut\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n'
    return clerk.client.post(
        f"{PAGE}/columns",
        data=head + data + b"\r\n--cut--\r\n",
        content_type="multipart/form-data; boundary=cut",
    )


def test_voters_get_their_letters_on_the_page_with_the_registers_numbers_beside(
    app: Flask, settings: Settings, clerk: Browser, clock: SetClock
) -> None:
    read_in(app, settings, clerk, "nr\n0012\nab 7\n")
    clerk.open(PAGE)
    assert "Voters without a letter: 2." in clerk.page.words
    again = {"letters-file": (io.BytesIO(b"nr,street\n0012,Mill\nAB7,Fenn\n"), "r.csv")}
    clerk.send("letters-column", button="Make their letters", files=again)
    closed = clerk.page.text
    ada = Browser(somebody(app, clock, "Ada", role="auditor"))
    ada.open(ROLL)
    ada.send(button="Take the key")
    rows = list(csv.DictReader(letter_files.join(closed.encode(), ada.page.text).splitlines()))
    assert sorted(row["register"] for row in rows) == ["0012", "AB7"]
    assert all(len(row["code"]) > 10 for row in rows)
    clerk.open(PAGE)
    assert "Voters without a letter" not in clerk.page.words
    assert {"vote:letters:made", "vote:letters:key_taken"} <= set(kinds(app))


def test_letters_are_refused_beside_a_file_that_lacks_some(
    app: Flask, settings: Settings, clerk: Browser
) -> None:
    read_in(app, settings, clerk, numbers(1, 2))
    clerk.open(PAGE)
    some = {"letters-file": (io.BytesIO(b"nr\n0001\n"), "r.csv")}
    clerk.send("letters-column", button="Make their letters", files=some)
    assert "Some voters who have no letter are not in this file (1)" in clerk.page.words
    with app.app_context():
        assert not db.session().scalars(select(RollProof)).all()


def test_ballot_is_not_frozen_while_voters_have_no_letter_or_are_being_added(
    app: Flask, settings: Settings, clerk: Browser
) -> None:
    look_at(clerk, numbers(1))
    clerk.send("ticket", button="Add the new voters")
    with app.app_context(), pytest.raises(Conflict, match="still_importing"):
        refuse_unfinished_roll(db.session(), 1)
    work(app, settings)
    with app.app_context(), pytest.raises(Conflict, match="letters_missing"):
        refuse_unfinished_roll(db.session(), 1)
    clerk.open(PAGE)
    clerk.send("letters-column", button="Make their letters")
    with app.app_context():
        refuse_unfinished_roll(db.session(), 1)


def test_freeze_is_refused_in_words_until_every_voter_has_a_letter(
    app: Flask, settings: Settings, clerk: Browser, clock: SetClock
) -> None:
    with app.app_context(), transaction() as session:
        facts = ProjectFacts(number=1, title="Benches", cost_minor=100_000)
        put_on_ballot(session, round_id=1, facts=facts)
        round_ = session.get_one(Round, 1)
        round_.opens_at, round_.closes_at = NOON + timedelta(days=20), NOON + timedelta(days=30)
        round_.results_at = NOON + timedelta(days=31)
    read_in(app, settings, clerk, numbers(1, 2))
    bea = Browser(somebody(app, clock, "Bea", role="facilitator"))
    desk = "/desk/facilitator/rounds/neighbour-fund"
    assert "2 voters have no letter yet." in bea.open("/desk/facilitator").words
    bea.open(f"{desk}/freeze")
    bea.send(button="Freeze the ballot", **all_looked_at(bea))
    assert "some voters have no letter yet (2)" in bea.page.words
    bea.open(PAGE)
    bea.send("letters-column", button="Make their letters")
    assert "have no letter yet" not in bea.open("/desk/facilitator").words
    bea.open(f"{desk}/freeze")
    bea.send(button="Freeze the ballot", **all_looked_at(bea))
    assert "The ballot is frozen." in bea.page.words
    assert "The ballot is frozen." in clerk.open(PAGE).words


def test_import_that_was_cut_off_goes_on_where_it_stood(
    app: Flask, settings: Settings, clerk: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pbplatform.voting.services.roll.register.BLOCK", 2)
    look_at(clerk, numbers(*range(1, 8)))
    clerk.send("ticket", button="Add the new voters")
    with app.app_context():
        for _time in range(2):
            with transaction() as session:
                services.import_block(session, round_id=1, import_no=1, now=NOON)
        session = db.session()
        services.import_block(session, round_id=1, import_no=1, now=NOON)
        session.rollback()  # the machine went away
    assert len(hashes(app)) == 4
    page = clerk.client.get(PAGE)
    assert page.headers["Refresh"] == "3"
    assert '<progress id="done" value="4" max="7">' in page.text
    assert "Voters are being added" in add(clerk.client, "5").text
    work(app, settings)
    assert sorted(hashes(app)) == list(range(1, 8))
    assert len(set(hashes(app).values())) == 7
    assert "Refresh" not in clerk.client.get(PAGE).headers
    with app.app_context(), transaction() as session:
        services.import_block(session, round_id=1, import_no=1, now=NOON)
    assert len(hashes(app)) == 7
    assert kinds(app).count("vote:roll:register_imported") == 1


def test_import_can_be_stopped_and_what_it_added_goes(
    app: Flask, settings: Settings, clerk: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pbplatform.voting.services.roll.register.BLOCK", 2)
    add(clerk.client, "3")
    look_at(clerk, numbers(*range(1, 8)))
    clerk.send("ticket", button="Add the new voters", sure="y")
    with app.app_context(), transaction() as session:
        services.import_block(session, round_id=1, import_no=1, now=NOON)
    assert len(hashes(app)) == 5
    clerk.open(PAGE)
    clerk.send(button="Stop it")
    assert "2 voters were taken off the roll again" in clerk.page.words
    assert sorted(hashes(app)) == [1, 2, 3]
    work(app, settings)
    assert sorted(hashes(app)) == [1, 2, 3]
    token = hidden_field(clerk.page.text, "csrf_token") if "csrf_token" in clerk.page.text else ""
    late = clerk.client.post(f"{PAGE}/stop", data={"csrf_token": token})
    assert late.status_code == 409
    assert "No import is under way any more." in late.text


def test_import_is_taken_back_as_any_addition_with_its_letters(
    app: Flask, settings: Settings, clerk: Browser
) -> None:
    add(clerk.client, "2")
    read_in(app, settings, clerk, numbers(1, 2, 3), sure="y")
    clerk.open(PAGE)
    clerk.send("letters-column", button="Make their letters")
    clerk.open(ROLL)
    assert "They came from a register’s file" in clerk.page.words
    clerk.send(button="These were added wrongly")
    clerk.send(button="Take them off")
    assert "3 voters were taken off the roll." in clerk.page.words
    assert sorted(hashes(app)) == [1, 2]
    assert "stopped or taken back" in clerk.open(PAGE).words
    read_in(app, settings, clerk, numbers(3, 4), sure="y")
    assert sorted(hashes(app)) == [1, 2, 3, 4]


def test_page_that_is_older_than_the_roll_adds_nobody(app: Flask, clerk: Browser) -> None:
    look_at(clerk, numbers(1, 2))
    add(clerk.client, "5")
    clerk.send("ticket", button="Add the new voters")
    assert "The roll or the file is not what this page showed." in clerk.page.words
    assert "On the roll from no file 5" in clerk.page.words
    with app.app_context():
        assert not db.session().scalars(select(RollImport)).all()


def test_button_that_is_pressed_twice_imports_once(
    app: Flask, settings: Settings, clerk: Browser
) -> None:
    look_at(clerk, numbers(1, 2))
    page = clerk.page
    clerk.send("ticket", button="Add the new voters")
    clerk.page = page
    clerk.send("ticket", button="Add the new voters")
    work(app, settings)
    assert sorted(hashes(app)) == [1, 2]
    assert kinds(app).count("vote:roll:register_imported") == 1


def test_two_pages_open_at_once_add_nobody_twice(
    app: Flask, settings: Settings, clerk: Browser
) -> None:
    look_at(clerk, numbers(1, 2))
    older = clerk.page
    read_in(app, settings, clerk, numbers(1, 2))
    clerk.page = older
    clerk.send("ticket", button="Add the new voters")
    assert "not what this page showed" in clerk.page.words
    assert sorted(hashes(app)) == [1, 2]


def test_last_round_is_what_a_number_is_compared_with(app: Flask, clerk: Browser) -> None:
    with app.app_context(), transaction() as session:
        old = make_round(session, name="Old Fund")
        old.frozen_at = NOON - timedelta(days=300)
        session.add(RollEntry(round_id=old.id, voter_no=1))
    look_at(clerk, numbers(*range(1, 6)))
    assert "Voters on the roll after this: 5. In the last round: 1." in clerk.page.words
    look_at(clerk, numbers(*range(1, 5)))
    assert "Are these numbers right?" not in clerk.page.words


def test_voter_who_was_struck_is_neither_new_nor_missing(
    app: Flask, settings: Settings, clerk: Browser
) -> None:
    read_in(app, settings, clerk, numbers(1, 2, 3))
    with app.app_context(), transaction() as session:
        session.get_one(RollEntry, (1, 2)).state = STRUCK_OFF
    look_at(clerk, numbers(1, 2, 3, 4))
    assert "New: they are added 1" in clerk.page.words
    assert "Of those struck off the roll before 1" in clerk.page.words
    assert "On the roll and no longer in the file 0" in clerk.page.words
    assert "Voters after this 3" in clerk.page.words


def test_columns_are_found_again_by_their_names(
    app: Flask, settings: Settings, clerk: Browser
) -> None:
    choose(clerk, "street,Voter ID\nMill,12\n")
    clerk.send(button="Check the numbers", number="1", expected="")
    clerk.send("ticket", button="Add the new voters")
    work(app, settings)
    choose(clerk, "voter id,area,street\n12,N,Mill\n13,N,Mill\n")
    clerk.send(button="Check the numbers", expected="")
    assert "Of them on the roll already 1" in clerk.page.words


def test_register_without_its_key_is_not_imported_again(
    app: Flask, settings: Settings, clerk: Browser
) -> None:
    read_in(app, settings, clerk, numbers(1))
    key = settings.key_dir / "register-neighbour-fund.key"
    assert key.stat().st_mode & 0o777 == 0o600
    kept = key.read_bytes()
    key.write_bytes(bytes(32))
    look_at(clerk, numbers(1))
    assert "The key of this round’s register is not on this machine." in clerk.page.words
    key.unlink()
    look_at(clerk, numbers(1))
    assert "The key of this round’s register is not on this machine." in clerk.page.words
    key.write_bytes(kept)
    look_at(clerk, numbers(1))
    assert "Of them on the roll already 1" in clerk.page.words


def test_file_that_was_forgotten_or_is_somebody_elses_is_gone(
    app: Flask, clerk: Browser, clock: SetClock
) -> None:
    look_at(clerk, numbers(1))
    page = clerk.page
    clerk.send("ticket", button="Forget this file")
    assert "We forgot the file. Nothing was added." in clerk.page.words
    clerk.page = page
    clerk.send("ticket", button="Add the new voters")
    assert "The file is no longer here" in clerk.page.words
    look_at(clerk, numbers(1))
    other = Browser(somebody(app, clock, "Cleo", role="clerk", scope="round:neighbour-fund"))
    other.page = clerk.page
    other.send("ticket", button="Add the new voters")
    assert "The file is no longer here" in other.page.words


@pytest.mark.parametrize("path", ["", "/columns", "/check", "/begin", "/stop", "/letters"])
def test_only_keepers_of_the_roll_import(app: Flask, clerk: Browser, clock: SetClock, path: str):
    for role, scope in (("auditor", "place"), ("clerk", "round:another"), ("official", "team:x")):
        other = somebody(app, clock, f"{role} {path}", role=role, scope=scope)
        sent = other.post(f"{PAGE}{path}") if path else other.get(PAGE)
        assert sent.status_code == 403


def test_frozen_round_takes_no_file(app: Flask, clerk: Browser) -> None:
    look_at(clerk, numbers(1))
    with app.app_context(), transaction() as session:
        round_ = session.scalars(select(Round)).one()
        round_.frozen_at = round_.opens_at
    clerk.send("ticket", button="Add the new voters")
    assert clerk.page.status == 409
    assert "The ballot is frozen." in clerk.page.words
    assert "The ballot is frozen." in clerk.open(PAGE).words
    assert not hashes(app)


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"number": "7"}, "The file has no such column."),
        ({"number": "-1"}, "The file has no such column."),
        ({"number": "x"}, "The file has no such column."),
        ({"number": "0", "area": "0"}, "You chose one column for two things"),
        ({"number": "0", "state": "9"}, "The file has no such column."),
        ({"number": "0", "expected": "1,5"}, "Enter a whole number"),
        ({"number": "0", "expected": "-5"}, "Enter a number from 0 to"),
    ],
)
def test_columns_that_make_no_sense_are_refused_beside_the_form(
    clerk: Browser, typed: dict[str, str], told: str
) -> None:
    look_at(clerk, "nr,area\n1,N\n", **typed)
    assert told in clerk.page.words
    assert clerk.page.status in (409, 422)


def test_first_row_that_is_a_person_is_not_remembered_as_names(clerk: Browser) -> None:
    look_at(clerk, "4711,Zoë\n4712,Ed\n", header="y")
    assert "The first row looks like a person" in clerk.page.words


def test_nothing_chosen_and_nothing_readable_are_said_beside_the_file(clerk: Browser) -> None:
    clerk.open(PAGE)
    clerk.send("sheet", button="Read the file")
    assert "Choose a file" in clerk.page.words
    choose(clerk, "\x00\x01\x02")
    assert "We cannot read this file." in clerk.page.words


def test_page_of_the_import_costs_few_queries_whatever_the_roll_holds(
    app: Flask, settings: Settings, clerk: Browser
) -> None:
    read_in(app, settings, clerk, numbers(*range(1, 300)))
    with app.app_context():
        session: Session = db.session()
        assert register.count_without_letter(session, 1) == 299
        assert queries.roll_size(session, 1) == 299
        assert session.scalars(select(LetterFile)).one().imported
