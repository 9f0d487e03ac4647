"""The clerk's page of the roll. Source: docs/rules/voting.md section 1."""

from __future__ import annotations

import csv
import io
import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from pbplatform.audit import services as audit
from pbplatform.core.db import db
from pbplatform.core.errors import Conflict
from pbplatform.core.secrets import derive_key
from pbplatform.core.transaction import transaction
from pbplatform.rounds.models import Round
from pbplatform.voting import queries
from pbplatform.voting.domain import letter_files
from pbplatform.voting.services.roll import Voter, import_roll, proof_hash, voter_by_proof
from tests.conftest import NOON, SetClock
from tests.factories import BEGIN, COMMAND, make_round
from tests.pages import hidden_field
from tests.people import signed_in
from tests.voting.roll_by_page import CLERK, ROLL, add, carla, somebody

__all__ = ["carla"]


@pytest.fixture
def ada(app: Flask, carla: FlaskClient, clock: SetClock) -> FlaskClient:
    """The auditor, long in office."""
    return somebody(app, clock, "Ada", role="auditor")


def key_of(browser: FlaskClient, file: int = 1) -> TestResponse:
    return browser.post(f"{ROLL}/key", data={"file": str(file)})


def codes_in(closed: TestResponse, key: TestResponse, kind: str = "voter") -> dict[str, str]:
    """What whoever prints reads, away from the server."""
    rows = csv.DictReader(io.StringIO(letter_files.join(closed.data, key.text)))
    return {row["number"]: row["code"] for row in rows if row["letter"] == kind}


def on_roll(app: Flask) -> int:
    with app.app_context():
        return queries.roll_size(db.session(), 1)


def freeze(app: Flask, clock: SetClock) -> None:
    with app.app_context(), transaction() as session:
        round_ = session.scalars(select(Round)).one()
        round_.frozen_at = round_.opens_at
        clock.at = round_.opens_at + timedelta(hours=1)


def test_voters_are_added_once_when_the_button_is_pressed_twice(
    app: Flask, carla: FlaskClient
) -> None:
    typed = {"add-size": "5", "add-spares": "2"}
    seen = hidden_field(carla.post(f"{ROLL}/check", data=typed).text, "add-seen")
    assert on_roll(app) == 0
    closed = carla.post(f"{ROLL}/add", data={**typed, "add-seen": seen})
    assert closed.headers["Content-Disposition"].endswith("letters-neighbour-fund-1.pbletters")
    again = carla.post(f"{ROLL}/add", data={**typed, "add-seen": seen})
    assert again.status_code in (409, 422)
    assert "Voters were added since you opened this page" in again.text
    assert carla.post(f"{ROLL}/add", data=typed).status_code in (409, 422)
    assert on_roll(app) == 5
    assert add(carla, "2").status_code == 200
    assert on_roll(app) == 7


def test_check_page_says_how_many_now_and_after_and_which_numbers(carla: FlaskClient) -> None:
    add(carla, "120", "3")
    page = carla.post(f"{ROLL}/check", data={"add-size": "1000", "add-spares": "20"}).text
    words = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))
    for told in (
        "Voters on the roll now 120",
        "You add 1,000",
        "Voters after this 1,120",
        "Their numbers 121 to 1,120",
        "Sealed spare letters 20 more, 23 in all",
        "Nothing has been added yet.",
    ):
        assert told in words


@pytest.mark.parametrize("typed", ["1000", "1,000", "1 000", "1.000", "1\u00a0000", "1’000"])
def test_thousand_is_typed_as_people_type_it(carla: FlaskClient, typed: str) -> None:
    page = carla.post(f"{ROLL}/check", data={"add-size": typed, "add-spares": "0"}).text
    assert 'value="1000"' in page
    half = carla.post(f"{ROLL}/check", data={"add-size": "1,5", "add-spares": "0"})
    assert half.status_code == 422
    assert 'value="1,5"' in half.text


