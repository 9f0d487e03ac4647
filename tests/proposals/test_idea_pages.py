"""Pages of ideas: the list in all its states, one idea, support, withdrawal, a second look."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import insert
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from pbplatform.proposals import queries, services
from pbplatform.proposals.kinds import IdeaState
from pbplatform.proposals.models import Idea
from tests.browsing import counted_queries, sign_in, sign_out
from tests.conftest import SetClock
from tests.factories import make_person
from tests.factories_proposals import ASKING, IDEAS_OPEN, READING, SENDING, make_idea, make_story

# What these pages say does not depend on the database.
pytestmark = pytest.mark.one_database

LIST = "/rounds/neighbour-fund/ideas"


@pytest.fixture
def story(session: Session, clock: SetClock):  # type: ignore[no-untyped-def]
    clock.at = READING
    told = make_story(session)
    session.commit()
    return told


def text(client: FlaskClient, url: str, status: int = 200) -> str:
    answer = client.get(url)
    assert answer.status_code == status
    page = answer.get_data(as_text=True)
    assert ">None" not in page
    assert " None<" not in page
    return page


def test_list_says_when_ideas_open(client: FlaskClient, clock: SetClock, story: object) -> None:
    clock.at = IDEAS_OPEN - timedelta(days=1)
    page = text(client, LIST)
    assert 'data-empty="before"' in page
    assert "Ideas open on Saturday 31 October 2026" in page
    assert "/ideas/new" not in page


def test_list_invites_the_first_idea(client: FlaskClient, story: object) -> None:
    page = text(client, LIST)
    assert 'data-empty="empty"' in page
    assert "Be the first" in page


def test_list_says_how_many_are_being_checked_without_their_words(
    client: FlaskClient, session: Session, story
) -> None:
    make_idea(session, story.round, published=False)
    session.commit()
    page = text(client, LIST)
    assert "1 idea is being checked." in page
    assert "Shade and seats" not in page


def test_list_says_when_nothing_fits_and_leads_back(
    client: FlaskClient, session: Session, story
) -> None:
    make_idea(session, story.round)
    session.commit()
    page = text(client, LIST + "?words=bins")
    assert 'data-empty="no-match"' in page
    assert "Show all ideas" in page
    assert 'value="bins"' in page


def test_list_says_that_ideas_are_closed_and_shows_them(
    client: FlaskClient, session: Session, story, clock: SetClock
) -> None:
    make_idea(session, story.round)
    session.commit()
    clock.at = story.round.ideas_close_at
    page = text(client, LIST)
    assert 'data-empty="closed"' in page
    assert "Shade and seats" in page


def test_list_says_when_it_cannot_be_loaded(
    client: FlaskClient, story: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_args: object, **_more: object) -> None:
        raise OperationalError("SELECT", {}, Exception("gone"))

    monkeypatch.setattr(queries, "ideas_page", broken)
    page = text(client, LIST, 503)
    assert 'data-empty="error"' in page
    assert "Try again" in page


def test_list_of_a_draft_round_or_of_none_is_not_found(client: FlaskClient, story: object) -> None:
    text(client, "/rounds/nowhere/ideas", 404)


@pytest.mark.parametrize("count", [10, 1000])
def test_list_asks_the_database_twelve_times_at_most(
    app: Flask, client: FlaskClient, session: Session, story, count: int
) -> None:
    rows = [
        {
            "round_id": story.round.id,
            "number": number,
            "title": f"Idea of mine {number}",
            "text": "Seats.",
            "text_salt": b"s" * 32,
            "language": "en",
            "author_id": story.nadia.account_id,
            "name_shown": "first",
            "state": IdeaState.CLAIMED,
            "committee_id": story.committee.id,
            "claimed_by": story.amina.account_id,
            "sent_at": SENDING,
            "published_at": READING,
            "read_by": SENDING.date(),
        }
        for number in range(1, count + 1)
    ]
    session.execute(insert(Idea), rows)
    session.commit()
    sign_in(client, story.nadia, READING)
    with counted_queries(app) as sent:
        page = text(client, LIST + "?words=mine&status=claimed")
    assert page.count("<tr>") - 1 == min(count, 20)
    assert len(sent) <= 12


def test_address_without_or_with_other_words_moves_for_good(
    client: FlaskClient, session: Session, story
) -> None:
    make_idea(session, story.round)
    session.commit()
    for path in (f"{LIST}/1", f"{LIST}/1-something-else"):
        answer = client.get(path)
        assert answer.status_code == 301
        assert answer.headers["Location"] == f"{LIST}/1-shade-and-seats-mill-lane"
    text(client, f"{LIST}/1-shade-and-seats-mill-lane")
    text(client, f"{LIST}/2", 404)


def test_waiting_idea_is_shown_to_its_author_and_to_facilitators_only(
    client: FlaskClient, session: Session, story
) -> None:
    make_idea(session, story.round, published=False)
    session.commit()
    url = f"{LIST}/1-shade-and-seats-mill-lane"
    text(client, url, 404)
    for person in (story.nadia, story.bea):
        sign_in(client, person, READING)
        page = text(client, url)
        assert "Being checked" in page
        assert "data-next-actor" in page
        assert "Thursday 5 November 2026" in page
    sign_in(client, story.tom, READING)
    text(client, url, 404)


def test_late_reading_is_said_on_the_page(
    client: FlaskClient, session: Session, story, clock: SetClock
) -> None:
    make_idea(session, story.round, published=False)
    session.commit()
    clock.at = READING + timedelta(days=7)
    sign_in(client, story.nadia, clock.at)
    page = text(client, f"{LIST}/1-shade-and-seats-mill-lane")
    assert 'data-status="late"' in page
    assert "Late: this was due" in page


def test_support_is_given_and_taken_back_by_a_press(
    client: FlaskClient, session: Session, story
) -> None:
    make_idea(session, story.round)
    rosa = make_person(session, "Rosa")
    session.commit()
    url = f"{LIST}/1-shade-and-seats-mill-lane"
    yours = f"{LIST}/1/yours"
    assert f'href="{yours}"' in text(client, url)
    assert client.get(yours).location == f"/sign-in?next={yours}"
    sign_in(client, rosa, READING)
    assert "Support this idea" in text(client, yours)
    page = client.post(f"{LIST}/1/support", data={"act": "give"}, follow_redirects=True)
    assert "Take my support back" in page.get_data(as_text=True)
    page = client.post(f"{LIST}/1/support", data={"act": "back"}, follow_redirects=True)
    assert "Support this idea" in page.get_data(as_text=True)
    sign_in(client, story.nadia, READING)
    assert "You wrote this idea" in text(client, yours)
    assert client.post(f"{LIST}/1/support", data={"act": "give"}).status_code == 403


def test_author_withdraws_after_a_question_and_the_page_keeps_only_the_fact(
    client: FlaskClient, session: Session, story
) -> None:
    make_idea(session, story.round)
    session.commit()
    sign_in(client, story.tom, READING)
    assert client.get(f"{LIST}/1/withdraw").status_code == 403
    sign_in(client, story.nadia, READING)
    assert "Withdraw your idea?" in text(client, f"{LIST}/1/withdraw")
    client.post(f"{LIST}/1/withdraw")
    sign_out(client)
    page = text(client, f"{LIST}/1", 410)
    assert "Withdrawn." in page
    assert "Shade" not in page


def test_refused_author_reads_why_and_asks_once_for_a_second_look(
    client: FlaskClient, session: Session, story
) -> None:
    idea = make_idea(session, story.round, published=False)
    services.refuse_idea(
        session, actor=story.bea, idea_id=idea.id, rule="person", words="Names Ms T.", now=READING
    )
    session.commit()
    sign_in(client, story.nadia, READING)
    page = text(client, f"{LIST}/1-shade-and-seats-mill-lane")
    assert "Rule 1" in page
    assert "Names Ms T." in page
    assert "Ask for a second look" in text(client, f"{LIST}/1/yours")
    empty = client.post(f"{LIST}/1/second-look", data={"words": ""})
    assert empty.status_code == 422
    assert "Say why we should look again" in empty.get_data(as_text=True)
    client.post(f"{LIST}/1/second-look", data={"words": "It is a shop."})
    page = text(client, f"{LIST}/1-shade-and-seats-mill-lane")
    assert "Being checked a second time" in page
    again = client.post(f"{LIST}/1/second-look", data={"words": "Once more."})
    assert again.status_code == 409
    assert "Once more." in again.get_data(as_text=True) or "already changed" in again.get_data(
        as_text=True
    )


def test_reason_of_a_refusal_stays_with_the_author_once_a_second_look_publishes_the_idea(
    client: FlaskClient, session: Session, story
) -> None:
    idea = make_idea(session, story.round, published=False)
    services.refuse_idea(
        session, actor=story.bea, idea_id=idea.id, rule="person", words="Names Ms T.", now=READING
    )
    services.ask_again(
        session, actor=story.nadia, idea_id=idea.id, words="It is a shop.", now=READING
    )
    services.publish_idea(session, actor=story.bea, idea_id=idea.id, now=READING)
    session.commit()
    url = f"{LIST}/1-shade-and-seats-mill-lane"
    page = text(client, url)
    assert "Ms T." not in page
    assert "It is a shop." not in page
    sign_in(client, story.nadia, READING)
    page = text(client, f"{LIST}/1/yours")
    assert "Ms T." in page
    assert "It is a shop." in page


@pytest.mark.parametrize("outcome", ["not_taken", "became"])
def test_page_tells_what_the_committee_did_and_why(
    client: FlaskClient, session: Session, story, outcome: str
) -> None:
    if outcome == "became":
        proposal = story.costed()
        story.decide(proposal)
    else:
        idea = story.claimed()
        services.leave_idea(
            session,
            actor=story.amina,
            idea_id=idea.id,
            reason="planned",
            words="They come in May.",
            now=ASKING,
        )
    session.commit()
    page = text(client, f"{LIST}/1-shade-and-seats-mill-lane")
    # An answer that was “no” can be looked at again for a time, when the author asks.
    assert ("data-next-actor" in page) is (outcome == "not_taken")
    if outcome == "became":
        assert 'href="/rounds/neighbour-fund/proposals/1"' in page
        assert "On the ballot." in page
        assert "The need is plain" in page
        return
    assert "It is planned already" in page
    assert "They come in May." in page
    assert "/rounds/neighbour-fund/ideas/1/again" in page  # the way into the next round
