"""Who reads waits for a writer of the same table for a bounded time (docs/rules/running.md 5)."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import Engine, create_engine, text
from werkzeug.test import TestResponse

from pbplatform.core import reading_waits
from pbplatform.core.db import db
from pbplatform.core.transaction import host_lock, transaction
from tests.factories import make_forum, make_place, make_team
from tests.keeping import pages_kept


@contextmanager
def held_whole(url: str) -> Iterator[None]:
    """Somebody writes the tables of forums anew: on PostgreSQL nobody else reads them meanwhile."""
    engine: Engine = create_engine(url)
    with engine.connect() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text("LOCK TABLE forum_series, team IN ACCESS EXCLUSIVE MODE"))
            yield
        else:
            path = f"{engine.url.database}.lock"
            with host_lock(Path(path)):
                connection.exec_driver_sql("BEGIN IMMEDIATE")
                connection.execute(text("UPDATE team SET name = 'Elsewhere'"))
                yield
        connection.rollback()
    engine.dispose()


@pytest.fixture
def place(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Flask:
    monkeypatch.setattr(reading_waits, "READ_SECONDS", 0.2)
    with app.app_context(), transaction() as session:
        make_place(session)
        make_team(session)
        make_forum(session, name="Lamps")
    return app


def read(app: Flask, *paths: str) -> list[TestResponse]:
    """The pages, each asked for at the same time; an error if one has not come in a minute."""
    answers: list[TestResponse] = []
    threads = [
        threading.Thread(target=lambda path=path: answers.append(app.test_client().get(path)),  # type: ignore[misc]
                         daemon=True)
        for path in paths
    ]  # fmt: skip
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(answers) == len(paths), "somebody still waits"
    return answers


def test_page_is_read_or_says_that_it_cannot_be_while_its_table_is_written_anew(
    place: Flask, database_url: str
) -> None:
    with held_whole(database_url):
        answers = read(place, "/forums", "/forums", "/forums/lamps")
    if database_url.startswith("sqlite"):  # readers see what was there before
        assert [answer.status_code for answer in answers] == [200] * 3
        return
    for answer in answers:
        assert answer.status_code == 503
        assert answer.headers["Retry-After"] == "10"
        assert answer.headers["Cache-Control"] == "no-store"
    assert read(place, "/forums")[0].status_code == 200


def test_page_that_was_kept_is_given_out_while_its_table_is_written_anew(
    place: Flask, database_url: str
) -> None:
    with pages_kept(place):
        read(place, "/forums")
        with held_whole(database_url):
            assert "Lamps" in read(place, "/forums")[0].text


@pytest.mark.only_on("postgresql")
def test_each_reading_of_a_request_is_bounded_and_no_command_is(place: Flask) -> None:
    asked = text("SHOW lock_timeout")
    with place.app_context():
        assert db.session.scalar(asked) == "0"  # a command waits until it is its turn
        db.session.rollback()
    with place.test_request_context("/"):
        assert db.session.scalar(asked) == "200ms"
        db.session.rollback()
        assert db.session.scalar(asked) == "200ms"
        with transaction() as session:
            assert session.scalar(asked) == "8s"
        assert db.session.scalar(asked) == "200ms"
    with place.app_context():
        assert db.session.scalar(asked) == "0"  # nothing of it stays on the connection
