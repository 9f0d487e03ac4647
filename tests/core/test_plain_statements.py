"""What goes straight to the driver keeps what hangs on SQLAlchemy (decision 99)."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from pbplatform.core.db import db
from pbplatform.core.plain_statements import send
from pbplatform.core.transaction import plain_transaction
from tests.browsing import counted_queries

pytestmark = pytest.mark.database
_PUT = "INSERT INTO try_count (what, who, since, tries) VALUES ('a', {0}, '2027-01-01', 1)"
_HOW_MANY = "SELECT count(*) FROM try_count"


def _put() -> str:
    return _PUT.format("?" if db.engine.dialect.name == "sqlite" else "%s")


def test_statement_is_heard_belongs_to_the_transaction_and_tells_rows(app: Flask) -> None:
    with app.app_context(), counted_queries(app) as sent:
        with db.engine.connect() as connection:
            send(connection, _put(), (b"x",))
            assert send(connection, f"{_put()} RETURNING tries", (b"y",)) == [(1,)]
            send(connection, _put(), [(b"z",), (b"w",)], many=True)
            assert list(send(connection, _HOW_MANY, ())) == [(4,)]
            connection.rollback()
        assert sent == [_put(), f"{_put()} RETURNING tries", _put(), _HOW_MANY]
        assert db.session.scalar(text(_HOW_MANY)) == 0


def test_error_is_the_one_of_sqlalchemy_without_values(app: Flask) -> None:
    with app.app_context(), db.engine.connect() as connection:
        send(connection, _put(), (b"told-to-nobody",))
        with pytest.raises(IntegrityError) as met:
            send(connection, _put(), (b"told-to-nobody",))
        assert "parameters hidden" in str(met.value)
        connection.rollback()


def test_table_with_a_number_is_taken_back_here_as_well(app: Flask) -> None:
    """The watch over what is written hears what goes straight to the driver."""
    with (
        app.app_context(),
        pytest.raises(RuntimeError, match="counter"),
        plain_transaction() as connection,
    ):
        send(connection, "INSERT INTO counter (scope, last) VALUES ('idea:1', 1)", ())