@pytest.mark.parametrize(
    ("first", "size", "spares", "asked"),
    [
        ("", "49999", "900", False),
        ("", "200000", "0", True),
        ("", "100", "5000", True),
        ("100", "999", "0", False),
        ("100", "1000", "0", True),
        ("100", "0", "101", True),
    ],
)
def test_absurd_number_is_asked_again_in_words(
    app: Flask, carla: FlaskClient, first: str, size: str, spares: str, asked: bool
) -> None:
    if first:
        add(carla, first)
    typed = {"add-size": size, "add-spares": spares}
    checked = carla.post(f"{ROLL}/check", data=typed).text
    assert ("This is a very large number" in checked) is asked
    if asked:
        seen = hidden_field(checked, "add-seen")
        refused = carla.post(f"{ROLL}/add", data={**typed, "add-seen": seen})
        assert refused.status_code in (409, 422)
        assert "Tick the box if it is right" in refused.text
        assert on_roll(app) == int(first or 0)
    if size == "1000":
        assert add(carla, size, spares, **{"add-sure": "y"}).status_code == 200
        assert on_roll(app) == 1100


def test_voters_added_wrongly_are_taken_back_in_public_until_the_freeze(
    app: Flask, carla: FlaskClient, ada: FlaskClient, clock: SetClock
) -> None:
    add(carla, "5", "1")
    key_of(ada)
    wrong = add(carla, "40", "9")
    codes = codes_in(wrong, key_of(ada, 2))
    older = carla.post(f"{ROLL}/take-back", data={"file": "1", "sure": "yes"})
    assert "so its letters can exist. It cannot be taken back any more" in older.text
    assert "Strike its voters instead" in carla.get(ROLL).text
    asked = carla.post(f"{ROLL}/take-back", data={"file": "2"}).text
    assert "voters 6 to 45" in asked
    assert "Spare letters 2 to 10" in asked
    assert on_roll(app) == 45
    done = carla.post(f"{ROLL}/take-back", data={"file": "2", "sure": "yes"})
    assert done.status_code == 302
    assert on_roll(app) == 5
    with app.app_context():
        assert queries.spare_numbers(db.session(), 1) == (1, 1)
        with pytest.raises(Conflict, match="code_not_found"):
            proved(app, codes["6"])
    assert "Taken off the roll again: 40 voters. It now has 5" in log_of(app, carla)
    freeze(app, clock)
    carla = somebody(app, clock, "Carla", role="clerk", scope=CLERK)
    late = carla.post(f"{ROLL}/take-back", data={"file": "1", "sure": "yes"})
    assert late.status_code == 409
    assert on_roll(app) == 5


def test_older_addition_is_taken_back_while_nobody_can_have_read_its_codes(
    app: Flask, carla: FlaskClient, ada: FlaskClient
) -> None:
    for size in ("5", "7", "3"):
        assert add(carla, size, "1").status_code == 200
    key_of(ada, 3)
    done = carla.post(f"{ROLL}/take-back", data={"file": "2", "sure": "yes"})
    assert done.status_code == 302
    assert on_roll(app) == 8
    assert "Taken off the roll again: 7 voters. It now has 8" in log_of(app, carla)
    checked = carla.post(f"{ROLL}/check", data={"add-size": "2", "add-spares": "0"}).text
    assert "16 to 17" in checked, "a number that was given is not given again"
    again = carla.post(f"{ROLL}/take-back", data={"file": "2", "sure": "yes"})
    assert again.status_code == 409
    assert on_roll(app) == 8


def test_addition_whose_letters_were_made_again_and_read_is_not_taken_back(
    app: Flask, carla: FlaskClient, ada: FlaskClient
) -> None:
    add(carla, "5")
    again(carla, "2", "4")
    add(carla, "3")
    key_of(ada, 2)
    older = carla.post(f"{ROLL}/take-back", data={"file": "1", "sure": "yes"})
    assert older.status_code == 409
    assert on_roll(app) == 8


