"""An installation nobody has used yet, and the people who come to it."""

from __future__ import annotations

import pytest
from flask import Flask

from pbplatform.core.transaction import transaction
from pbplatform.places.services import new_setup_code
from tests.conftest import NOON, SetClock
from tests.journeys.navigators.log import PublicLog
from tests.journeys.navigators.people import People
from tests.journeys.town import Town


@pytest.fixture
def code(app: Flask) -> str:
    """What the console of the server printed."""
    with app.app_context(), transaction() as session:
        return new_setup_code(session, now=NOON)


@pytest.fixture
def people(app: Flask, clock: SetClock) -> People:
    return People(app, clock)


@pytest.fixture
def log(app: Flask, people: People) -> PublicLog:
    """The public log as a visitor reads it."""
    return PublicLog(app, people.stranger())


@pytest.fixture
def town(app: Flask, people: People, log: PublicLog, clock: SetClock, code: str) -> Town:
    """A small real place, set up by pages."""
    made = Town(app, people, log, clock)
    made.found(code)
    return made
