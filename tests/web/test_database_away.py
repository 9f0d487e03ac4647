"""While the database does not answer, pages say so in words and keep what was typed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from config import Settings
from pbplatform.core.db import db
from pbplatform.core.secrets import derive_key
from pbplatform.core.transaction import transaction
from tests.conftest import SetClock
from tests.pages import code_shown, hidden_field
from tests.voting import elections
from tests.voting.elections import OPENS, make_election

HOME = "/rounds/neighbour-fund/vote"
Away = Callable[[], AbstractContextManager[None]]


@pytest.fixture
def away(app: Flask) -> Away:
    """A stretch of time in which no statement gets through."""

    def refuse(*_: object) -> None:
        raise OperationalError("SELECT 1", {}, Exception("no connection"))

    @contextmanager
    def stretch() -> Iterator[None]:
        with app.app_context():
            engine = db.engine
        event.listen(engine, "before_cursor_execute", refuse)
        try:
            yield
        finally:
            event.remove(engine, "before_cursor_execute", refuse)

    return stretch


@pytest.mark.parametrize("path", ["/", "/rounds", "/log", "/setup", "/desk", "/verify"])
def test_every_page_says_that_the_records_are_out_of_reach(
    client: FlaskClient, away: Away, path: str
) -> None:
    with away():
        answer = client.get(path)
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "10"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "We cannot reach our records" in answer.text
    assert f'href="{path}"' in answer.text


def test_name_of_the_place_stays_on_the_page(
    app: Flask, client: FlaskClient, away: Away, election: list[str]
) -> None:
    client.get("/")
    with app.app_context(), away():
        assert "– Hackford</title>" in client.get("/rounds").text


def test_load_balancer_is_told(client: FlaskClient, away: Away) -> None:
    assert client.get("/healthz").status_code == 200
    with away():
        assert client.get("/healthz").status_code == 503


def test_form_is_kept_whole_and_goes_again(client: FlaskClient, away: Away) -> None:
    typed = {"email": 'rosa"<b>@example.org'}
    with away():
        answer = client.post("/sign-in?next=/rounds", data=typed)
    assert answer.status_code == 503
    assert 'action="/sign-in?next=/rounds"' in answer.text
    assert 'value="rosa&#34;&lt;b&gt;@example.org"' in answer.text
    assert "Send it again" in answer.text


@pytest.fixture
def election(
    app: Flask, settings: Settings, clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> list[str]:
    monkeypatch.setattr(elections, "CODE_KEY", derive_key(settings.secret_key, "letter-codes"))
    clock.at = OPENS + timedelta(days=1)
    with app.app_context(), transaction() as session:
        return list(make_election(session, Path(settings.key_dir)).codes)


def test_vote_that_was_sent_while_the_database_was_away_is_cast_by_sending_it_again(
    client: FlaskClient, away: Away, election: list[str]
) -> None:
    client.post(HOME, data={"project": ["4"], "action": "next"})
    client.post(f"{HOME}/eligibility", data={"code": election[0]})
    slip = hidden_field(client.get(f"{HOME}/check").text, "slip")
    with away():
        answer = client.post(f"{HOME}/cast", data={"slip": slip})
    assert answer.status_code == 503
    again = client.post(f"{HOME}/cast", data={"slip": hidden_field(answer.text, "slip")})
    assert "Your vote is in the box" in again.text
    assert len(code_shown(again.text, "box-code")) == 16