@pytest.mark.parametrize(
    ("size", "said"),
    [
        ("600", "a very large number"),
        ("499", ""),
        ("21", ""),
        ("20", "a very small number"),
    ],
)
def test_first_addition_is_compared_with_the_roll_of_the_last_round(
    app: Flask, carla: FlaskClient, size: str, said: str
) -> None:
    with app.app_context(), transaction() as session:
        last = make_round(session, name="Last Fund", opens_at=BEGIN + timedelta(days=20))
        proofs = [bytes([number]) * 32 for number in range(100)]
        import_roll(session, actor=COMMAND, round_id=last.id, proofs=proofs, now=BEGIN)
    typed = {"add-size": size, "add-spares": "0"}
    page = carla.post(f"{ROLL}/check", data=typed).text
    assert "Voters on the last round" in page
    assert ("Is it right?" in page) is bool(said)
    assert said in page
    if said:
        assert "The last round had 100 voters on its roll." in page
        assert add(carla, size).status_code in (409, 422)
        assert add(carla, size, **{"add-sure": "y"}).status_code == 200


def test_lost_file_is_made_again_with_other_codes_and_the_old_ones_prove_nothing(
    app: Flask, carla: FlaskClient, ada: FlaskClient
) -> None:
    lost = codes_in(add(carla, "5"), key_of(ada))
    closed = again(carla, "2", "4")
    assert closed.headers["Content-Disposition"].startswith("attachment")
    made = codes_in(closed, key_of(ada, 2))
    assert list(made) == ["2", "3", "4"]
    with app.app_context():
        assert proved(app, made["3"]) == Voter(3, letter=2)
        assert proved(app, lost["5"]) == Voter(5, letter=1)
        with pytest.raises(Conflict, match="code_cancelled"):
            proved(app, lost["3"])
    assert "Cancelled before voting opened, and made again: 3 letters." in log_of(app, carla)


@pytest.mark.parametrize(
    ("first", "last", "told"),
    [
        ("4", "2", "The last number comes before the first one"),
        ("1", "6", "There is no voter of this number"),
        ("1", "100000000", "There is no voter of this number"),
        ("0", "3", "Enter a number from 1"),
        ("", "", "Enter the first number"),
    ],
)
def test_letters_that_cannot_be_made_again_are_refused_beside_the_field(
    carla: FlaskClient, first: str, last: str, told: str
) -> None:
    add(carla, "5")
    refused = again(carla, first, last)
    assert refused.status_code in (409, 422)
    assert told in refused.text
    assert f'value="{last}"' in refused.text


def test_file_and_key_never_go_to_one_person_and_one_of_two_is_an_auditor(
    app: Flask, carla: FlaskClient, ada: FlaskClient, clock: SetClock
) -> None:
    closed = add(carla, "5", "2")
    with app.app_context():
        held = queries.letter_files(db.session(), 1)[0].sealed_key or b""
    assert held not in closed.data
    refused = {
        "Carla": (carla, "A second person must do this"),
        "Cleo": (
            somebody(app, clock, "Cleo", role="clerk", scope=CLERK),
            "One of the two people must be an auditor",
        ),
        "Ina": (
            somebody(app, clock, "Ina", role="auditor", days=0),
            "The role is too new for this",
        ),
    }
    for browser, told in refused.values():
        answer = key_of(browser)
        assert answer.status_code == 409
        assert told in answer.text
    key = key_of(ada)
    assert key.headers["Cache-Control"] == "no-store"
    with app.app_context():
        assert proved(app, codes_in(closed, key)["4"]) == Voter(4, letter=1)
    assert list(codes_in(closed, key, "spare")) == ["1", "2"]
    assert key_of(ada).text == key.text
    other = key_of(somebody(app, clock, "Abe", role="auditor"))
    assert "Somebody else has taken the key" in other.text
    assert "The key of letter file 1 was taken by a second person" in log_of(app, carla)
    with pytest.raises(letter_files.CannotJoin):
        letter_files.join(closed.data[:-9], key.text)
    with pytest.raises(letter_files.CannotJoin):
        letter_files.join(closed.data, "00" * 32)
    with pytest.raises(letter_files.CannotJoin):
        letter_files.join(b"something else", key.text)


