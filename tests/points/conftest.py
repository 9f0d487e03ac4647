from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from pbplatform.core.before_commit import settle_all
from pbplatform.core.db import db
from pbplatform.points.services.keeping import numbers_kept_wrong, points_kept_wrong
from tests.points.people import World, make_world


@pytest.fixture
def world(session: Session) -> World:
    return make_world(session)


@pytest.fixture(autouse=True)
def what_is_kept_is_right(request: pytest.FixtureRequest) -> Iterator[None]:
    """Whatever a test of points does, lists and numbers say the same as the clock afterwards."""
    if "app" not in request.fixturenames:
        yield
        return
    app: Flask = request.getfixturevalue("app")
    if "session" in request.fixturenames:
        session: Session = request.getfixturevalue("session")
        yield
        _agrees(session)
        return
    yield
    with app.app_context():
        _agrees(db.session())
        db.session.rollback()


def _agrees(session: Session) -> None:
    session.expire_all()
    settle_all(session)
    assert points_kept_wrong(session) == []
    assert numbers_kept_wrong(session) == []
