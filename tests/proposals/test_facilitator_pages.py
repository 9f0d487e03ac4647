"""The facilitator's desk for ideas."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import insert
from sqlalchemy.orm import Session

from pbplatform.proposals import queries as proposals
from pbplatform.proposals.kinds import IdeaState
from pbplatform.proposals.models import Idea
from tests.browsing import counted_queries, sign_in
from tests.conftest import SetClock
from tests.factories_proposals import READING, SENDING, make_idea, make_story
from tests.pages import confirm, with_seen

# What these pages say does not depend on the database.
pytestmark = pytest.mark.one_database

DESK = "/desk/facilitator/ideas"
ONE = f"{DESK}/neighbour-fund/1"
PUBLISH = {"action": "publish"}


@pytest.fixture
def story(session: Session, clock: SetClock):  # type: ignore[no-untyped-def]
    clock.at = READING
    told = make_story(session)
    session.commit()
    return told


def test_desk_is_empty_until_an_idea_comes(client: FlaskClient, session: Session, story) -> None:
    sign_in(client, story.bea, READING)
    assert "Nothing waits for you" in client.get(DESK).get_data(as_text=True)
    make_idea(session, story.round, published=False)
    session.commit()
    page = client.get(DESK).get_data(as_text=True)
    assert "Shade and seats" in page
    assert "By Thursday 5 November" in page


@pytest.mark.parametrize("who", ["nadia", "amina", "tom"])
def test_desk_is_for_facilitators_only(client: FlaskClient, story, who: str) -> None:
    assert client.get(DESK).status_code == 302
    sign_in(client, getattr(story, who), READING)
    for url in (DESK, ONE):
        assert client.get(url).status_code == 403


def test_publish_by_one_press(client: FlaskClient, session: Session, story) -> None:
    make_idea(session, story.round, published=False)
    session.commit()
    sign_in(client, story.bea, READING)
    assert "Publish it unless it breaks a rule" in client.get(ONE).get_data(as_text=True)
    done = client.post(ONE, data=with_seen(client, ONE, PUBLISH), follow_redirects=True)
    assert "Idea 1 is published." in done.get_data(as_text=True)
    again = client.post(ONE, data=PUBLISH)
    assert again.status_code == 409
    assert "nothing was done" in again.get_data(as_text=True)


def test_refusal_needs_rule_and_reason_and_keeps_what_was_typed(
    client: FlaskClient, session: Session, story
) -> None:
    make_idea(session, story.round, published=False)
    session.commit()
    sign_in(client, story.bea, READING)
    wrong = client.post(ONE, data={"action": "refuse", "words": "It names Ms T."})
    assert wrong.status_code == 422
    assert "Choose the rule" in wrong.get_data(as_text=True)
    assert "It names Ms T." in wrong.get_data(as_text=True)
    data = {"action": "refuse", "rule": "person", "words": "It names Ms T."}
    done = client.post(ONE, data=with_seen(client, ONE, data), follow_redirects=True)
    assert "Its author is told why." in done.get_data(as_text=True)


def test_late_first_look_is_given_to_a_committee(
    client: FlaskClient, session: Session, story, clock: SetClock
) -> None:
    make_idea(session, story.round)
    session.commit()
    sign_in(client, story.bea, READING)
    early = confirm(client, f"{ONE}/give", committee=story.committee.slug)
    assert early.status_code == 409
    assert "Delegates still have time" in early.get_data(as_text=True)
    clock.at = READING + timedelta(days=60)
    sign_in(client, story.bea, clock.at)
    assert "give them out" in client.get(DESK).get_data(as_text=True)
    assert "1 idea without a first look" in client.get("/desk/facilitator").get_data(as_text=True)
    assert "Streets and green space" in client.get(f"{ONE}/give").get_data(as_text=True)
    confirm(client, f"{ONE}/give", committee=story.committee.slug)
    done = client.get(DESK)
    assert "Idea 1 is with a committee." in done.get_data(as_text=True)


def test_facilitator_answers_when_the_committee_did_not(
    client: FlaskClient, session: Session, story, clock: SetClock
) -> None:
    story.claimed()
    session.commit()
    clock.at = story.round.review_close_at
    sign_in(client, story.bea, clock.at)
    assert "answer in the committee’s place" in client.get(DESK).get_data(as_text=True)
    empty = client.post(f"{ONE}/answer", data={})
    assert empty.status_code == 422
    words = "Nobody wrote it up. We are sorry."
    confirm(client, f"{ONE}/answer", reason="other", words=words)
    done = client.get(DESK)
    assert "The author of idea 1 is told why." in done.get_data(as_text=True)


@pytest.mark.parametrize("count", [10, 1000])
def test_desk_asks_the_database_thirty_times_at_most(
    app: Flask, client: FlaskClient, session: Session, story, count: int
) -> None:
    rows = [
        {
            "round_id": story.round.id,
            "number": number,
            "title": f"Idea {number}",
            "text": "Seats.",
            "text_salt": b"s" * 32,
            "language": "en",
            "author_id": story.nadia.account_id,
            "name_shown": "first",
            "state": IdeaState.SENT,
            "sent_at": SENDING,
            "read_by": SENDING.date(),
        }
        for number in range(1, count + 1)
    ]
    session.execute(insert(Idea), rows)
    session.commit()
    sign_in(client, story.bea, READING)
    with counted_queries(app) as sent:
        page = client.get(DESK).get_data(as_text=True)
    assert page.count("Read it") == count
    assert len(sent) <= 30


def test_what_the_overview_says_of_ideas_is_what_the_lists_show_and_no_idea_is_read(
    app: Flask, client: FlaskClient, session: Session, clock: SetClock, story
) -> None:
    for number in range(3):
        make_idea(session, story.round, title=f"Sent {number}", published=False)
        make_idea(session, story.round, title=f"Public {number}")
    asked = make_idea(session, story.round, title="Look again")
    asked.state, asked.plea_answer_by = IdeaState.NOT_TAKEN, READING.date()
    unread = make_idea(session, story.round, title="Unread")
    unread.unread_since = READING
    left = make_idea(session, story.round, title="Left")
    left.state = IdeaState.CLAIMED
    session.commit()
    clock.at = story.round.review_close_at
    sign_in(client, story.bea, clock.at)
    client.get("/desk/facilitator")
    with counted_queries(app) as sent:
        page = client.get("/desk/facilitator").get_data(as_text=True)
    for told in (
        "3 ideas to read",
        "1 public idea to read",
        "1 author asks to look again",
        "4 ideas without a first look",
        "1 idea without an answer",
    ):
        assert told in page, told
    assert not [each for each in sent if "idea.title" in each]
    today = clock.at.date()
    every = [story.round.id]
    waiting = proposals.ideas_waiting(session, every, over=every, today=today)
    read_by = [row.idea.read_by for row in proposals.waiting_ideas(session, every)]
    assert waiting.to_read == proposals.Waiting(3, min(read_by))
    looks = [row.idea.look_by for row in proposals.unclaimed_ideas(session, every)]
    assert waiting.unseen == proposals.Waiting(4, min(day for day in looks if day))
    assert proposals.ideas_waiting(session, every, over=[], today=today).late.number == 0
