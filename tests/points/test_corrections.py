"""A published answer gets a correction below it. Source: docs/rules/points.md 5.8 to 5.10."""

from __future__ import annotations

from datetime import timedelta
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from pbplatform.core.outbox import OutboxRow
from pbplatform.core.transaction import transaction
from pbplatform.points import queries
from pbplatform.points.models import Answer
from tests.conftest import SetClock
from tests.logged import waiting_entries
from tests.pages import hidden_field, sign_in
from tests.points.people import CAME, NO, World, make_world

pytestmark = pytest.mark.one_database

CORRECT = "/desk/official/points/town-forum/1/answers/1/correct"
POINT = "/forums/town-forum/points/1"
WORDS = {"wrong": "The figure was an old one.", "text": "The figure is £201,000."}
PROMISE = {
    "what": "Friday collection begins",
    "owner": "Waste service",
    "due-day": "2",
    "due-month": "4",
    "due-year": "2027",
}


class Desk:
    def __init__(self, app: Flask, client: FlaskClient, clock: SetClock, world: World) -> None:
        self.app, self.client, self.clock, self.world = app, client, clock, world

    def be(self, name: str) -> None:
        sign_in(self.app, self.client, getattr(self.world, name), self.clock)

    def check(self, **typed: str) -> TestResponse:
        return self.client.post(CORRECT, data={"action": "check", **typed})

    def publish(self, **typed: str) -> TestResponse:
        shown = self.check(**typed).text
        data = {"action": "publish", "seen": hidden_field(shown, "seen"), **typed}
        return self.client.post(CORRECT, data=data)

    def read(self) -> str:
        return unescape(self.client.get(POINT, follow_redirects=True).text)


@pytest.fixture
def desk(app: Flask, client: FlaskClient, clock: SetClock) -> Desk:
    app.config["WTF_CSRF_ENABLED"] = False
    clock.at = CAME + timedelta(days=3)
    with app.app_context(), transaction() as session:
        world = make_world(session)
        point = world.point()
        world.answer(point, text=NO)
        session.expunge_all()
    made = Desk(app, client, clock, world)
    made.be("leena")
    return made


def test_correction_is_found_from_the_desk_seen_before_and_stands_below_the_answer(
    desk: Desk,
) -> None:
    assert "/desk/official/answers" in desk.client.get("/desk/official").text
    assert CORRECT in desk.client.get("/desk/official/answers").text
    before = desk.read()
    shown = unescape(desk.check(**WORDS).text)
    assert "Not published yet." in shown
    for words in (*WORDS.values(), "Correction 1", "Leena, Head of service"):
        assert words in shown.replace('<bdi translate="no">', "").replace("</bdi>", "")
        assert words not in before
    assert desk.publish(**WORDS).status_code == 302
    page = desk.read()
    assert NO.sentence in page
    assert page.index(NO.sentence) < page.index("The figure is £201,000.")
    assert "Corrected since." in page


def test_correction_moves_no_clock_and_changes_no_kind(app: Flask, desk: Desk) -> None:
    def standing() -> tuple[object, ...]:
        with app.app_context(), transaction() as session:
            view = queries.view_by_number(session, "town-forum", 1, now=desk.clock.at)
            kinds = [answer.kind for answer in view.answers]
            return view.standing.due, view.standing.assess_until, view.standing.stand, kinds

    before = standing()
    desk.clock.at += timedelta(days=10)
    desk.be("leena")
    desk.publish(**WORDS)
    assert standing() == before


def test_asker_and_supporters_are_told_and_the_log_says_it(app: Flask, desk: Desk) -> None:
    desk.publish(**WORDS)
    with app.app_context(), transaction() as session:
        told = session.scalars(select(OutboxRow).where(OutboxRow.kind == "responses:corrected"))
        assert [row.payload["to"] for row in told] == ["rosa@example.org"]
        (entry,) = [
            each for each in waiting_entries(session) if each["kind"] == "response:answer:corrected"
        ]
    assert "The figure is £201,000." in entry["data"].values()


def test_correction_of_a_correction_names_it(desk: Desk) -> None:
    desk.publish(**WORDS)
    assert "Correction 1" in desk.client.get(CORRECT).text
    again = {"wrong": "It was right before.", "text": "The figure is £210,000.", "of_n": "1"}
    assert desk.publish(**again).status_code == 302
    page = desk.read()
    assert "It corrects correction 1." in page
    assert page.index("£201,000") < page.index("It was right before.")


def test_no_that_should_be_a_yes_is_put_right_with_a_promise(app: Flask, desk: Desk) -> None:
    assert desk.publish(**WORDS, **PROMISE).status_code == 302
    page = desk.read()
    assert "Friday collection begins" in page
    with app.app_context(), transaction() as session:
        view = queries.view_by_number(session, "town-forum", 1, now=desk.clock.at)
        assert [answer.kind for answer in view.answers] == ["no"]
        assert [promise.what for promise in view.promises] == ["Friday collection begins"]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"wrong": "", "text": "x"}, "Write what people should read"),
        ({"wrong": "x", "text": "  "}, "Write what people should read"),
        ({**WORDS, "what": "Bins"}, "A promise needs what, who and by when"),
        ({**WORDS, **PROMISE, "due-year": "2026"}, "Enter a day that is still to come"),
        ({**WORDS, "of_n": "7"}, "Choose one from the list"),
        ({**WORDS, "wrong": "x" * 1501}, "Use 1,500 letters or fewer"),
    ],
)
def test_what_is_no_correction_is_refused_beside_its_field(
    app: Flask, desk: Desk, typed: dict[str, str], said: str
) -> None:
    refused = desk.check(**typed)
    assert refused.status_code in (409, 422)
    assert said in unescape(refused.text)
    refused = desk.client.post(CORRECT, data={"action": "publish", **typed})
    assert refused.status_code in (409, 422)
    with app.app_context(), transaction() as session:
        answer = session.scalars(select(Answer)).one()
        assert queries.corrections(session, [answer.id]) == {}


def test_correction_that_nobody_looked_at_or_that_is_old_is_not_published(desk: Desk) -> None:
    assert desk.client.post(CORRECT, data={"action": "publish", **WORDS}).status_code == 409
    seen = hidden_field(desk.check(**WORDS).text, "seen")
    other = {"action": "publish", "seen": seen, **WORDS, "text": "Another figure"}
    assert desk.client.post(CORRECT, data=other).status_code == 409
    desk.publish(wrong="First", text="A colleague was faster")
    stale = desk.client.post(CORRECT, data={"action": "publish", "seen": seen, **WORDS})
    assert stale.status_code == 409
    assert "How many corrections the answer has: before 0, now 1." in stale.text
    assert "A colleague was faster" in stale.text


def test_others_cannot_correct_and_there_must_be_an_answer(desk: Desk) -> None:
    assert desk.client.get(CORRECT.replace("answers/1", "answers/2")).status_code == 404
    for name, status in (("ali", 403), ("bea", 403), ("rosa", 403)):
        desk.be(name)
        assert desk.client.get(CORRECT).status_code == status
        assert desk.client.post(CORRECT, data=WORDS).status_code == status
