"""The clerk's page of the roll, and whoever presses its buttons."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from pbplatform.core.transaction import transaction
from tests.conftest import SetClock
from tests.factories import BEGIN, make_person, make_place, make_round
from tests.pages import hidden_field, sign_in

ROLL = "/desk/clerk/rounds/neighbour-fund/roll"
CLERK = "round:neighbour-fund"


@pytest.fixture
def carla(app: Flask, client: FlaskClient, clock: SetClock) -> FlaskClient:
    with app.app_context(), transaction() as session:
        make_place(session)
        make_round(session)
    return somebody(app, clock, "Carla", role="clerk", scope=CLERK)


def somebody(
    app: Flask, clock: SetClock, name: str, *, role: str, scope: str = "place", days: int = 90
) -> FlaskClient:
    """A browser of somebody who has held a role for so many days."""
    with app.app_context(), transaction() as session:
        since = max(BEGIN, clock.at - timedelta(days=days))
        person = make_person(session, name, role=role, scope=scope, now=since)
    browser = app.test_client()
    sign_in(app, browser, person, clock)
    return browser


def add(clerk: FlaskClient, size: str, spares: str = "0", **more: str) -> TestResponse:
    """From the check page to the closed file."""
    typed = {"add-size": size, "add-spares": spares}
    checked = clerk.post(f"{ROLL}/check", data=typed)
    if checked.status_code != 200:
        return checked
    seen = hidden_field(checked.text, "add-seen")
    return clerk.post(f"{ROLL}/add", data={**typed, "add-seen": seen, **more})
