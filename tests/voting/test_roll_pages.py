"""The clerk's page of the roll. Source: docs/rules/voting.md section 1."""

from __future__ import annotations

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
from pbplatform.voting.services.roll import Voter, proof_hash, voter_by_proof
from tests.conftest import SetClock
from tests.factories import make_place, make_round
from tests.pages import hidden_field
from tests.people import signed_in

ROLL = "/desk/clerk/rounds/neighbour-fund/roll"


@pytest.fixture
def carla(app: Flask, client: FlaskClient) -> FlaskClient:
    with app.app_context(), transaction() as session:
        make_place(session)
        make_round(session)
    return signed_in(app, "Carla", role="clerk", scope="round:neighbour-fund")[0]


def on_roll(app: Flask) -> int:
    with app.app_context():
        return queries.roll_size(db.session(), 1)


def test_voters_are_added_once_when_the_button_is_pressed_twice(
    app: Flask, carla: FlaskClient
) -> None:
    typed = {"add-size": "5", "add-known": hidden_field(carla.get(ROLL).text, "add-known")}
    letters = carla.post(ROLL, data=typed)
    assert letters.mimetype == "text/csv"
    assert len(letters.text.splitlines()) == 6
    again = carla.post(ROLL, data=typed)
    assert again.status_code in (409, 422)
    assert "Voters were added since you opened this page" in again.text
    assert on_roll(app) == 5
    meant = {"add-size": "2", "add-known": hidden_field(again.text, "add-known")}
    assert carla.post(ROLL, data=meant).mimetype == "text/csv"
    assert on_roll(app) == 7


def test_lost_letter_of_nobody_is_refused_beside_its_field(app: Flask, carla: FlaskClient) -> None:
    carla.post(ROLL, data={"add-size": "5"})
    refused = carla.post(f"{ROLL}/reissue", data={"lost-voter_no": "99"})
    assert refused.status_code in (409, 422)
    assert "There is no voter of this number" in refused.text
    assert 'value="99"' in refused.text


def test_page_of_a_new_code_says_whose_it_is_and_cancels_no_second_one(
    app: Flask, carla: FlaskClient
) -> None:
    carla.post(ROLL, data={"add-size": "5"})
    page = carla.post(f"{ROLL}/reissue", data={"lost-voter_no": "4"}).text
    assert "The old code of voter 4 is cancelled." in page
    assert 'name="lost-voter_no" value="4"' not in page.replace('type="text" ', "")


def again(carla: FlaskClient, first: str, last: str) -> TestResponse:
    return carla.post(f"{ROLL}/letters", data={"again-first": first, "again-last": last})


def test_lost_file_is_made_again_with_other_codes_and_the_old_ones_prove_nothing(
    app: Flask, carla: FlaskClient
) -> None:
    lost = codes_in(carla.post(ROLL, data={"add-size": "5"}))
    made = again(carla, "2", "4")
    assert made.headers["Content-Disposition"].startswith("attachment")
    assert list(codes_in(made)) == ["2", "3", "4"]
    with app.app_context():
        assert proved(app, codes_in(made)["3"]) == Voter(3, letter=2)
        assert proved(app, lost["5"]) == Voter(5, letter=1)
        with pytest.raises(Conflict, match="code_cancelled"):
            proved(app, lost["3"])
    assert "3 letters were cancelled before voting opened, and made again" in log_of(app, carla)


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
    carla.post(ROLL, data={"add-size": "5"})
    refused = again(carla, first, last)
    assert refused.status_code in (409, 422)
    assert told in refused.text
    assert f'value="{last}"' in refused.text


def test_letters_are_not_made_again_once_voting_is_open(
    app: Flask, carla: FlaskClient, clock: SetClock
) -> None:
    carla.post(ROLL, data={"add-size": "5"})
    with app.app_context(), transaction() as session:
        round_ = session.scalars(select(Round)).one()
        round_.frozen_at = round_.opens_at
        clock.at = round_.opens_at
    carla = signed_in(app, "Carla", role="clerk", scope="round:neighbour-fund", now=clock.at)[0]
    assert "The file is lost" not in carla.get(ROLL).text
    refused = again(carla, "1", "5")
    assert refused.status_code == 409
    assert "letters are out" in refused.text


def codes_in(answer: TestResponse) -> dict[str, str]:
    rows = [line.split(",") for line in answer.text.splitlines()[1:]]
    return {number: code for number, code in rows}  # noqa: C416  # a line is exactly two words


def proved(app: Flask, code: str) -> Voter:
    key = derive_key(app.extensions["settings"].secret_key, "letter-codes")
    proof = proof_hash(key, "neighbour-fund", code)
    return voter_by_proof(db.session(), round_id=1, proof=proof)


def log_of(app: Flask, client: FlaskClient) -> str:
    with app.app_context(), transaction() as session:
        audit.fold(session, audit.ensure_log(session, "site"))
    return client.get("/log").text
