"""What tests of pages share: signing in, and counting the queries of a request."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from flask import Flask, g
from flask.testing import FlaskClient
from sqlalchemy import event

from pbplatform.accounts import services as accounts
from pbplatform.core.actor import ActorRef
from pbplatform.core.db import db
from pbplatform.core.transaction import transaction


def sign_in(client: FlaskClient, person: ActorRef, now: datetime) -> None:
    """Sign `person` in as the mailed link would; sessions last 14 days."""
    with transaction() as session:
        token = accounts.open_session(session, account_id=int(person.key), now=now)
    client.set_cookie("pb_session", token)
    _forget_person()


def sign_out(client: FlaskClient) -> None:
    client.delete_cookie("pb_session")
    _forget_person()


def _forget_person() -> None:
    # A test's own application context outlives its requests, and would keep who was signed in.
    g.pop("_login_user", None)


@contextmanager
def counted_queries(app: Flask) -> Iterator[list[str]]:
    """The statements sent to the database inside the block."""
    sent: list[str] = []

    def note(_conn: object, _cursor: object, statement: str, *_rest: object) -> None:
        # Opening a transaction asks the database nothing.
        if not statement.startswith("BEGIN"):
            sent.append(statement)

    engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", note)


@contextmanager
def counted_rows() -> Iterator[list[int]]:
    """The number of rows that each statement inside the block fetched; on SQLite."""
    fetched: list[int] = []

    def note(_conn: object, cursor: Any, *_rest: object) -> None:
        place = len(fetched)
        fetched.append(0)

        def count(_cursor: object, row: tuple[object, ...]) -> tuple[object, ...]:
            fetched[place] += 1
            return row

        cursor.row_factory = count

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield fetched
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


@contextmanager
def counted_steps() -> Iterator[list[int]]:
    """How many tens of steps SQLite's machine takes inside the block: its work, not its time."""
    steps = [0]

    def count() -> None:
        steps[0] += 1

    def watch(connection: Any, *_rest: object) -> None:
        connection.set_progress_handler(count, 10)

    def leave(connection: Any, *_rest: object) -> None:
        connection.set_progress_handler(None, 0)

    db.session.rollback()  # its connection is taken anew, and watched
    event.listen(db.engine, "checkout", watch)
    event.listen(db.engine, "checkin", leave)
    try:
        yield steps
        db.session.rollback()
    finally:
        event.remove(db.engine, "checkout", watch)
        event.remove(db.engine, "checkin", leave)
