"""Signing somebody in for page tests, and counting what a page asks of the database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from pbplatform.accounts import services as accounts
from pbplatform.core.actor import ActorRef
from pbplatform.core.db import db
from pbplatform.core.transaction import transaction
from tests.conftest import NOON
from tests.factories import make_person


def signed_in(
    app: Flask, name: str, *, role: str = "", scope: str = "place", now: datetime = NOON
) -> tuple[FlaskClient, ActorRef]:
    """A browser in which this person is signed in, and the person acting in the role."""
    with app.app_context(), transaction() as session:
        person = make_person(session, name, role=role, scope=scope, now=now)
        token = accounts.open_session(session, account_id=person.account_id or 0, now=now)
    client = app.test_client()
    client.set_cookie("pb_session", token)
    return client, person


@contextmanager
def counted_queries(app: Flask) -> Iterator[list[str]]:
    """The statements sent meanwhile."""
    sent: list[str] = []

    def note(_c: Any, _u: Any, statement: str, *_rest: Any) -> None:
        sent.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    yield sent
    event.remove(engine, "before_cursor_execute", note)
