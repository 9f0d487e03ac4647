"""Desks and roles: who sees what, and what is given and ended in public."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from pbplatform.accounts import queries as accounts
from pbplatform.accounts import services
from pbplatform.accounts.kinds import Role
from pbplatform.accounts.models import RoleGrant
from pbplatform.audit.models import LogPending, LogWords
from pbplatform.core.db import db
from pbplatform.core.outbox import OutboxRow
from pbplatform.core.transaction import transaction
from pbplatform.front.scopes import FITTING
from pbplatform.rounds import services as rounds
from tests.conftest import NOON
from tests.factories import COMMAND, make_place, make_round, make_team
from tests.pages import hidden_field
from tests.people import counted_queries, signed_in

# What these pages say does not depend on the database.
pytestmark = pytest.mark.one_database

ROLES = "/desk/facilitator/roles"
TOM = {
    "name": "Tom",
    "email": "tom@example.org",
    "role": "official",
    "scope": "team:parks",
    "title": "Head of Parks",
    "expires_on-day": "31",
    "expires_on-month": "12",
    "expires_on-year": "2028",
}


@pytest.fixture
def bea(app: Flask, client: FlaskClient) -> FlaskClient:
    with app.app_context(), transaction() as session:
        make_place(session)
        make_team(session)
        round_ = make_round(session)
        rounds.add_committee(session, actor=COMMAND, round_id=round_.id, name="Streets", now=NOON)
    return signed_in(app, "Bea", role="facilitator")[0]


def test_desk_lists_the_desks_a_person_has(app: Flask, bea: FlaskClient) -> None:
    assert 'href="/desk/facilitator"' in bea.get("/desk").text
    rosa, _person = signed_in(app, "Rosa")
    assert "You hold no role now." in rosa.get("/desk").text
    tom, _person = signed_in(app, "Tom", role="official", scope="team:parks")
    page = tom.get("/desk").text
    assert "Team: Parks" in page
    assert "The whole place" not in page
    assert app.test_client().get("/desk").location == "/sign-in?next=/desk"


def test_facilitators_desk_shows_what_waits_and_what_is_late(app: Flask, bea: FlaskClient) -> None:
    with app.app_context(), transaction() as session:
        make_round(session, name="Late Fund", opens_at=NOON + timedelta(days=60), published=False)
    page = bea.get("/desk/facilitator").text
    assert "Late Fund" in page
    assert 'id="group-late"' in page
    assert "Add the first team" not in page
    kit, _person = signed_in(app, "Kit", role="facilitator", scope="round:other")
    assert "Nothing waits for you today." in kit.get("/desk/facilitator").text


def test_facilitators_desk_leads_from_an_empty_place_to_its_first_round(
    app: Flask, client: FlaskClient
) -> None:
    with app.app_context(), transaction() as session:
        make_place(session)
    bea = signed_in(app, "Bea", role="facilitator")[0]
    page = bea.get("/desk/facilitator").text
    for words in ("Add the first area", "Add the first team", "Start the first round"):
        assert words in page
    assert "Call the first forum" not in page
    with app.app_context(), transaction() as session:
        make_team(session)
    page = bea.get("/desk/facilitator").text
    assert "Call the first forum" in page
    assert "Nobody answers for Parks" in page
    bea.post(ROLES, data=TOM)
    assert "Nobody answers for" not in bea.get("/desk/facilitator").text


def test_role_is_given_in_public_and_told_by_mail(app: Flask, bea: FlaskClient) -> None:
    assert bea.post(ROLES, data=TOM).status_code == 302
    page = bea.get(ROLES).text
    for words in ("Tom", "Head of Parks", "Team: Parks", "31 December 2028"):
        assert words in page
    with app.app_context():
        told = db.session.scalars(select(OutboxRow)).one()
        assert told.kind == "accounts:role_granted"
        assert told.payload["where"] == {"kind": "team", "name": "Parks"}
        assert told.payload["until"] == "2028-12-31"
        logged = [bytes(body) for body in db.session.scalars(select(LogPending.body))]
    assert any(b"place:role:granted" in body and b"Head of Parks" in body for body in logged)
    assert not any(b"tom@example.org" in body for body in logged)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"name": ""}, "Enter their name"),
        ({"email": "tom"}, "Enter an e-mail address like"),
        ({"role": "mayor"}, "Choose one from the list"),
        ({"scope": "team:none"}, "Choose one from the list"),
        ({"scope": "place"}, "Choose a team for an official"),
        ({"role": "delegate"}, "Choose a committee for a delegate"),
        ({"role": "clerk"}, "Choose a round or a forum for a clerk"),
        ({"role": "trustee"}, "Choose one from the list"),
        ({"expires_on-year": "2026"}, "Enter a date that is still to come"),
        ({"expires_on-day": ""}, "Enter a day, a month and a year"),
    ],
)
def test_role_that_makes_no_sense_is_refused(
    app: Flask, bea: FlaskClient, changed: dict[str, str], said: str
) -> None:
    answer = bea.post(ROLES, data={**TOM, **changed})
    assert answer.status_code in (409, 422)
    assert said in answer.text
    assert 'value="Head of Parks"' in answer.text
    with app.app_context():
        assert len(db.session.scalars(select(RoleGrant)).all()) == 1


def test_role_is_not_given_again_when_the_button_is_pressed_twice(
    app: Flask, bea: FlaskClient
) -> None:
    assert "Tom has the role Official." in bea.post(ROLES, data=TOM, follow_redirects=True).text
    again = bea.post(ROLES, data=TOM)
    assert again.status_code == 422
    assert "holds this role there" in again.text
    longer = {**TOM, "name": "Thomas", "expires_on-year": "2029"}
    assert "Tom has the role Official." in bea.post(ROLES, data=longer, follow_redirects=True).text
    assert bea.post(ROLES, data={**TOM, "title": "Head of Trees"}).status_code == 302


def test_roles_offer_to_end_only_what_one_may_end(app: Flask, bea: FlaskClient) -> None:
    assert 'name="grant"' not in bea.get(ROLES).text
    bea.post(ROLES, data=TOM)
    assert bea.get(ROLES).text.count('name="grant"') == 1


def test_facilitator_of_a_round_gives_roles_in_it_and_nowhere_else(
    app: Flask, bea: FlaskClient
) -> None:
    kit, _person = signed_in(app, "Kit", role="facilitator", scope="round:neighbour-fund")
    page = kit.get(ROLES).text
    assert "Committee: Streets, Neighbour Fund" in page
    assert "Team: Parks" not in page
    delegate = {**TOM, "role": "delegate", "scope": "committee:neighbour-fund/streets"}
    assert kit.post(ROLES, data=delegate).status_code == 302
    assert kit.post(ROLES, data=TOM).status_code == 422
    same = {**TOM, "role": "facilitator", "scope": "round:neighbour-fund"}
    # An equal is asked and accepts; whoever looks after more gives the role.
    assert kit.post(ROLES, data=same).status_code == 302
    assert "Asked, and not answered yet" in kit.get(ROLES).text
    assert bea.post(ROLES, data={**same, "email": "kim@example.org"}).status_code == 302
    with app.app_context():
        held = accounts.holders(db.session(), now=NOON, role="facilitator")
    assert {each.name for each in held if each.scope != "place"} == {"Kit", "Tom"}


def test_role_ends_with_a_public_reason(app: Flask, bea: FlaskClient) -> None:
    bea.post(ROLES, data=TOM)
    with app.app_context():
        (tom,) = accounts.holders(db.session(), now=NOON, role="official")
    asked = bea.post(f"{ROLES}/end", data={"grant": tom.grant_id})
    assert asked.status_code == 200
    assert "End the role of" in asked.text
    seen = hidden_field(asked.text, "seen")
    said = {"grant": tom.grant_id, "sure": "y", "seen": seen}
    silent = bea.post(f"{ROLES}/end", data={**said, "reason": " "})
    assert silent.status_code in (409, 422)
    assert "Say why the role ends." in silent.text
    unseen = bea.post(f"{ROLES}/end", data={"grant": tom.grant_id, "sure": "y", "reason": "x"})
    assert unseen.status_code == 409
    sure = {**said, "reason": "Moved away"}
    assert bea.post(f"{ROLES}/end", data=sure).status_code == 302
    page = bea.get(ROLES).text
    assert "Roles that have ended" in page
    assert bea.post(f"{ROLES}/end", data=sure).status_code == 404
    with app.app_context():
        query = select(LogPending.body, LogWords.words)
        beside = query.join(LogWords, LogWords.key16 == LogPending.key16)
        logged = [(bytes(body), words) for body, words in db.session.execute(beside)]
    assert any(b"place:role:ended" in body and words == "Moved away" for body, words in logged)


def test_nobody_ends_a_role_that_is_not_theirs_to_end(app: Flask, bea: FlaskClient) -> None:
    bea.post(ROLES, data=TOM)
    with app.app_context():
        held = {one.role: one.grant_id for one in accounts.holders(db.session(), now=NOON)}
    kit, _person = signed_in(app, "Kit", role="facilitator", scope="round:neighbour-fund")
    sure = {"grant": held["official"], "sure": "y", "reason": "x"}
    assert kit.post(f"{ROLES}/end", data=sure).status_code == 404
    own = {"grant": held["facilitator"], "sure": "y", "reason": "x"}
    assert bea.post(f"{ROLES}/end", data=own).status_code == 403
    assert (
        signed_in(app, "Tom2", role="official", scope="team:parks")[0].get(ROLES).status_code == 403
    )


def test_every_role_has_a_place_where_it_fits() -> None:
    assert set(FITTING) == set(Role)
    assert all(FITTING.values())


@pytest.mark.parametrize("how_many", [10, 1000])
def test_list_of_roles_asks_the_database_little_at_any_size(
    app: Flask, bea: FlaskClient, how_many: int
) -> None:
    with app.app_context(), transaction() as session:
        people = [
            services.ensure_account(session, email=None, name=f"Person {number}")
            for number in range(how_many)
        ]
        session.add_all(
            RoleGrant(
                account_id=person.id,
                role="official",
                scope="team:parks",
                starts_at=NOON - timedelta(days=9),
                expires_at=NOON + timedelta(days=9 if number % 2 else -1),
            )
            for number, person in enumerate(people)
        )
    for page in (ROLES, f"{ROLES}?page=2", "/desk/facilitator", "/desk"):
        with counted_queries(app) as sent:
            assert bea.get(page).status_code == 200
        # Every slice asks what waits there; two of these are papers set aside and to be compared.
        most = 34 if page == "/desk/facilitator" else 30
        assert len(sent) <= most, (page, sent)
