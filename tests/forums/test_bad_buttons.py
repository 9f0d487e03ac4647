"""A button that is not there any more, because somebody else was faster, is answered in words."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests.browsing import sign_in
from tests.conftest import NOON, SetClock
from tests.factories import make_forum, make_meeting, make_person, make_place, make_point
from tests.pages import with_seen

CHANGED = "This was already changed by somebody."
DESK = "/desk/facilitator/forums/town-forum"


@pytest.fixture
def bea(client: FlaskClient, session: Session, clock: SetClock) -> FlaskClient:
    make_place(session)
    forum = make_forum(session)
    make_meeting(session, forum, NOON - timedelta(days=1))
    make_point(session, forum, make_person(session, "Rosa"), now=NOON)
    facilitator = make_person(session, "Bea", role="facilitator")
    session.commit()
    sign_in(client, facilitator, NOON)
    return client


def test_point_that_was_published_meanwhile_is_not_published_again(bea: FlaskClient) -> None:
    typed = {"title": "Bins", "team": "environment", "stays": "", "kind": "request"}
    data = with_seen(bea, f"{DESK}/points/1", {**typed, "action": "publish"})
    answer = bea.post(f"{DESK}/points/1", data=data)
    assert answer.status_code == 409
    assert CHANGED in answer.text


def test_minutes_are_made_into_nothing_that_minutes_cannot_be(bea: FlaskClient) -> None:
    day = (NOON - timedelta(days=1)).date()
    typed = {"text": "Eleven people came.", "after": "²", "action": "nonsense"}
    answer = bea.post(f"{DESK}/meetings/{day}", data=typed)
    assert answer.status_code == 409
    assert CHANGED in answer.text
    assert "Eleven people came." in answer.text
