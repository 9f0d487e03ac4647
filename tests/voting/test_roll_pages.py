"""The clerk's page of the roll. Source: docs/rules/voting.md section 1."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from pbplatform.core.db import db
from pbplatform.core.transaction import transaction
from pbplatform.voting import queries
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
