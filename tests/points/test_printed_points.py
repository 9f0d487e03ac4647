"""The points of a meeting on a sheet. Source: docs/rules/printing.md section 7.3."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from pbplatform.forums.models import Meeting
from pbplatform.points import services
from pbplatform.points.models import Point
from tests.conftest import SetClock
from tests.factories import make_meeting
from tests.points.people import CAME, NO, YES, World, noon
from tests.web.printed import Printed

pytestmark = pytest.mark.one_database
EVENING = CAME - timedelta(days=1)
DAY = date(2027, 2, 8)


@pytest.fixture
def meeting(world: World, session: Session, clock: SetClock) -> Meeting:
    clock.at = noon(DAY)
    made = make_meeting(session, world.forum, EVENING)
    session.commit()
    return made


def raised(world: World, meeting: Meeting, title: str) -> Point:
    point = services.record_point(
        world.session,
        actor=world.bea,
        meeting_id=meeting.id,
        kind="request",
        title=title,
        verbatim="The bins overflow.",
        now=CAME,
    )
    assign = {"actor": world.bea, "point_id": point.id, "team_slug": "environment", "now": CAME}
    services.assign(world.session, **assign)
    return point


def printed(client: FlaskClient, meeting: Meeting) -> Printed:
    answer = client.get(f"/forums/town-forum/meetings/{meeting.slug}/points.pdf")
    assert answer.status_code == 200, answer.text
    assert answer.mimetype == "application/pdf"
    return Printed(answer.data)


def test_sheet_says_who_answers_each_point_and_by_when(
    world: World, meeting: Meeting, client: FlaskClient
) -> None:
    point = raised(world, meeting, "Bins #behind* $Row_")
    due = world.standing(point, noon(DAY)).due
    world.session.commit()
    told = printed(client, meeting)
    assert told.is_tagged
    assert {"H1", "H2", "L"} <= told.tags
    assert f"Point {point.number}, Bins #behind* $Row_" in told.text
    assert "Who answers Environment" in told.text
    assert f"{due:%A} {due.day} {due:%B %Y}" in told.text
    assert "how the points stand on Monday 8 February 2027" in told.text


def test_sheet_has_answers_with_reasons_and_promises_once_they_came(
    world: World, meeting: Meeting, client: FlaskClient
) -> None:
    no, yes = raised(world, meeting, "Bins"), raised(world, meeting, "Paths")
    world.answer(no, text=NO)
    world.answer(yes, text=YES)
    world.session.commit()
    told = printed(client, meeting).text
    assert "No, not this year." in told
    assert "Why not, or not all of it: money. £210,000." in told
    assert "What would change it: A grant" in told
    assert "Promise: Friday collection begins, by Friday 2 April 2027." in told
    assert "Tom, Waste officer" in told
    assert "Who answers" not in told
    assert told.index("Bins") < told.index("Paths")


def test_sheet_of_a_meeting_without_points_and_of_a_cancelled_one_says_so(
    world: World, meeting: Meeting, client: FlaskClient
) -> None:
    assert "No point was written down at this meeting." in printed(client, meeting).text
    meeting.cancelled_at = CAME
    world.session.commit()
    assert "This meeting is cancelled." in printed(client, meeting).text


def test_page_of_the_meeting_leads_to_the_sheet_once_there_are_points(
    world: World, meeting: Meeting, client: FlaskClient
) -> None:
    page = f"/forums/town-forum/meetings/{meeting.slug}"
    assert "points.pdf" not in client.get(page).text
    raised(world, meeting, "Bins")
    world.session.commit()
    assert f"{page}/points.pdf" in client.get(page).text
