"""Names that were typed wrong are put right in public. Rules: docs/rules/places.md section 1.5."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from pbplatform.core.db import db
from pbplatform.core.transaction import transaction
from pbplatform.places import queries, services
from tests.conftest import NOON
from tests.factories import make_place
from tests.pages import confirm, hidden_field
from tests.people import signed_in


@pytest.fixture
def bea(app: Flask, client: FlaskClient) -> FlaskClient:
    with app.app_context(), transaction() as session:
        make_place(session)
    browser, actor = signed_in(app, "Bea", role="facilitator")
    with app.app_context(), transaction() as session:
        services.add_area(session, actor=actor, name="Nroth", now=NOON)
        services.add_area(session, actor=actor, name="South", now=NOON)
        services.add_team(session, actor=actor, name="Hihgways", now=NOON)
    return browser


@pytest.mark.parametrize(
    ("path", "right"), [("areas/nroth", "North"), ("teams/hihgways", "Highways")]
)
def test_name_is_put_right_and_its_address_stays(
    app: Flask, bea: FlaskClient, path: str, right: str
) -> None:
    page = f"/desk/facilitator/place/{path}/name"
    assert confirm(bea, page, name=right, reason="A typing mistake.").status_code == 302
    assert right in bea.get("/desk/facilitator/place").text
    assert bea.get(page).status_code == 200


@pytest.mark.parametrize(
    ("name", "reason", "says"),
    [
        ("Nroth", "Why not", "This is its name already."),
        ("South", "Why not", "There is an area of this name already"),
        ("SOUTH", "Why not", "There is an area of this name already"),
        ("North", "  ", "Say why it changes"),
        ("…", "Why not", "Enter a name with letters or digits"),
        ("", "Why not", "Enter a name"),
    ],
)
def test_name_is_not_put_right_without_a_new_name_and_a_reason(
    app: Flask, bea: FlaskClient, name: str, reason: str, says: str
) -> None:
    answer = confirm(bea, "/desk/facilitator/place/areas/nroth/name", name=name, reason=reason)
    assert answer.status_code in (409, 422)
    assert says in answer.text
    with app.app_context():
        assert {each.name for each in queries.areas(db.session())} == {"Nroth", "South"}


def test_name_that_somebody_else_put_right_meanwhile_is_told(bea: FlaskClient) -> None:
    page = "/desk/facilitator/place/areas/nroth/name"
    seen = hidden_field(bea.get(page).text, "seen")
    confirm(bea, page, name="North", reason="A typing mistake.")
    late = bea.post(page, data={"seen": seen, "name": "Norden", "reason": "In German."})
    assert late.status_code == 409
    assert "before Nroth, now North" in late.text


def test_name_of_nothing_is_not_found(bea: FlaskClient) -> None:
    assert bea.get("/desk/facilitator/place/areas/none/name").status_code == 404
    assert bea.get("/desk/facilitator/place/rounds/none/name").status_code == 404


def test_name_is_put_right_by_the_facilitator_of_the_place_only(
    app: Flask, bea: FlaskClient
) -> None:
    other, _actor = signed_in(app, "Rosa", role="facilitator", scope="round:fund")
    assert other.get("/desk/facilitator/place/areas/nroth/name").status_code == 403
