"""What several tests of paper share."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from config import Settings
from tests.conftest import SetClock
from tests.paper.room import Room, make_room


@pytest.fixture
def room(app: Flask, client: FlaskClient, clock: SetClock, settings: Settings) -> Room:
    """Ten papers are out; two clerks and an auditor are there."""
    return make_room(app, client, clock, settings)
