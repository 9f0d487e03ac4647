"""A team shares one draft of an answer: nobody's words are lost, and what goes out was seen.

Source: docs/rules/points.md section 5.
"""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from pbplatform.core.errors import Conflict
from pbplatform.core.transaction import transaction
from pbplatform.points import queries, services
from pbplatform.points.models import Answer
from tests.conftest import SetClock
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


def test_words_that_a_colleague_saved_after_the_preview_are_not_published(
    app: Flask, desk: Desk
) -> None:
    desk.be("tom")
    assert desk.save("No, the gate is narrow.", desk.opened(), "preview").status_code == 302
    seen = hidden_field(desk.client.get(PREVIEW).text, "seen")
    desk.be("leena")
    assert desk.save("No, but I am not done", desk.opened()).status_code == 302
    desk.be("tom")
    refused = desk.client.post(PREVIEW, data={"seen": seen})
    assert refused.status_code == 409
    assert (
        "The sentence: before No, the gate is narrow., now No, but I am not done." in refused.text
    )
    assert "No, but I am not done" in refused.text
    assert re.search(r"Saved by .*Leena", refused.text)
    assert published(app) == []
    read = {"seen": hidden_field(refused.text, "seen")}
    assert desk.client.post(PREVIEW, data=read).status_code == 302
    assert published(app) == [("No, but I am not done", "Tom")]


def test_draft_that_a_colleague_saved_meanwhile_is_shown_beside_what_was_typed(desk: Desk) -> None:
    desk.be("tom")
    toms = desk.opened()
    desk.be("leena")
    assert desk.save("Leena’s words", desk.opened()).status_code == 302
    desk.be("tom")
    refused = desk.save("Tom’s words", toms)
    assert refused.status_code == 422
    assert "Somebody of your team saved other words meanwhile" in refused.text
    assert "Leena’s words" in refused.text
    assert 'value="Tom’s words"' in refused.text
    assert "Leena’s words" in desk.client.get(ANSWER).text
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
                draft = queries.draft_of(session, 1)
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
