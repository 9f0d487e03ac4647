"""A form whose page was too old comes back with all that was typed; a stranger's form does not."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from tests.conftest import SetClock
from tests.factories_proposals import SENDING, make_story

NEW = "/rounds/neighbour-fund/ideas/new"
BROKEN = {"Origin": "http://[", "Referer": "http://["}
TYPED = {"title": "Shade and seats", "text": "Seats under the <lime> trees.", "once": "old"}


@pytest.fixture(autouse=True)
def _story(session: Session, clock: SetClock) -> None:
    clock.at = SENDING
    make_story(session)
    session.commit()


def test_form_of_ours_comes_back_with_what_was_typed_ready_to_send(app: Flask) -> None:
    answer = app.test_client().post(NEW, data=TYPED, headers={"Origin": "http://localhost"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 400
    assert "what you typed is kept here" in page
    assert 'name="text" value="Seats under the &lt;lime&gt; trees."' in page
    assert "Seats under the &lt;lime&gt; trees.</p>" in page
    assert 'name="once" value="old"' not in page
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Referer": "http://evil/x"},
        BROKEN,
    ],
)
def test_form_from_elsewhere_comes_back_without_its_words(
    app: Flask, headers: dict[str, str]
) -> None:
    answer = app.test_client().post(NEW, data=TYPED, headers=headers)
    assert answer.status_code == 400
    assert "lime" not in answer.get_data(as_text=True)


def test_codes_and_votes_are_never_repeated(app: Flask) -> None:
    answer = app.test_client().post(
        "/rounds/neighbour-fund/vote/eligibility",
        data={"code": "ABCD EFGH"},
        headers={"Origin": "http://localhost"},
    )
    assert answer.status_code in (400, 409)
    assert "ABCD" not in answer.get_data(as_text=True)
