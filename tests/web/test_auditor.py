"""The auditor's desk: it looks, and writes nothing but how far it looked.

Source: docs/rules/accounts.md section 10.
"""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from config import Settings
from pbplatform.accounts.models import AuditorLook
from pbplatform.audit.jobs.worker import fold_site_log
from pbplatform.core.db import db
from pbplatform.core.transaction import transaction
from tests.factories import make_place, make_round
from tests.pages import hidden_field
from tests.people import counted_queries, signed_in

DESK = "/desk/auditor"


@pytest.fixture
def ada(app: Flask, client: FlaskClient) -> FlaskClient:
    """An auditor of a place with one round; `client` switches off the tokens against forgery."""
    with app.app_context(), transaction() as session:
        make_place(session)
        make_round(session)
    found = signed_in(app, "Ada", role="auditor")[0]
    fold(app)
    return found


def fold(app: Flask) -> None:
    """The worker's next turn."""
    settings: Settings = app.extensions["settings"]
    with app.app_context():
        fold_site_log(settings)


def test_desk_tells_what_is_new_and_forgets_it_once_looked_at(app: Flask, ada: FlaskClient) -> None:
    page = ada.get(DESK).text
    assert "You have not looked yet." in page
    assert "The place Hackford was set up." in page.replace('<bdi translate="no">', "").replace(
        "</bdi>", ""
    )
    asked = ada.get(f"{DESK}/looked").text
    sent = {"entries": hidden_field(asked, "entries")}
    assert ada.post(f"{DESK}/looked", data=sent).status_code == 302
    assert "Nothing is new in the public log." in ada.get(DESK).text
    fold(app)
    assert "An auditor has looked at" in ada.get(DESK).text


@pytest.mark.parametrize("typed", ["", "-3", "99999999999999999999", "x", "1e9"])
def test_nobody_looks_at_more_than_there_is(app: Flask, ada: FlaskClient, typed: str) -> None:
    assert ada.post(f"{DESK}/looked", data={"entries": typed}).status_code == 302
    with app.app_context():
        (look,) = db.session.query(AuditorLook).all()
        assert 0 <= look.entries <= 20


def test_checks_say_what_agrees_and_what_does_not(app: Flask, ada: FlaskClient) -> None:
    assert "Nothing was found." in ada.get(f"{DESK}/log").text
    page = ada.get(f"{DESK}/rounds/neighbour-fund").text
    assert "The ballot is not frozen yet" in page
    assert ada.get(f"{DESK}/rounds/gone").status_code == 404


def test_desk_and_checks_are_for_auditors_alone_and_hold_no_act(
    app: Flask, ada: FlaskClient
) -> None:
    bea = signed_in(app, "Bea", role="facilitator")[0]
    for path in (DESK, f"{DESK}/log", f"{DESK}/looked", f"{DESK}/rounds/neighbour-fund"):
        assert bea.get(path).status_code == 403
        main = ada.get(path).text.split("<main")[1].split("</main>")[0]
        assert ("<form" in main) == path.endswith("/looked")


def test_desk_asks_the_database_little(app: Flask, ada: FlaskClient) -> None:
    with counted_queries(app) as sent:
        assert ada.get(DESK).status_code == 200
    assert len(sent) <= 30
