"""The whole thread by pages alone: a forum is called, a point raised, answered and assessed."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient

from pbplatform.core.actor import ActorRef
from pbplatform.core.transaction import transaction
from tests.conftest import SetClock
from tests.factories import make_person, make_place, make_team
from tests.pages import hidden_field, sign_in, with_seen

# What these pages say does not depend on the database.
pytestmark = pytest.mark.one_database

MONDAY = datetime(2027, 2, 1, 9, 0, tzinfo=UTC)
DESK = "/desk/official/points/town-forum/1"
POINT = "/forums/town-forum/points/1-bins-behind-sidings-row"
ANSWER = {
    "sentence": "Yes in part: a second collection, but not bigger bins.",
    "kind": "part",
    "reason": "safety",
    "would_change": "A wider gate",
    "explanation": "We counted for two weeks.",
    "what_1": "Friday collection begins",
    "owner_1": "Waste service",
    "due_1-day": "2",
    "due_1-month": "4",
    "due_1-year": "2027",
}


class Walk:
    """A browser whose person and time change."""

    def __init__(self, app: Flask, client: FlaskClient, clock: SetClock) -> None:
        self.app, self.client, self.clock = app, client, clock
        clock.at = MONDAY
        with app.app_context(), transaction() as session:
            make_place(session)
            make_team(session, "Environment")
            make_team(session, "Homes")
            self.people: dict[str, ActorRef] = {
                "bea": make_person(session, "Bea", role="facilitator"),
                "rosa": make_person(session, "Rosa"),
                "sam": make_person(session, "Sam"),
                "tom": make_person(
                    session, "Tom", role="official", scope="team:environment", title="Officer"
                ),
                "ali": make_person(
                    session, "Ali", role="official", scope="team:homes", title="Officer"
                ),
            }

    def be(self, name: str) -> None:
        sign_in(self.app, self.client, self.people[name], self.clock)

    def read(self, path: str, status: int = 200) -> str:
        page = self.client.get(path)
        assert page.status_code == status, page.text
        return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", page.text)))

    def post(self, path: str, status: int = 302, **data: str) -> str:
        page = self.client.post(path, data=with_seen(self.client, path, data))
        assert page.status_code == status, page.text
        return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", page.text)))

    def call_forum(self) -> None:
        self.be("bea")
        self.post(
            "/desk/facilitator/forums/new",
            name="Town Forum",
            team="environment",
            promise="We answer every point in writing.",
        )

    def raise_point(self) -> None:
        self.be("rosa")
        self.post(
            "/forums/town-forum/points/new",
            kind="request",
            title="Bins behind Sidings Row",
            verbatim="They overflow by Friday.",
            area="",
            action="send",
        )
        self.be("bea")
        self.post(
            "/desk/facilitator/forums/town-forum/points/1",
            action="publish",
            title="Bins behind Sidings Row",
            team="environment",
        )

    def publish_answer(self) -> None:
        self.be("tom")
        self.post(f"{DESK}/answer", action="preview", **ANSWER)
        self.press_publish()

    def press_publish(self) -> None:
        preview = f"{DESK}/answer/preview"
        self.post(preview, seen=hidden_field(self.client.get(preview).text, "seen"))


@pytest.fixture
def walk(app: Flask, client: FlaskClient, clock: SetClock) -> Walk:
    return Walk(app, client, clock)


def test_point_goes_from_raising_to_an_assessed_answer_by_pages_alone(walk: Walk) -> None:
    assert "No forum is called yet." in walk.read("/forums")
    walk.call_forum()
    walk.be("rosa")
    assert "It takes about 3 minutes." in walk.read("/forums/town-forum/points/new")
    walk.raise_point()
    assert "Waiting for Environment. They promised an answer by Monday 1 March 2027" in walk.read(
        POINT
    )
    walk.be("sam")
    walk.post(f"{POINT}/support")
    walk.clock.at = datetime(2027, 3, 5, 10, 14, tzinfo=UTC)
    assert "It is 4 working days late." in walk.read(POINT)
    assert "4 working days late." in walk.read("/promises/late")
    walk.be("tom")
    assert "1 thing waits for your team" in walk.read("/desk/official")
    walk.post(f"{DESK}/answer", action="preview", **ANSWER)
    seen = walk.read(f"{DESK}/answer/preview")
    told = "Answered on Friday 5 March, 4 working days after the promised date."
    assert told in seen
    assert "Not published yet." in seen
    assert "They answered" not in walk.read(POINT)
    walk.press_publish()
    walk.be("rosa")
    page = walk.read(POINT)
    for words in (told, ANSWER["sentence"], "A wider gate", "Friday collection begins"):
        assert words in page
        assert words in seen
    walk.post(f"{POINT}/assess", verdict="partly", missing="A date for the bins")
    page = walk.read(POINT)
    assert "The person who asked says: partly." in page
    assert "A date for the bins" in page
    assert "A second answer is due." in page
    assert "by Friday 2 April 2027" in walk.read("/promises").replace("By", "by")


def test_further_promises_of_an_answer_are_folded_until_one_is_begun(walk: Walk) -> None:
    walk.call_forum()
    walk.raise_point()
    walk.be("tom")
    folded = '<details class="pb-details"><summary>Add a'
    assert walk.client.get(f"{DESK}/answer").text.count(folded) == 2
    walk.post(f"{DESK}/answer", action="save", **ANSWER, what_2="Bigger bins")
    page = walk.client.get(f"{DESK}/answer").text
    assert '<details class="pb-details" open><summary>Add a second promise' in page
    assert page.count(folded) == 1


def test_point_of_a_meeting_is_written_down_with_its_minutes(walk: Walk) -> None:
    walk.call_forum()
    desk = "/desk/facilitator/forums/town-forum/meetings"
    walk.post(
        f"{desk}/new",
        **{"day-day": "18", "day-month": "3", "day-year": "2027"},
        starts="18:30",
        venue="Fenn Library",
        access_note="Step-free.",
    )
    assert "The meeting has not begun yet." in walk.read(f"{desk}/2027-03-18")
    before = walk.read("/forums/town-forum/meetings/2027-03-18")
    assert "So that everybody can come" in before
    assert "Here you will find the minutes" in before
    assert "There are no minutes yet." not in before
    walk.clock.at = datetime(2027, 3, 18, 19, 0, tzinfo=UTC)
    walk.be("bea")
    walk.post(
        f"{desk}/2027-03-18/points/new",
        kind="question",
        title="Lighting on Mill Lane",
        verbatim="When are the lamps mended?",
        area="",
        team="homes",
    )
    assert "Waiting for the minutes." in walk.read(
        "/forums/town-forum/points/1-lighting-on-mill-lane"
    )
    walk.post(f"{desk}/2027-03-18", action="draft", text="First notes", after="0")
    assert "There are no minutes yet." in walk.read("/forums/town-forum/meetings/2027-03-18")
    assert "So that everybody can come" not in walk.read("/forums/town-forum/meetings/2027-03-18")
    walk.post(f"{desk}/2027-03-18", action="circulated", text="The lamps are out.", after="0")
    assert "The lamps are out." in walk.read("/forums/town-forum/meetings/2027-03-18")
    assert "Waiting for Homes. They promised an answer by Monday 19 April 2027" in walk.read(
        "/forums/town-forum/points/1-lighting-on-mill-lane"
    )
    stale = {"action": "circulated", "text": "x", "reason": "Why", "after": "0"}
    refused = walk.post(f"{desk}/2027-03-18", 422, **stale)
    assert "Somebody wrote a newer version meanwhile." in refused
    walk.be("sam")
    walk.post("/forums/town-forum/meetings/2027-03-18/attendance")
    assert "1 person says they were there." in walk.read("/forums/town-forum/meetings/2027-03-18")


def test_meeting_can_be_cancelled_with_a_reason(walk: Walk) -> None:
    walk.call_forum()
    desk = "/desk/facilitator/forums/town-forum/meetings"
    walk.post(
        f"{desk}/new",
        **{"day-day": "18", "day-month": "3", "day-year": "2027"},
        starts="18:30",
        venue="Fenn Library",
    )
    assert "Say why the meeting is cancelled." in walk.post(
        f"{desk}/2027-03-18/cancel", 422, reason=""
    )
    walk.post(f"{desk}/2027-03-18/cancel", reason="A storm")
    page = walk.read("/forums/town-forum/meetings/2027-03-18")
    assert "This meeting is cancelled." in page
    assert "A storm" in page


def test_wrong_words_after_the_number_lead_to_the_right_ones(walk: Walk) -> None:
    walk.call_forum()
    walk.raise_point()
    moved = walk.client.get("/forums/town-forum/points/1-cats")
    assert (moved.status_code, moved.location) == (301, POINT)
    for path in ("/forums/town-forum/points/x", "/forums/town-forum/points/9", "/forums/none"):
        walk.read(path, 404)
    walk.read("/forums/town-forum/meetings/yesterday", 404)


def test_point_that_nobody_read_yet_is_seen_by_its_asker_and_facilitators_only(
    walk: Walk,
) -> None:
    walk.call_forum()
    walk.be("rosa")
    walk.post(
        "/forums/town-forum/points/new",
        kind="concern",
        title="Bins behind Sidings Row",
        verbatim="They overflow.",
        area="",
        without_name="y",
        action="send",
    )
    assert "Being read" in walk.read(POINT)
    walk.be("bea")
    walk.read(POINT)
    for name in ("sam", "tom"):
        walk.be(name)
        walk.read(POINT, 404)
    walk.be("bea")
    walk.post(
        "/desk/facilitator/forums/town-forum/points/1",
        action="refuse",
        team="environment",
        reason="It names a child",
    )
    walk.be("rosa")
    assert "It names a child" in walk.read(POINT)


def test_forms_show_what_is_missing_and_keep_what_was_typed(walk: Walk) -> None:
    walk.call_forum()
    walk.be("rosa")
    page = walk.client.post(
        "/forums/town-forum/points/new",
        data={"kind": "request", "title": "Bins", "verbatim": "", "area": ""},
    )
    assert page.status_code == 422
    assert "Say what you want to change" in page.text
    assert 'value="Bins"' in page.text
    walk.raise_point()
    walk.be("tom")
    bare = dict(ANSWER, what_1="", owner_1="", **{f"due_1-{p}": "" for p in ("day", "month")})
    bare["due_1-year"] = ""
    page = walk.client.post(f"{DESK}/answer", data={"action": "preview", **bare})
    assert page.status_code == 422
    assert "Add a date, or choose ‘No’ and say why." in page.text
    assert ANSWER["sentence"] in page.text


def test_draft_is_kept_for_later_and_prefilled(walk: Walk) -> None:
    walk.call_forum()
    walk.raise_point()
    walk.be("tom")
    walk.post(f"{DESK}/answer", action="save", **ANSWER)
    page = walk.client.get(f"{DESK}/answer").text
    for typed in (ANSWER["sentence"], "Friday collection begins", "We counted for two weeks."):
        assert typed in page
    assert re.search(r'name="due_1-month"[^>]*value="4"', page)
    assert re.search(r'value="part"[^>]*checked', page)


@pytest.mark.parametrize(
    ("deed", "data", "said"),
    [
        ("note", {"text": "Parts are ordered"}, "A public note"),
        ("question", {"question": "Which bins?"}, "Clock stopped"),
        ("more-time", {"days": "5", "reason": "Parts"}, "They asked for more time, once."),
        ("pass-on", {"team": "homes", "reason": "A flat"}, "unless Homes takes the point"),
    ],
)
def test_official_acts_on_a_point_and_everybody_sees_it(
    walk: Walk, deed: str, data: dict[str, str], said: str
) -> None:
    walk.call_forum()
    walk.raise_point()
    walk.be("tom")
    walk.read(f"{DESK}/{deed}")
    empty = {key: value if key == "team" else "" for key, value in data.items()}
    walk.post(f"{DESK}/{deed}", 422, **empty)
    walk.post(f"{DESK}/{deed}", **data)
    assert said in walk.read(POINT)


def test_asker_replies_on_the_page_of_the_point(walk: Walk) -> None:
    walk.call_forum()
    walk.raise_point()
    walk.be("tom")
    walk.post(f"{DESK}/question", question="Which bins?")
    walk.be("rosa")
    assert "You raised it? Reply to the question" in walk.read(POINT)
    assert "Your reply" in walk.read(f"{POINT}/yours")
    walk.post(f"{POINT}/reply", 422, reply="")
    walk.post(f"{POINT}/reply", reply="The green ones")
    page = walk.read(POINT)
    assert "The green ones" in page
    assert "Waiting for Environment." in page


def test_promise_is_moved_kept_or_given_up_from_the_desk(walk: Walk) -> None:
    walk.call_forum()
    walk.raise_point()
    walk.publish_answer()
    path = "/desk/official/promises/town-forum/1/1"
    assert "Promised by Friday 2 April 2027." in walk.read(path)
    walk.post(path, 422, action="done", note="x")
    walk.post(
        path,
        action="move",
        reason="The crew is ill",
        **{"due-day": "9", "due-month": "4", "due-year": "2027"},
    )
    page = walk.read("/promises")
    assert "The first date was 2 April 2027." in page
    assert "The crew is ill" in page
    walk.clock.at = datetime(2027, 4, 12, 9, 0, tzinfo=UTC)
    walk.be("tom")
    assert "Promise missed." in walk.read(POINT)
    walk.post(
        path,
        action="done",
        note="Seen by two residents",
        **{"done_on-day": "12", "done_on-month": "4", "done_on-year": "2027"},
    )
    assert "The team says that it is done. Residents are asked" in walk.read(POINT)
    assert "Promise kept" not in walk.read(POINT)
    assert "Residents are asked on Monday 10 May 2027" in walk.read("/promises")
    assert "You called it done." in walk.read(path)
    walk.post(path, 422, action="take-back", reason=" ")
    walk.post(path, action="take-back", reason="It was another street")
    page = walk.read("/promises")
    for words in (
        "It was said to be done on 12 April 2027: Seen by two residents",
        "another street",
    ):
        assert words in page
    assert "Promise missed." in walk.read(POINT)
    assert "Was that a mistake?" not in walk.read(path)


@pytest.mark.parametrize(
    "path",
    [
        "/desk/official",
        f"{DESK}/answer",
        f"{DESK}/note",
        "/desk/facilitator/forums",
        "/desk/facilitator/forums/town-forum",
        "/desk/facilitator/forums/town-forum/points/1",
    ],
)
def test_residents_do_not_enter_desks(walk: Walk, path: str) -> None:
    walk.call_forum()
    walk.raise_point()
    walk.be("rosa")
    walk.read(path, 403)
    walk.client.delete_cookie("pb_session")
    assert walk.client.get(path).status_code == 302


def test_official_of_another_team_is_refused(walk: Walk) -> None:
    walk.call_forum()
    walk.raise_point()
    with walk.app.app_context(), transaction() as session:
        walk.people["ali"] = make_person(session, "Ali", role="official", scope="team:homes")
    walk.be("ali")
    walk.read(f"{DESK}/answer", 403)
    assert "Nothing waits for your team" in walk.read("/desk/official")


def test_every_open_page_says_who_acts_next(walk: Walk) -> None:
    walk.call_forum()
    walk.raise_point()
    for path in (POINT, "/forums/town-forum/points"):
        assert "data-next-actor" in walk.client.get(path).text
    walk.publish_answer()
    for path in (POINT, "/promises", "/forums/town-forum/points"):
        assert "data-next-actor" in walk.client.get(path).text
    walk.clock.at += timedelta(days=90)
    assert date(2027, 4, 2) < walk.clock.at.date()
    assert "data-next-actor" in walk.client.get("/promises/late").text
