"""How residents reach a team is said in public. Rules: docs/rules/places.md section 6."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from pbplatform.core.confirmation import seal
from pbplatform.core.db import db
from pbplatform.core.transaction import transaction
from pbplatform.places import queries, services
from pbplatform.places.services.contact import ContactFacts, facts_of_contact, set_team_contact
from tests.conftest import NOON
from tests.factories import COMMAND, make_place
from tests.logged import waiting_entries
from tests.pages import confirm, hidden_field
from tests.people import signed_in

PAGE = "/desk/facilitator/place/teams/parks/contact"
RIGHT = {
    "site": "https://hackford.example/parks",
    "phone": "020 7946 0100, 9am to 4pm",
    "email": "parks@hackford.example",
}


@pytest.fixture
def bea(app: Flask, client: FlaskClient) -> FlaskClient:
    with app.app_context(), transaction() as session:
        make_place(session)
        services.add_team(session, actor=COMMAND, name="Parks", now=NOON)
    return signed_in(app, "Bea", role="facilitator")[0]


def test_facilitator_says_how_a_team_is_reached_and_the_log_keeps_no_address(
    app: Flask, bea: FlaskClient
) -> None:
    assert "Say how residents reach it" in bea.get("/desk/facilitator/place").text
    answer = confirm(bea, PAGE, **RIGHT)
    assert answer.status_code == 302, answer.text
    assert "How residents reach it" in bea.get("/desk/facilitator/place").text
    assert 'value="parks@hackford.example"' in bea.get(PAGE).text
    with app.app_context():
        assert queries.team_by_slug(db.session(), "parks").contact == RIGHT
        told = repr(waiting_entries(db.session()))
    assert "contact_set" in told
    assert "parks@" not in told
    assert "79460100" not in told.replace(" ", "")  # longer than what a hash has by chance


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"site": "javascript:alert(1)"}, "Enter an address that begins with https://"),
        ({"site": "www.hackford.example"}, "Enter an address that begins with https://"),
        ({"site": "https://a b.example"}, "Enter an address that begins with https://"),
        ({"site": "https://tom@evil"}, "Enter an address that begins with https://"),
        ({"phone": "call us"}, "Enter a telephone number"),
        ({"email": "parks at hackford"}, "Enter an e-mail address"),
        ({"email": "a@b.example?bcc=c@d.example"}, "Enter an e-mail address"),
        ({"email": "a@b.example, c@d.example"}, "Enter an e-mail address"),
        ({"phone": "0" * 61}, "Use 60 letters or fewer"),
        ({"site": "", "phone": "", "email": ""}, "Nothing differs from what stands there"),
    ],
)
def test_what_is_no_way_to_reach_a_team_is_refused_beside_its_field(
    app: Flask, bea: FlaskClient, changed: dict[str, str], says: str
) -> None:
    answer = confirm(bea, PAGE, **{"site": "", "phone": "", "email": "", **changed})
    assert answer.status_code in (409, 422)
    assert says in answer.text
    with app.app_context():
        assert not queries.team_by_slug(db.session(), "parks").has_contact


def test_contact_that_somebody_else_changed_meanwhile_is_told(bea: FlaskClient) -> None:
    seen = hidden_field(bea.get(PAGE).text, "seen")
    confirm(bea, PAGE, phone="020 7946 0100")
    late = bea.post(PAGE, data={"seen": seen, "phone": "020 7946 0200"})
    assert late.status_code == 409
    assert "020 7946 0100" in late.text
    assert confirm(bea, PAGE, phone="").status_code == 302  # and it can be taken away again


def test_contact_is_changed_by_the_facilitator_of_the_place_only(
    app: Flask, bea: FlaskClient
) -> None:
    other, _actor = signed_in(app, "Rosa", role="facilitator", scope="round:fund")
    assert other.get(PAGE).status_code == 403
    assert bea.get(PAGE.replace("parks", "none")).status_code == 404


def test_operator_can_say_it_too(app: Flask, bea: FlaskClient) -> None:
    with app.app_context(), transaction() as session:
        team = queries.team_by_slug(session, "parks")
        told = {
            "facts": ContactFacts(phone="112"),
            "seen": seal(facts_of_contact(team)),
            "now": NOON,
        }
        set_team_contact(session, actor=COMMAND, slug="parks", **told)
        assert team.contact_phone == "112"
