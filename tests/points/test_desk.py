"""Desks lead only where their owner can act. Source: docs/rules/points.md sections 6 and 7."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from pbplatform.accounts.models import RoleGrant
from pbplatform.core.transaction import transaction
from tests.conftest import SetClock
from tests.factories import make_meeting, make_person
from tests.pages import confirm, hidden_field, sign_in
from tests.points.people import CAME, World, make_world

DESK = "/desk/official/points/town-forum/1"


def made(app: Flask, clock: SetClock, *, answered: bool) -> World:
    clock.at = CAME + timedelta(days=2)
    with app.app_context(), transaction() as session:
        world = make_world(session)
        point = world.point()
        if answered:
            world.answer(point)
            world.says(world.rosa, point, "no")
        session.expunge_all()
    return world


def test_desk_offers_no_second_answer_to_the_one_who_gave_the_first(
    app: Flask, client: FlaskClient, clock: SetClock
) -> None:
    world = made(app, clock, answered=True)
    sign_in(app, client, world.tom, clock)
    page = client.get("/desk/official").text
    assert "A second answer comes from somebody more senior" in page
    assert f'href="{DESK}/answer"' not in page
    sign_in(app, client, world.ruth, clock)
    assert f'href="{DESK}/answer"' in client.get("/desk/official").text
    public = client.get("/forums/town-forum/points/1", follow_redirects=True).text
    assert "Somebody more senior than the one who answered first answers" in public


def test_answer_page_offers_only_what_can_still_be_done(
    app: Flask, client: FlaskClient, clock: SetClock
) -> None:
    world = made(app, clock, answered=False)
    sign_in(app, client, world.tom, clock)
    page = client.get(f"{DESK}/answer").text
    assert all(f'href="{DESK}/{deed}"' in page for deed in ("question", "more-time", "note"))
    confirm(client, f"{DESK}/more-time", days="5", reason="Holiday")
    page = client.get(f"{DESK}/answer").text
    assert f'href="{DESK}/more-time"' not in page
    assert f'href="{DESK}/question"' in page


def test_facilitators_desk_asks_for_the_minutes_of_a_meeting_until_they_are_out(
    app: Flask, client: FlaskClient, clock: SetClock
) -> None:
    world = made(app, clock, answered=False)
    held = CAME + timedelta(days=4, hours=9)
    with app.app_context(), transaction() as session:
        make_meeting(session, session.merge(world.forum), held)
    sign_in(app, client, world.bea, clock)
    assert "Write the minutes" not in client.get("/desk/facilitator").text
    clock.at = held + timedelta(hours=2)
    sign_in(app, client, world.bea, clock)
    page = client.get("/desk/facilitator").text
    assert f"/meetings/{held.date().isoformat()}" in page
    assert 'id="group-late"' not in page
    clock.at = held + timedelta(days=8)
    sign_in(app, client, world.bea, clock)
    assert 'id="group-late"' in client.get("/desk/facilitator").text


def test_draft_that_another_window_saved_is_shown_and_then_can_be_saved_over(
    app: Flask, client: FlaskClient, clock: SetClock
) -> None:
    world = made(app, clock, answered=False)
    held = CAME + timedelta(days=4, hours=9)
    with app.app_context(), transaction() as session:
        make_meeting(session, session.merge(world.forum), held)
    clock.at = held + timedelta(hours=2)
    sign_in(app, client, world.bea, clock)
    url = f"/desk/facilitator/forums/town-forum/meetings/{held.date().isoformat()}"
    page = client.get(url).text
    draft = {name: hidden_field(page, name) for name in ("after", "saved")} | {"action": "draft"}
    assert client.post(url, data={**draft, "text": "Hers"}).status_code == 302
    refused = client.post(url, data={**draft, "text": "Mine"})
    assert "You saved other words in another window meanwhile." in refused.text
    assert "Hers" in refused.text
    again = {**draft, "saved": hidden_field(refused.text, "saved"), "text": "Both"}
    assert client.post(url, data=again).status_code == 302
    assert "Both</textarea>" in client.get(url).text


def test_second_answer_that_nobody_can_give_is_said_on_every_page_that_waits_for_it(
    app: Flask, client: FlaskClient, clock: SetClock
) -> None:
    world = made(app, clock, answered=True)
    public = "/forums/town-forum/points/1"
    missing = "can give this answer today"
    assert missing not in client.get(public, follow_redirects=True).text
    with app.app_context(), transaction() as session:
        for who in (world.leena, world.ruth):
            for grant in session.scalars(
                select(RoleGrant).where(RoleGrant.account_id == who.account_id)
            ):
                grant.ended_at = clock.at
    assert missing in client.get(public, follow_redirects=True).text
    sign_in(app, client, world.tom, clock)
    page = client.get("/desk/official").text
    assert missing in page
    assert "must have somebody appointed, or give the point to another team." in page
    sign_in(app, client, world.bea, clock)
    page = client.get("/desk/facilitator").text
    assert "Nobody can answer point 1 again" in page
    with app.app_context(), transaction() as session:
        make_person(
            session, "Una", role="official", scope="team:environment", title="Head of waste"
        )
    assert missing not in client.get(public, follow_redirects=True).text
    assert "Nobody can answer point 1 again" not in client.get("/desk/facilitator").text
