"""Pages of minutes: drafts, transcripts, who may, old pages. Source: docs/rules/forums.md."""

from __future__ import annotations

import io
from datetime import UTC, datetime

import pytest
from flask import Flask

from pbplatform.core.transaction import transaction
from pbplatform.forums import services
from pbplatform.forums.kinds import MinutesKind
from tests.browsing import sign_in
from tests.by_pages import Browser
from tests.conftest import SetClock
from tests.factories import COMMAND, make_forum, make_meeting, make_person, make_place

EVENING = datetime(2027, 3, 18, 18, 30, tzinfo=UTC)
MORNING = datetime(2027, 3, 19, 9, 0, tzinfo=UTC)
DESK = "/desk/facilitator/forums/town-forum/meetings/2027-03-18"
PAGE = "/forums/town-forum/meetings/2027-03-18"
TEXT = "Eleven people came.\n\nThe lamps are out."


class Hall:
    """The meeting is over; everybody has a browser of their own."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        with app.app_context(), transaction() as session:
            make_place(session)
            forum = make_forum(session)
            self.meeting_id = make_meeting(session, forum, EVENING).id
            self.people = {
                "Carl": make_person(session, "Carl", role="clerk", scope=forum.scope),
                "Bea": make_person(session, "Bea", role="facilitator"),
                "Rosa": make_person(session, "Rosa"),
                "Otto": make_person(session, "Otto", role="clerk", scope="forum:other"),
            }

    def __call__(self, name: str, *, at: datetime = MORNING) -> Browser:
        client = self.app.test_client()
        if name:
            with self.app.app_context():
                sign_in(client, self.people[name], at)
        return Browser(client)

    def minutes_are_out(self) -> None:
        with self.app.app_context(), transaction() as session:
            services.write_minutes(
                session,
                actor=COMMAND,
                meeting_id=self.meeting_id,
                kind=MinutesKind.CIRCULATED,
                text=TEXT,
                now=MORNING,
            )


@pytest.fixture
def hall(app: Flask, clock: SetClock) -> Hall:
    clock.at = MORNING
    return Hall(app)


def test_colleagues_draft_is_offered_and_never_written_over(hall: Hall) -> None:
    carl, bea = hall("Carl"), hall("Bea")
    carl.open(DESK)
    carl.send(text="Carl was quick.", button="Save my draft")
    assert "Your draft is saved." in carl.page.words
    bea.open(DESK)
    assert "Carl was quick." not in bea.page.words
    bea.press("Start from this one Carl")
    assert "Carl was quick." in bea.page.words
    bea.send(text="Carl was quick. Bea was slow.", button="Save my draft")
    carl.open(DESK)
    assert carl.page.form_with("text").fields["text"] == ["Carl was quick."]
    assert "Bea" in carl.page.words
    carl.press("Drop it")
    carl.send(button="Drop it")
    assert "Your draft is gone." in carl.page.words
    assert bea.open(DESK).form_with("text").fields["text"] == ["Carl was quick. Bea was slow."]


def test_clerk_of_another_forum_and_residents_keep_no_minutes_here(hall: Hall) -> None:
    hall.minutes_are_out()
    addresses = ["", "/draft", "/import", "/import/check", "/attendance", "/corrections"]
    for name in ("Otto", "Rosa"):
        browser = hall(name)
        assert {browser.open(f"{DESK}{each}").status for each in addresses} == {403}, name


def test_transcript_is_looked_at_first_and_goes_behind_the_draft(hall: Hall) -> None:
    carl = hall("Carl")
    carl.open(DESK)
    carl.send(text="Present: eleven.", button="Save my draft")
    carl.press("Take in a transcript")
    captions = b"WEBVTT\n\n00:01.000 --> 00:02.000\n<v Bea>Good evening.\n"
    carl.send(files={"file": (io.BytesIO(captions), "meeting.vtt")}, button="Show what comes out")
    assert carl.page.heading == "What came out"
    assert "Bea: Good evening." in carl.page.words
    carl.send(where="behind", button="Put it into my draft")
    assert "It is in your draft. Nothing is public yet." in carl.page.words
    kept = carl.page.form_with("text").fields["text"]
    assert kept == ["Present: eleven.\n\nBea: Good evening."]
    assert "Good evening" not in hall("").open(PAGE).words


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\x89PNG\x00\x00", "This file is not text."),
        (b"WEBVTT\n\n", "These captions hold no words"),
        (b"", "Choose a file, or paste the text"),
    ],
)
def test_bad_file_is_refused_in_words_and_the_draft_stays(
    hall: Hall, content: bytes, said: str
) -> None:
    carl = hall("Carl")
    carl.open(DESK)
    carl.send(text="Present: eleven.", button="Save my draft")
    carl.press("Take in a transcript")
    files = {"file": (io.BytesIO(content), "x.vtt")} if content else None
    carl.send(files=files, button="Show what comes out")
    assert said in carl.page.words
    assert carl.open(DESK).form_with("text").fields["text"] == ["Present: eleven."]


def test_page_of_a_decision_that_grew_old_decides_nothing(hall: Hall) -> None:
    hall.minutes_are_out()
    rosa, carl, bea = hall("Rosa"), hall("Carl"), hall("Bea")
    rosa.open(f"{PAGE}/minutes/correct?part=1")
    rosa.send(passage="Eleven", proposed="Fifteen", why="I counted.")
    carl.open(f"{DESK}/corrections/1")
    bea.open(f"{DESK}/corrections/1")
    bea.send(decision="declined", reason="It was eleven.")
    carl.send(decision="accepted")
    assert "This was changed by somebody" in carl.page.words or carl.page.status == 409
    assert "Declined" in hall("").open(f"{PAGE}/corrections/1").words


def test_author_withdraws_a_correction_and_nobody_else_does(hall: Hall) -> None:
    hall.minutes_are_out()
    rosa, carl = hall("Rosa"), hall("Carl")
    rosa.open(f"{PAGE}/minutes/correct?part=1")
    rosa.send(passage="Eleven", proposed="Fifteen", why="I counted.")
    carl.open(f"{PAGE}/corrections/1/withdraw")
    assert "Only whoever sent this correction can withdraw it." in carl.page.words
    rosa.open(f"{PAGE}/corrections/1/withdraw")
    rosa.send(button="Withdraw it")
    assert "Withdrawn by whoever sent it" in hall("").open(f"{PAGE}/corrections/1").words
    assert "No correction waits." in carl.open(f"{DESK}/corrections").words


def test_sixth_correction_of_a_day_without_an_account_is_told_to_wait(hall: Hall) -> None:
    hall.minutes_are_out()
    joan = hall("")
    for n in range(6):
        joan.open(f"{PAGE}/minutes/correct?part=1")
        joan.send(passage="Eleven", proposed=f"Twelve {n}", why="I counted.", name="Joan")
    assert "That is a lot of corrections." in joan.page.words
    assert hall("").open(f"{PAGE}/corrections/5").status == 200
    assert hall("").open(f"{PAGE}/corrections/6").status == 404


@pytest.mark.parametrize(
    "path",
    [
        "/minutes/1",
        "/minutes/1/changes",
        "/minutes/correct",
        "/minutes/correct?part=99999999999999999999",
        "/minutes/correct?part=-1",
        "/minutes/9",
        "/corrections/9",
    ],
)
def test_addresses_before_there_are_minutes_or_beyond_them_lead_to_words(
    hall: Hall, path: str
) -> None:
    browser = hall("")
    assert browser.open(f"{PAGE}{path}").status == 404
    hall.minutes_are_out()
    assert browser.open(f"{PAGE}{path}").status == (404 if path.endswith("/9") else 200)


def test_clerk_has_corrections_and_approval_on_the_desk(hall: Hall, clock: SetClock) -> None:
    hall.minutes_are_out()
    rosa, bea = hall("Rosa"), hall("Bea")
    rosa.open(f"{PAGE}/minutes/correct?part=1")
    rosa.send(passage="Eleven", proposed="Fifteen", why="I counted.")
    bea.open("/desk/facilitator")
    assert "1 correction of the minutes of Thursday 18 March 2027" in bea.page.words
    bea.open(f"{DESK}/corrections/1")
    bea.send(decision="declined", reason="It was eleven.")
    clock.at = datetime(2027, 4, 7, 9, 0, tzinfo=UTC)
    for name, desk in (("Bea", "/desk/facilitator"), ("Carl", "/desk/facilitator/forums")):
        late = hall(name, at=clock.at)
        late.open(desk)
        assert "Approve the minutes of Thursday 18 March 2027." in late.page.words