def test_from_the_freeze_on_nobody_makes_a_code_and_two_people_replace_a_letter(
    app: Flask, carla: FlaskClient, ada: FlaskClient, clock: SetClock
) -> None:
    closed, key = add(carla, "5", "2"), key_of(ada)
    lost, spare = codes_in(closed, key)["4"], codes_in(closed, key, "spare")["1"]
    freeze(app, clock)
    carla = somebody(app, clock, "Carla", role="clerk", scope=CLERK)
    ada = somebody(app, clock, "Ada", role="auditor")
    page = carla.get(ROLL).text
    assert "Nobody changes the roll alone" in page
    assert "The file is lost" not in page
    for refused in (add(carla, "3"), again(carla, "1", "5")):
        assert refused.status_code == 409
        assert "nobody changes the roll alone" in refused.text
    for typed, told in (
        ({"lost-voter_no": "99", "lost-spare_no": "1"}, "There is no voter of this number"),
        ({"lost-voter_no": "4", "lost-spare_no": "3"}, "There is no spare letter of this number"),
    ):
        answer = carla.post(f"{ROLL}/lost", data=typed)
        assert answer.status_code in (409, 422)
        assert told in answer.text
    sent = carla.post(f"{ROLL}/lost", data={"lost-voter_no": "4", "lost-spare_no": "1"})
    assert sent.location == "/desk/two-people"
    with app.app_context():
        assert proved(app, lost).number == 4
    confirm(ada)
    with app.app_context():
        with pytest.raises(Conflict, match="letter_replaced"):
            proved(app, lost)
        assert proved(app, spare) == Voter(4, letter=2)
    told = log_of(app, carla)
    assert re.search("The letter of voter 4 was replaced by spare letter 1, by .*Carla.*Ada", told)
    more = carla.post(f"{ROLL}/more", data={"more-first_spare": "1", "more-last_spare": "2"})
    assert "somebody’s already" in more.text
    carla.post(f"{ROLL}/more", data={"more-first_spare": "2", "more-last_spare": "2"})
    confirm(ada)
    assert on_roll(app) == 6
    out = carla.post(f"{ROLL}/take-out", data={"out-voter_no": "4"})
    assert "No vote of this voter is in the box" in out.text
    assert "added 1 voter, replaced 1 lost letter" in carla.get(ROLL).text


def confirm(browser: FlaskClient) -> None:
    page = browser.get("/desk/two-people").text
    pressed = {name: hidden_field(page, name) for name in ("act", "seen")}
    answer = browser.post("/desk/two-people", data={**pressed, "choice": "confirm"})
    assert answer.status_code == 302, answer.text


def test_auditor_sees_the_roll_and_adds_nobody(ada: FlaskClient) -> None:
    page = ada.get(ROLL).text
    assert "a clerk or a facilitator adds voters" in page
    assert ada.post(f"{ROLL}/check", data={"add-size": "3"}).status_code == 403


def test_roll_of_another_round_is_not_this_clerks(app: Flask, carla: FlaskClient) -> None:
    other = signed_in(app, "Olaf", role="clerk", scope="round:other", now=NOON)[0]
    assert other.get(ROLL).status_code == 403


def again(carla: FlaskClient, first: str, last: str) -> TestResponse:
    return carla.post(f"{ROLL}/letters", data={"again-first": first, "again-last": last})


def proved(app: Flask, code: str) -> Voter:
    key = derive_key(app.extensions["settings"].secret_key, "letter-codes")
    proof = proof_hash(key, "neighbour-fund", code)
    return voter_by_proof(db.session(), round_id=1, proof=proof)


def log_of(app: Flask, client: FlaskClient) -> str:
    with app.app_context(), transaction() as session:
        audit.fold(session, audit.ensure_log(session, "site"))
    return client.get("/log").text
