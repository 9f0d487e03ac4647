"""Staff write down, the person claims: by pages. Source: docs/rules/intake.md."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.intake.kinds import CLAIMS
from pbplatform.intake.models import Written
from pbplatform.points.models import Point
from pbplatform.points.services import publish_point
from tests.browsing import sign_in, sign_out
from tests.conftest import SetClock
from tests.factories import make_person
from tests.points.people import CAME, World

pytestmark = pytest.mark.one_database

FORM = {
    "where": "forums/town-forum",
    "origin": "phone",
    "consent": "y",
    "sort": "request",
    "title": "Bins on Mill Lane",
    "text": "The bins are full.",
    "name": "Rosa M.",
    "contact": "none",
}


@pytest.fixture
def at_work(world: World, clock: SetClock, session: Session) -> World:
    clock.at = CAME
    session.commit()
    return world


def code_on(page: str) -> str:
    return "".join(re.findall(r"<bdi>(\w+)</bdi>", page))


def test_a_point_is_typed_read_back_sent_and_claimed_with_its_slip(
    client: FlaskClient, at_work: World, session: Session
) -> None:
    sign_in(client, at_work.bea, CAME)
    form = {**FORM, "where": at_work.forum.path}
    checked = client.post("/desk/write-down", data={**form, "action": "check"})
    assert checked.status_code == 200
    assert "Send it for the person" in checked.text
    assert session.scalar(select(Point.id)) is None
    sent = client.post("/desk/write-down", data={**form, "action": "send"})
    assert sent.status_code == 200
    assert sent.headers["Cache-Control"] == "no-store"
    code = code_on(sent.text)
    assert len(code) == 14
    ada = make_person(session, "Ada", role="facilitator", scope=at_work.forum.scope)
    point = session.scalars(select(Point)).one()
    publish_point(session, actor=ada, point_id=point.id, title=point.title, now=CAME)
    path = session.scalars(select(Written.path)).one()
    session.commit()
    sign_out(client)
    page = " ".join(client.get(f"/{path}", follow_redirects=True).text.split())
    assert "Said on the phone on Thursday 4 February 2027." in page
    assert "Bea" in page
    sign_in(client, at_work.rosa, CAME)
    done = client.post("/claim", data={"code": code.lower()})
    assert done.status_code == 302
    session.expire_all()
    assert point.raised_by_id == at_work.rosa.account_id
    again = client.post("/claim", data={"code": code})
    assert again.status_code == 422
    assert "A slip works once" in again.text


def test_points_like_it_are_shown_before_a_point_is_sent(
    client: FlaskClient, at_work: World, session: Session
) -> None:
    sign_in(client, at_work.bea, CAME)
    form = {**FORM, "where": at_work.forum.path}
    client.post("/desk/write-down", data={**form, "action": "send"})
    assert "These are like it" not in client.post("/desk/write-down", data=form).text
    point = session.scalars(select(Point)).one()
    ada = make_person(session, "Ada", role="facilitator", scope=at_work.forum.scope)
    publish_point(session, actor=ada, point_id=point.id, title=point.title, now=CAME)
    session.commit()
    shown = client.post("/desk/write-down", data={**form, "action": "check"}).text
    assert "These are like it" in shown
    assert f'href="/{at_work.forum.path}/points/{point.number}"' in shown


def test_the_desk_of_a_forum_leads_to_writing_down(client: FlaskClient, at_work: World) -> None:
    sign_in(client, at_work.bea, CAME)
    path = at_work.forum.path
    assert f"/desk/write-down?where={path}" in client.get(f"/desk/facilitator/{path}").text


def test_nothing_is_sent_without_a_yes(
    client: FlaskClient, at_work: World, session: Session
) -> None:
    sign_in(client, at_work.bea, CAME)
    form = {**FORM, "where": at_work.forum.path, "consent": "", "action": "send"}
    answer = client.post("/desk/write-down", data=form)
    assert answer.status_code == 422
    assert session.scalar(select(Point.id)) is None


def test_wrong_codes_are_slowed_down(client: FlaskClient, at_work: World, session: Session) -> None:
    sign_in(client, at_work.rosa, CAME)
    for _each in range(CLAIMS.most):
        assert client.post("/claim", data={"code": "AAAA-BBBB"}).status_code == 422
    assert "That was too often" in client.post("/claim", data={"code": "AAAA-BBBB"}).text


def test_a_lost_slip_is_made_again_by_staff_alone(
    client: FlaskClient, at_work: World, session: Session
) -> None:
    sign_in(client, at_work.bea, CAME)
    form = {**FORM, "where": at_work.forum.path, "action": "send"}
    first = code_on(client.post("/desk/write-down", data=form).text)
    path = session.scalars(select(Written.path)).one()
    assert client.get(f"/desk/slips/{path}").status_code == 200
    second = code_on(client.post(f"/desk/slips/{path}").text)
    assert len(second) == 14
    assert second != first
    assert client.get("/desk/slips/forums/town-forum/points/99").status_code == 404
    sign_out(client)
    sign_in(client, at_work.rosa, CAME)
    assert client.get(f"/desk/slips/{path}").status_code == 403
    assert client.post("/claim", data={"code": first}).status_code == 422
    assert client.post("/claim", data={"code": second}).status_code == 302
