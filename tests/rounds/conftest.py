"""Bea, who sets rounds up by pages."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from pbplatform.core.transaction import transaction
from tests.factories import make_place
from tests.people import signed_in


@pytest.fixture
def bea(app: Flask, client: FlaskClient) -> FlaskClient:
    with app.app_context(), transaction() as session:
        make_place(session)
    return signed_in(app, "Bea", role="facilitator")[0]
