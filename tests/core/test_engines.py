"""What a connection is asked, told and allowed when it is made and taken (running.md 5)."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import create_engine, event, text

from pbplatform.cli.wsgi import connect_ahead
from pbplatform.core import engines
from pbplatform.core.db import db
from pbplatform.core.engines import DIRECT, configure, engine_options, find_out_where_it_leads
from pbplatform.core.transaction import plain_transaction, transaction
from pbplatform.places.models import Place


class Server:
    """A new connection of psycopg, as far as we ask it."""

    def __init__(self, process: int, *, told: int) -> None:
        self.info = SimpleNamespace(backend_pid=told)
        self.prepare_threshold: int | None = None
        self._process = process

    def execute(self, _statement: str) -> Any:
        return SimpleNamespace(fetchone=lambda: (self._process,))

    def rollback(self) -> None:
        """Nothing was done."""


@pytest.mark.parametrize(("told", "leads"), [(41, True), (77, False)])
def test_statements_are_prepared_only_where_no_pooler_stands_between(
    told: int, leads: bool
) -> None:
    connection, record = Server(41, told=told), SimpleNamespace(info={})
    find_out_where_it_leads(connection, record)
    assert (connection.prepare_threshold is not None) is leads
    assert record.info.get(DIRECT, False) is leads


@pytest.mark.database
def test_every_connection_that_was_needed_at_once_is_kept(app: Flask, database_url: str) -> None:
    engine = create_engine(database_url, **engine_options(database_url))
    configure(engine)
    opened = [engine.connect() for _connection in range(12)]
    for connection in opened:
        connection.close()
    assert engine.pool.checkedin() == 12  # type: ignore[attr-defined]
    engine.dispose()


@pytest.mark.database
@pytest.mark.only_on("postgresql")
def test_connection_that_the_server_ended_meanwhile_is_made_anew(
    app: Flask, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = create_engine(database_url, **engine_options(database_url))
    configure(engine)
    monkeypatch.setattr(engines, "_FRESH_SECONDS", 0.0)
    ask = text("SELECT pg_backend_pid()")
    with engine.connect() as connection:
        first = connection.scalar(ask)
    with app.app_context(), db.engine.connect() as other:
        other.execute(text("SELECT pg_terminate_backend(:pid, 2000)"), {"pid": first})
    with engine.connect() as connection:
        assert connection.scalar(ask) != first
    engine.dispose()


@pytest.mark.database
@pytest.mark.only_on("postgresql")  # on SQLite turns are waited for
def test_request_waits_so_long_for_a_row_and_a_command_until_it_comes(app: Flask) -> None:
    with app.app_context():
        db.engine.dispose()
    ask = text("SELECT current_setting('lock_timeout')")
    with app.test_request_context("/"), plain_transaction() as connection:
        assert connection.scalar(ask) == "8s"
    with app.test_request_context("/"), transaction() as session:
        assert session.scalar(ask) == "8s"
    with app.app_context(), transaction() as session:
        assert session.scalar(ask) == "0"


@pytest.mark.database
@pytest.mark.only_on("postgresql")
def test_connections_made_ahead_are_not_told_at_each_act_how_long_to_wait(app: Flask) -> None:
    with app.app_context():
        db.engine.dispose()
    connect_ahead(app, 3)
    sent: list[str] = []
    with app.test_request_context("/"):
        event.listen(db.engine, "before_cursor_execute", lambda *told: sent.append(told[2]))
        for _act in range(3):
            with plain_transaction() as connection:
                assert connection.scalar(text("SHOW lock_timeout")) == "8s"
    assert sent == ["SHOW lock_timeout"] * 3


@pytest.mark.database
def test_plain_transaction_takes_back_what_pages_are_kept_by(app: Flask) -> None:
    with app.app_context():
        with pytest.raises(RuntimeError, match="place"), plain_transaction() as connection:
            connection.execute(text(_PLACE))
        assert db.session.get(Place, 1) is None


_PLACE = """
INSERT INTO place (id, name, timezone, currency_code, currency_exponent, languages, brand,
    brand_dark, help_line, weekend, answer_days, minutes_days, costing_days, created_at)
VALUES (1, 'X', 'Europe/London', 'GBP', 2, '["en"]', '', '', '', '[5, 6]', 20, 5, 10,
    '2026-01-01 00:00:00+00:00')
"""


@pytest.mark.parametrize(
    "stored",
    ["[]", "{}", " []", "null", "1", '"é"', '{"a": [1, {"b": null}]}', "[1.5]", "[]\n", '"[]"'],
)
def test_json_that_sqlite_keeps_reads_as_ever(stored: str) -> None:
    read = engine_options("sqlite://")["json_deserializer"]
    assert read(stored) == json.loads(stored)
    assert read("[]") is not read("[]")  # nobody's list is another one's


@pytest.mark.parametrize("stored", ["", "[", "[] []", "nul", '{"a": }'])
def test_what_is_no_json_is_refused(stored: str) -> None:
    with pytest.raises(json.JSONDecodeError):
        engine_options("sqlite://")["json_deserializer"](stored)
