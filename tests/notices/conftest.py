"""Facts of tests, so that what tells them is tried without the slices that write them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.accounts.models import Account
from pbplatform.core.facts import Audience, FactKind, Topic
from pbplatform.web.slices import Slice

MOVED = "tests:moved"
WON = "tests:won"
AUTHOR = "tests:author"


def _everybody_called_amina(session: Session, _of_id: int) -> list[str]:
    """Whom facts of tests concern: accounts whose address begins with amina."""
    query = select(Account.email).where(Account.email.like("amina%"))
    return [email for email in session.scalars(query) if email]


def _moved(payload: Any) -> str:
    return f"{payload['title']}: the day moved"


OF_TESTS = Slice(
    name="tests",
    facts={
        MOVED: FactKind(Topic.BUILDING, _moved, lambda payload: str(payload.get("reason", ""))),
        WON: FactKind(Topic.RESULTS, lambda payload: f"{payload['title']} won"),
    },
    audiences={AUTHOR: Audience("You get this because you wrote it.", _everybody_called_amina)},
)


@pytest.fixture(autouse=True)
def facts_of_tests(request: pytest.FixtureRequest) -> Iterator[None]:
    """The application of this test knows them."""
    if "app" not in request.fixturenames:
        yield
        return
    app: Flask = request.getfixturevalue("app")
    before = app.extensions["slices"]
    app.extensions["slices"] = (*before, OF_TESTS)
    yield
    app.extensions["slices"] = before
