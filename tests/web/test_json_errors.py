"""Whoever asks for a JSON file is told in JSON that there is none."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests.factories import make_place


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/rounds/nowhere/results/result.json", 404),
        ("/rounds/nowhere/rules/definition.json", 404),
        ("/log/entries/999999.json", 404),
        ("/no/such/page.json", 404),
    ],
)
def test_json_address_that_fails_answers_in_json(
    session: Session, client: FlaskClient, address: str, status: int
) -> None:
    make_place(session)
    session.commit()
    answer = client.get(address)
    assert answer.status_code == status
    assert answer.mimetype == "application/json"
    told = answer.get_json()
    assert told["status"] == status
    assert told["error"].strip()


def test_page_that_fails_still_answers_as_a_page(session: Session, client: FlaskClient) -> None:
    make_place(session)
    session.commit()
    answer = client.get("/rounds/nowhere")
    assert answer.status_code == 404
    assert answer.mimetype == "text/html"
