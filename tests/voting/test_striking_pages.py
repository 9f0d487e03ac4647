"""Voters are struck and put back by pages that check first.

Source: docs/rules/voting.md section 1.
"""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from pbplatform.core.db import db
from pbplatform.core.transaction import transaction
from pbplatform.rounds.models import Round
from pbplatform.voting import queries
from tests.by_pages import Browser
from tests.conftest import SetClock
from tests.journeys.navigators.voting import confirm_for_two
from tests.logged import left
from tests.voting.roll_by_page import CLERK, ROLL, add, carla, somebody

__all__ = ["carla"]


def freeze(app: Flask, clock: SetClock) -> None:
    with app.app_context(), transaction() as session:
        round_ = session.scalars(select(Round)).one()
        round_.frozen_at = round_.opens_at
        clock.at = round_.opens_at + timedelta(hours=1)


@pytest.mark.parametrize("by_two", [False, True], ids=["before the freeze", "after it"])
def test_voters_are_struck_and_put_back_by_pages_that_check_first(
    app: Flask, carla: FlaskClient, clock: SetClock, by_two: bool
) -> None:
    assert add(carla, "5").status_code == 200
    if by_two:
        freeze(app, clock)
    ada = Browser(somebody(app, clock, "Ada", role="auditor"))
    clerk = Browser(somebody(app, clock, "Carla", role="clerk", scope=CLERK))
    asked = len(left(app, "place:pair:asked"))
    clerk.open(ROLL)
    clerk.press("Strike voters from the roll")
    page = clerk.send(numbers="9", why="moved", button="See what follows")
    assert page.status in (409, 422)
    assert 'id="numbers-error"' in page.text
    page = clerk.send(numbers="2", why="moved", button="See what follows")
    assert "Nothing has changed yet." in page.words
    assert left(app, "vote:roll:struck") == []
    page = clerk.send("why", button="Ask to strike them" if by_two else "Strike them from the roll")
    if by_two:
        assert "Nothing has changed yet. A second person confirms it here." in page.words
        assert len(left(app, "place:pair:asked")) == asked + 1
        assert left(app, "vote:roll:struck") == []
        confirm_for_two(ada, "2")
    else:
        assert "They are struck from the roll." in page.words
    (told,) = left(app, "vote:roll:struck")
    assert told["size"] == 4
    clerk.open(ROLL)
    clerk.press("Put voters back on the roll")
    page = clerk.send("reason", numbers="2", button="See what follows")
    assert 'id="reason-error"' in page.text
    page = clerk.send(numbers="2", reason="Another person of that name.", button="See what follows")
    assert "Check whom you put back" in page.words
    assert left(app, "vote:roll:put_back") == []
    page = clerk.send("reason", button="Ask to put them back" if by_two else "Put them back")
    if by_two:
        assert left(app, "vote:roll:put_back") == []
        confirm_for_two(ada, "2")
    else:
        assert "They are on the roll again." in page.words
    (told,) = left(app, "vote:roll:put_back")
    assert (told["size"], told["reason"]) == (5, "Another person of that name.")
    with app.app_context():
        assert queries.roll_size(db.session(), 1) == 5
