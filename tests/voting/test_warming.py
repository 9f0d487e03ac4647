"""What is done before the port is opened, so that nobody's vote waits for it.

docs/rules/running.md section 5.
"""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, func, select, text

from config import Settings
from pbplatform.core.db import Base, db
from pbplatform.voting.pages import receipt_page, warming
from pbplatform.voting.queries import open_round
from tests.voting.by_page import HOME, election, in_box, slip_of, vote
from tests.voting.elections import Election
from tests.voting.receipts import with_keys
from tests.voting.sealed_here import keep_here, key_of, sealed, text_of

__all__ = ["election"]


def _rows(app: Flask) -> dict[str, int]:
    with app.app_context(), db.engine.connect() as connection:
        return {
            name: connection.scalar(select(func.count()).select_from(table)) or 0
            for name, table in Base.metadata.tables.items()
        }


def test_vote_of_nobody_goes_the_whole_way_and_writes_nothing(
    app: Flask, election: Election, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_keys(app, settings)
    monkeypatch.setattr(open_round, "_kept", open_round._Kept())
    before, sent = _rows(app), []

    def heard(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        sent.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", heard)
    warming.warm(app)
    event.remove(engine, "before_cursor_execute", heard)
    assert any("roll" in one and ("marked" in one) for one in sent)  # it came as far as the roll
    assert open_round.round_judged(election.slug) is not None
    assert _rows(app) == before


def test_first_vote_finds_its_receipt_ready(
    app: Flask,
    client: FlaskClient,
    election: Election,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with_keys(app, settings)
    warming.warm(app)
    made: list[str] = []
    make = receipt_page._gapped

    def noted(*given: Any) -> str:
        made.append("page")
        return make(*given)

    monkeypatch.setattr(receipt_page, "_gapped", noted)
    page = keep_here(client, election.codes[0])
    form = {"slip": slip_of(client), "envelope": text_of(sealed(key_of(page), 9))}
    assert "box-code" in client.post(f"{HOME}/cast", data=form).text
    assert "box-code" in vote(client, election.codes[1], 4).text  # sealed by us
    assert made == []
    assert in_box(app) == 2


def test_server_starts_where_the_database_does_not_answer(
    app: Flask, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(warming, "_OPEN", text("SELECT slug FROM gone"))
    warming.warm(app)
    assert "nothing was made ready" in caplog.text
