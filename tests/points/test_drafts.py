"""A draft belongs to its writer: nobody's words are lost, and what goes out was seen.

Source: docs/rules/points.md section 5.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.accounts.models import RoleGrant
from pbplatform.core.errors import Conflict
from pbplatform.core.transaction import transaction
from pbplatform.points import queries, services
from pbplatform.points.models import Answer
from tests.conftest import SetClock
from tests.factories import make_point
from tests.pages import hidden_field, sign_in
from tests.points.people import CAME, NO, World, make_world

ANSWER = "/desk/official/points/town-forum/1/answer"
PREVIEW = f"{ANSWER}/preview"
TYPED = {
    "kind": "no",
    "reason": "safety",
    "would_change": "A wider gate",
    "explanation": "",
}


@pytest.fixture
def world(app: Flask, clock: SetClock) -> World:
    clock.at = CAME + timedelta(days=2)
    with app.app_context(), transaction() as session:
        made = make_world(session)
        made.point()
        session.expunge_all()
    return made


class Desk:
    """Two officials of one team, one after the other in one browser."""

    def __init__(self, app: Flask, client: FlaskClient, clock: SetClock, world: World) -> None:
        self.app, self.client, self.clock, self.world = app, client, clock, world

    def be(self, name: str) -> None:
        sign_in(self.app, self.client, getattr(self.world, name), self.clock)

    def opened(self) -> str:
        return hidden_field(self.client.get(ANSWER).text, "after")

    def save(self, sentence: str, after: str, action: str = "save"):  # type: ignore[no-untyped-def]
        typed = {**TYPED, "sentence": sentence, "after": after, "action": action}
        return self.client.post(ANSWER, data=typed)


@pytest.fixture
def desk(app: Flask, client: FlaskClient, clock: SetClock, world: World) -> Desk:
    return Desk(app, client, clock, world)


def published(app: Flask) -> list[tuple[str, str]]:
    with app.app_context(), transaction() as session:
        return [(each.sentence, each.by_name) for each in session.scalars(select(Answer))]


def marked_preview(desk: Desk, sentence: str) -> str:
    """What the preview of what Tom wrote carries."""
    desk.be("tom")
    assert desk.save(sentence, desk.opened(), "preview").status_code == 302
    return hidden_field(desk.client.get(PREVIEW).text, "seen")


def test_words_that_a_colleague_saved_after_the_preview_change_nothing(
    app: Flask, desk: Desk
) -> None:
    seen = marked_preview(desk, "No, the gate is narrow.")
    desk.be("leena")
    assert desk.save("No, but I am not done", desk.opened()).status_code == 302
    desk.be("tom")
    assert desk.client.post(PREVIEW, data={"seen": seen}).status_code == 302
    assert published(app) == [("No, the gate is narrow.", "Tom")]


def test_words_saved_in_another_window_after_the_preview_are_not_published(
    app: Flask, desk: Desk
) -> None:
    seen = marked_preview(desk, "No, the gate is narrow.")
    assert desk.save("No, but I am not done", desk.opened()).status_code == 302
    refused = desk.client.post(PREVIEW, data={"seen": seen})
    assert refused.status_code == 409
    assert (
        "The sentence: before No, the gate is narrow., now No, but I am not done." in refused.text
    )
    assert published(app) == []
    read = {"seen": hidden_field(refused.text, "seen")}
    assert desk.client.post(PREVIEW, data=read).status_code == 302
    assert published(app) == [("No, but I am not done", "Tom")]


# What somebody else can do between preview and press, and what the page then says.
MEANWHILE: dict[str, tuple[Callable[[Session, World, datetime], object], str]] = {
    "another kind": (
        lambda session, world, now: services.change_kind(
            session, actor=world.bea, point_id=1, kind="concern", reason="x", now=now
        ),
        "The kind: before A request, now A concern.",
    ),
    "another is joined": (
        lambda session, world, now: services.join_points(
            session,
            actor=world.bea,
            point_id=make_point(session, session.merge(world.forum), world.sam, now=now).id,
            stays_id=1,
            reason="x",
            now=now,
        ),
        "How many turns its clock took",
    ),
    "more time": (
        lambda session, world, now: services.take_more_time(
            session, actor=world.leena, point_id=1, days=5, reason="x", now=now
        ),
        "The day of the answer: before Thursday 4 March 2027, now Thursday 11 March 2027.",
    ),
    "a question": (
        lambda session, world, now: services.ask_the_asker(
            session, actor=world.leena, point_id=1, question="x", now=now
        ),
        "The day of the answer",
    ),
    "passed on": (
        lambda session, world, now: services.pass_on(
            session, actor=world.leena, point_id=1, team_slug="homes", reason="x", now=now
        ),
        "The team that is asked to take it: before nothing, now Homes.",
    ),
    "another post": (
        lambda session, world, _now: setattr(
            session.scalars(
                select(RoleGrant).where(RoleGrant.account_id == world.tom.account_id)
            ).one(),
            "title",
            "Head of bins",
        ),
        "The post under the answer: before Waste officer, now Head of bins.",
    ),
    "answered by a colleague": (
        lambda session, world, now: services.publish_answer(
            session, actor=world.leena, point_id=1, text=NO, now=now
        ),
        "How many answers it has: before 0, now 1.",
    ),
}


@pytest.mark.parametrize("what", MEANWHILE)
def test_what_changed_between_preview_and_press_is_said_and_nothing_is_published(
    app: Flask, desk: Desk, what: str
) -> None:
    act, told = MEANWHILE[what]
    seen = marked_preview(desk, "No, the gate is narrow.")
    with app.app_context(), transaction() as session:
        act(session, desk.world, desk.clock.at)
    refused = desk.client.post(PREVIEW, data={"seen": seen})
    assert refused.status_code == 409
    assert told in unescape(refused.text)
    assert ("No, the gate is narrow.", "Tom") not in published(app)


def test_press_of_another_day_than_the_preview_is_told_the_day(app: Flask, desk: Desk) -> None:
    seen = marked_preview(desk, "No, the gate is narrow.")
    desk.clock.at += timedelta(days=27)  # the day after the due day, a Friday
    desk.be("tom")
    refused = desk.client.post(PREVIEW, data={"seen": seen})
    assert refused.status_code == 409
    assert "The day under the answer" in refused.text
    assert "How many working days it is late: before 0, now 1." in refused.text
    assert published(app) == []


def test_team_that_lost_the_point_meanwhile_publishes_nothing(app: Flask, desk: Desk) -> None:
    seen = marked_preview(desk, "No, the gate is narrow.")
    with app.app_context(), transaction() as session:
        services.assign(
            session,
            actor=desk.world.bea,
            point_id=1,
            team_slug="homes",
            reason="x",
            now=desk.clock.at,
        )
    assert desk.client.post(PREVIEW, data={"seen": seen}).status_code == 403
    assert published(app) == []


def test_draft_of_a_colleague_is_offered_to_start_from_and_stays(desk: Desk) -> None:
    desk.be("leena")
    assert desk.save("Leena’s words", desk.opened()).status_code == 302
    desk.be("tom")
    page = desk.client.get(ANSWER).text
    assert "Drafts of your colleagues" in page
    assert "Leena’s words" in page
    start = re.search(r'href="([^"]*from=[^"]*)"', page)
    assert start is not None
    copied = desk.client.get(unescape(start[1])).text
    assert 'value="Leena’s words"' in copied
    assert "The form below starts from the draft of" in copied
    assert desk.save("Ours", hidden_field(copied, "after")).status_code == 302
    desk.be("leena")
    assert 'value="Leena’s words"' in desk.client.get(ANSWER).text


def test_starting_from_a_colleague_shows_the_own_draft_that_would_go(desk: Desk) -> None:
    desk.be("leena")
    desk.save("Leena’s words", desk.opened())
    desk.be("tom")
    desk.save("Tom’s own words", desk.opened())
    page = desk.client.get(ANSWER).text
    start = re.search(r'href="([^"]*from=[^"]*)"', page)
    assert start is not None
    copied = desk.client.get(unescape(start[1])).text
    assert "If you save it, it takes the place of your own draft:" in copied
    assert "Tom’s own words" in copied
    assert 'value="Tom’s own words"' in desk.client.get(f"{ANSWER}?from=unknown").text


def test_draft_of_somebody_who_left_is_offered_to_the_team(app: Flask, desk: Desk) -> None:
    desk.be("leena")
    desk.save("Leena’s words", desk.opened())
    with app.app_context(), transaction() as session:
        grants = select(RoleGrant).where(RoleGrant.account_id == desk.world.leena.account_id)
        session.scalars(grants).one().ended_at = desk.clock.at
    desk.be("tom")
    page = desk.client.get(ANSWER).text
    assert "They no longer act for this team." in page
    assert "Start from this one" in page
    assert "Leena’s words" in desk.client.get("/desk/official/drafts").text


def test_another_team_reads_no_draft(desk: Desk) -> None:
    desk.be("tom")
    desk.save("Tom’s words", desk.opened())
    desk.be("ali")
    assert desk.client.get(ANSWER).status_code == 403
    page = desk.client.get("/desk/official/drafts").text
    assert "You have no draft." in page
    assert "Tom’s words" not in page


def test_draft_stays_after_a_colleague_published_until_its_writer_drops_it(
    app: Flask, desk: Desk
) -> None:
    desk.be("leena")
    desk.save("Leena’s words", desk.opened())
    seen = marked_preview(desk, "No, the gate is narrow.")
    desk.client.post(PREVIEW, data={"seen": seen})
    page = desk.client.get("/desk/official/drafts").text
    assert "You have no draft." in page
    assert "Leena’s words" in page
    drop = f"{ANSWER}/drop"
    assert desk.client.get(drop).status_code == 404
    desk.be("leena")
    shown = desk.client.get(drop).text
    assert "This cannot be undone." in shown
    assert desk.client.post(drop, data={"seen": ""}).status_code == 409
    seen = hidden_field(shown, "seen")
    assert desk.client.post(drop, data={"seen": seen}).status_code == 302
    assert desk.client.post(drop, data={"seen": seen}).status_code in (302, 404)
    assert "Leena’s words" not in desk.client.get("/desk/official/drafts").text


def test_draft_of_another_window_is_shown_beside_what_was_typed(desk: Desk) -> None:
    desk.be("tom")
    before = desk.opened()
    assert desk.save("The first window", before).status_code == 302
    refused = desk.save("The second window", before)
    assert refused.status_code == 422
    assert "You saved other words in another window meanwhile" in refused.text
    assert "The first window" in refused.text
    assert 'value="The second window"' in refused.text
    assert desk.save("Both", hidden_field(refused.text, "after")).status_code == 302
    assert 'value="Both"' in desk.client.get(ANSWER).text


def test_same_press_twice_is_no_change_by_somebody_else(desk: Desk) -> None:
    desk.be("tom")
    after = desk.opened()
    assert desk.save("No.", after).status_code == 302
    assert desk.save("No.", after).status_code == 302


def test_publishing_without_having_seen_anything_publishes_nothing(app: Flask, desk: Desk) -> None:
    desk.be("tom")
    desk.save("No, the gate is narrow.", desk.opened(), "preview")
    for seen in ({}, {"seen": ""}, {"seen": "0" * 32}):
        assert desk.client.post(PREVIEW, data=seen).status_code == 409
    assert published(app) == []


@pytest.mark.database
def test_mark_of_a_draft_is_another_for_other_words_another_person_or_another_time(
    app: Flask, world: World
) -> None:
    marks = set()
    with app.app_context(), transaction() as session:
        for who, words, minutes in (("tom", "a", 0), ("leena", "a", 0), ("leena", "b", 0)):
            for later in (minutes, minutes + 1):
                services.save_draft(
                    session,
                    actor=getattr(world, who),
                    point_id=1,
                    content={"sentence": words},
                    now=CAME + timedelta(minutes=later),
                )
                draft = queries.draft_of(session, 1, int(getattr(world, who).key))
                assert draft is not None
                marks.add(draft.mark)
        assert len(marks) == 6
        with pytest.raises(Conflict, match="confirmation"):
            services.publish_answer(
                session,
                actor=world.tom,
                point_id=1,
                text=NO,
                seen="0" * 32,
                now=CAME + timedelta(days=1),
            )
