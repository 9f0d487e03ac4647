"""Desks of delegates and officials: refusals, errors and empty states."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.proposals.kinds import IdeaState
from pbplatform.proposals.models import Idea
from pbplatform.review.words import desk
from pbplatform.rounds import services as rounds
from tests.browsing import sign_in
from tests.conftest import SetClock
from tests.factories import COMMAND, make_person, make_team
from tests.factories_proposals import (
    ANSWERING,
    DECIDING,
    make_committee,
    make_costing,
    make_delegate,
    make_idea,
    make_story,
)
from tests.pages import after_the_check, hidden_field, with_seen
from tests.review.desk import DECISION, TASKS

# What these pages say does not depend on the database.
pytestmark = pytest.mark.one_database

NEVER_PUBLIC = (IdeaState.SENT, IdeaState.REFUSED, IdeaState.SECOND_LOOK, IdeaState.WITHDRAWN)
HELD = (IdeaState.CLAIMED, IdeaState.BECAME, IdeaState.NOT_TAKEN)
DESK = "/desk/delegate/neighbour-fund/committees/streets-and-green-space"
COSTING = "/desk/official/costings/neighbour-fund/1"


@pytest.fixture
def story(session: Session, clock: SetClock):  # type: ignore[no-untyped-def]
    clock.at = DECIDING
    told = make_story(session)
    session.commit()
    return told


def text(client: FlaskClient, url: str, status: int = 200) -> str:
    answer = client.get(url)
    assert answer.status_code == status
    return answer.get_data(as_text=True)


@pytest.mark.parametrize("who", ["nadia", "bea", "tom"])
@pytest.mark.parametrize("path", ["", "/interests", "/proposals/new?idea=1"])
def test_desk_is_for_delegates_of_the_committee(
    client: FlaskClient, story, who: str, path: str
) -> None:
    assert client.get(DESK + path).status_code == 302
    sign_in(client, getattr(story, who), DECIDING)
    text(client, DESK + path, 403)


def test_delegate_of_another_committee_stays_outside(
    client: FlaskClient, session: Session, story
) -> None:
    story.costed()
    other = make_committee(session, story.round, "Young people")
    dele = make_delegate(session, story.round, other, "Dele")
    session.commit()
    sign_in(client, dele, DECIDING)
    for url in (DESK, TASKS, f"{TASKS}/decision", f"{TASKS}/text", f"{TASKS}/costing"):
        text(client, url, 403)


def test_fresh_desk_says_that_nothing_waits(client: FlaskClient, story) -> None:
    sign_in(client, story.amina, DECIDING)
    page = text(client, DESK)
    for words in ("Nothing waits for your committee", "No published ideas yet", "No proposals yet"):
        assert words in page
    assert "pb-deadlines" in page


def test_claim_that_came_too_late_is_refused_in_words(
    client: FlaskClient, session: Session, story
) -> None:
    story.claimed()
    session.commit()
    sign_in(client, story.amina, DECIDING)
    answer = client.post(f"{DESK}/ideas", data={"claim": "1"}, follow_redirects=True)
    assert "A committee has this idea already." in answer.get_data(as_text=True)
    nothing = client.post(f"{DESK}/ideas", data={"action": "write"}, follow_redirects=True)
    assert "Tick at least one idea" in nothing.get_data(as_text=True)
    text(client, f"{DESK}/proposals/new?idea=77", 302)


def test_table_shows_what_was_asked_for(client: FlaskClient, session: Session, story) -> None:
    make_idea(session, story.round, title="Chess tables")
    story.claimed(title="Lights on the path")
    session.commit()
    sign_in(client, story.amina, DECIDING)
    unclaimed = text(client, DESK + "?show=unclaimed")
    assert "Chess tables" in unclaimed
    assert "Lights on the path" not in unclaimed
    mine = text(client, DESK + "?show=mine")
    assert "Lights on the path" in mine
    assert "Chess tables" not in mine
    assert 'data-empty="no-match"' in text(client, DESK + "?show=left")


def test_interest_form_names_what_is_missing_and_then_blocks_the_decision(
    client: FlaskClient, session: Session, story
) -> None:
    story.costed()
    session.commit()
    sign_in(client, story.amina, DECIDING)
    url = f"{DESK}/interests"
    assert client.post(url, data={}).status_code == 422
    wrong = client.post(url, data={"gain": "yes"})
    assert wrong.status_code == 422
    assert "Choose the ideas" in wrong.get_data(as_text=True)
    assert "Say in one line" in wrong.get_data(as_text=True)
    client.post(url, data={"gain": "yes", "interests": ["1"], "words": "My firm makes benches"})
    assert "You declared an interest" in text(client, TASKS)
    answer = client.post(f"{TASKS}/decision", data={**DECISION, "vote_1": ""})
    assert answer.status_code == 409
    assert "so you cannot decide it" in answer.get_data(as_text=True)


def test_interests_of_more_ideas_than_a_page_has_are_declared_page_by_page(
    client: FlaskClient, session: Session, story, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk, "DECLARABLE", 3)
    for number in range(1, 6):
        make_idea(session, story.round, title=f"Idea {number}")
        session.commit()
        sign_in(client, story.amina, DECIDING)
        whole = text(client, f"{DESK}/interests")
        assert ("Not all ideas fit on this page" in whole) == (number > 3)
    pages = [text(client, f"{DESK}/interests?page={number}") for number in (1, 2, 3)]
    shown = [re.findall(r'name="interests"[^>]*value="(\d+)"', page) for page in pages]
    assert shown == [["1", "2", "3"], ["4", "5"], ["4", "5"]]
    assert "1 to 3 of 5 ideas" in pages[0]
    for number in ("2", "4"):
        url = f"{DESK}/interests?page={1 + (number == '4')}"
        typed = {"gain": "yes", "interests": [number], "words": "My firm makes benches"}
        assert client.post(url, data=typed).status_code == 302
    own = text(client, f"{DESK}/interests")
    assert re.findall(r"<li>Idea (\d)", own) == ["2", "4"]


def test_idea_that_went_to_another_page_meanwhile_is_declared_all_the_same(
    client: FlaskClient, session: Session, story, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk, "DECLARABLE", 3)
    for number in range(1, 5):
        make_idea(session, story.round, title=f"Idea {number}")
    session.commit()
    sign_in(client, story.amina, DECIDING)
    typed = {"gain": "yes", "interests": ["1", "4"], "words": ""}
    answer = client.post(f"{DESK}/interests", data=typed)
    ticked = r'name="interests"[^>]*value="(\d+)"[^>]*checked'
    assert re.findall(ticked, answer.get_data(as_text=True)) == ["1", "4"], "what was typed is kept"
    typed["words"] = "My firm makes benches"
    assert client.post(f"{DESK}/interests", data=typed).status_code == 302
    assert re.findall(r"<li>Idea (\d)", text(client, f"{DESK}/interests")) == ["1", "4"]
    typed["interests"] = ["77", "9" * 40, "x"]
    answer = client.post(f"{DESK}/interests", data=typed)
    assert answer.status_code == 422, "there are no such ideas"


def test_pages_of_the_question_show_whatever_may_be_declared(
    client: FlaskClient, session: Session, story, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk, "DECLARABLE", 3)
    story.claimed()
    for number, state in enumerate((*IdeaState, IdeaState.PUBLISHED), start=1):
        made = make_idea(session, story.round, title=f"Idea {number}")
        made.state = state
        made.published_at = None if state in NEVER_PUBLIC else made.published_at
        made.committee_id = story.committee.id if state in HELD else None
    session.commit()
    sign_in(client, story.amina, DECIDING)
    numbers = session.scalars(select(Idea.number).where(Idea.round_id == story.round.id)).all()
    may = {row.idea.number for row in desk.declarable_of(session, story.committee, numbers)}
    pages = [text(client, f"{DESK}/interests?page={number}") for number in range(1, 4)]
    shown = [re.findall(r'name="interests"[^>]*value="(\d+)"', page) for page in pages]
    assert {int(number) for page in shown for number in page} == may
    assert 0 < len(may) < len(numbers)


def test_leaving_an_idea_needs_reason_and_words_and_tells_so(
    client: FlaskClient, session: Session, story
) -> None:
    story.claimed()
    session.commit()
    sign_in(client, story.amina, DECIDING)
    url = "/desk/delegate/neighbour-fund/ideas/1/leave"
    assert "Seats under the lime trees" in text(client, url)
    wrong = client.post(url, data={"words": "They come in May."})
    assert wrong.status_code == 422
    assert "They come in May." in wrong.get_data(as_text=True)
    typed = {"reason": "planned", "words": "They come in May."}
    done = client.post(url, data=with_seen(client, url, typed), follow_redirects=True)
    assert "Other delegates must confirm it." in done.get_data(as_text=True)
    own = text(client, url)
    assert "Until then you can take it back." in own
    assert "Confirm, and tell the author" not in own
    sign_in(client, story.dev, DECIDING)
    seen = hidden_field(text(client, url), "seen")
    told = client.post(url, data={"action": "confirm", "seen": seen}, follow_redirects=True)
    assert "The author of idea 1 is told why." in told.get_data(as_text=True)


def test_decision_form_names_errors_and_keeps_what_was_typed(
    client: FlaskClient, session: Session, story
) -> None:
    story.costed()
    session.commit()
    sign_in(client, story.amina, DECIDING)
    url = f"{TASKS}/decision"
    assert "A price: £18,000." in text(client, url)
    empty = client.post(url, data={"words": "Because."})
    page = empty.get_data(as_text=True)
    assert empty.status_code == 422
    assert "Choose what the committee decided" in page
    assert "Enter the day the committee decided" in page
    assert "Because." in page
    alone = client.post(url, data={**DECISION, "vote_2": ""})
    assert "One delegate alone decides nothing." in alone.get_data(as_text=True)
    nobody = client.post(url, data={**DECISION, "vote_1": "against"})
    assert nobody.status_code == 409
    assert "more votes for it than against it" in nobody.get_data(as_text=True)
    future = client.post(url, data={**DECISION, "decided_on-year": "2030"})
    assert "today or before" in future.get_data(as_text=True)
    no_reason = client.post(url, data={**DECISION, "outcome": "not"})
    assert "Choose a reason" in no_reason.get_data(as_text=True)


def test_change_needs_a_reason_and_ends_with_the_decision(
    client: FlaskClient, session: Session, story
) -> None:
    proposal = story.costed()
    session.commit()
    sign_in(client, story.amina, DECIDING)
    assert "Six benches in three pairs" in text(client, f"{TASKS}/text")
    typed = {"title": "Loud benches", "text": "Seven."}
    wrong = client.post(f"{TASKS}/text", data=typed)
    assert wrong.status_code == 422
    assert "Seven." in wrong.get_data(as_text=True)
    long = client.post(f"{TASKS}/text", data={**typed, "summary": "bench " * 41, "reason": "More."})
    assert long.status_code in (409, 422)
    assert "You used 41 words. Use 40 or fewer." in long.get_data(as_text=True)
    story.decide(proposal)
    session.commit()
    late = client.post(f"{TASKS}/text", data={**typed, "reason": "More."})
    assert late.status_code == 409
    assert "It cannot change." in late.get_data(as_text=True)


def test_asking_twice_is_refused_beside_the_team(
    client: FlaskClient, session: Session, story
) -> None:
    make_costing(session, story.proposal(), story.team, story.amina)
    session.commit()
    sign_in(client, story.amina, DECIDING)
    assert "Can it be done?" in text(client, f"{TASKS}/costing")
    twice = client.post(f"{TASKS}/costing", data={"team": "parks", "questions": "?"})
    assert twice.status_code in (409, 422)
    assert "This team was asked already" in twice.get_data(as_text=True)


def test_costings_are_for_the_team_that_was_asked(
    client: FlaskClient, session: Session, story
) -> None:
    make_costing(session, story.proposal(), story.team, story.amina)
    highways = make_team(session, "Highways")
    una = make_person(session, "Una", role="official", scope=highways.scope)
    session.commit()
    assert client.get(COSTING).status_code == 302
    sign_in(client, una, ANSWERING)
    text(client, COSTING, 403)
    assert "No proposal waits for a costing" in text(client, "/desk/official/costings")
    sign_in(client, story.amina, ANSWERING)
    text(client, "/desk/official/costings", 403)


def test_costing_form_names_what_is_missing_and_keeps_amounts(
    client: FlaskClient, session: Session, story
) -> None:
    make_costing(session, story.proposal(), story.team, story.amina)
    session.commit()
    sign_in(client, story.tom, ANSWERING)
    assert "What does it cost, once and each year?" in text(client, COSTING)
    empty = client.post(COSTING, data={})
    assert empty.status_code == 422
    assert "Choose whether it can be done" in empty.get_data(as_text=True)
    wrong = client.post(COSTING, data={"verdict": "yes", "low": "lots", "price": "18,000"})
    assert wrong.status_code == 422
    assert "Enter an amount of money, like 18,000" in wrong.get_data(as_text=True)
    assert 'value="lots"' in wrong.get_data(as_text=True)
    order = client.post(
        COSTING, data={"verdict": "yes", "low": "9", "likely": "8", "high": "7", "price": "8"}
    )
    assert "The likely cost cannot be below the lowest" in order.get_data(as_text=True)
    given = {"verdict": "no", "cannot": "land", "cannot_words": "The railway’s."}
    no = after_the_check(client, COSTING, given)
    assert "Your answer is public." in no.get_data(as_text=True)
    assert "The answer is on the proposal’s page." in text(client, COSTING)
    text(client, "/desk/official/costings/neighbour-fund/9", 404)


def test_desk_of_a_frozen_round_offers_no_proposal_and_still_asks_for_answers(
    client: FlaskClient, session: Session, story, clock: SetClock
) -> None:
    story.decide(story.costed())
    make_idea(session, story.round, title="Chess tables")
    left = story.claimed(title="Lights on the path").number
    story.proposal(title="Louder benches")
    new = f"{DESK}/proposals/new?idea={left}"
    clock.at = story.round.review_close_at
    session.commit()
    sign_in(client, story.amina, clock.at)
    assert "Write a proposal from the ticked ideas</button>" in text(client, DESK)
    text(client, new)
    rounds.freeze(session, actor=COMMAND, round_id=story.round.id, urn_key=b"k", now=clock.at)
    session.commit()
    page = text(client, DESK)
    assert "The ballot is fixed, so no more proposals can be written." in page
    assert "The ballot is fixed. Tell them why their idea is not on it." in page
    assert "Decide that it is not for this round, and say why." in page
    assert "They say why it is not on the ballot." in text(client, TASKS.replace("/1", "/2"))
    for gone in ("Write it up", "Tick to write up", "Write it and ask", "pb-actions pb-mt5"):
        assert gone not in page
    assert f"ideas/{left}/leave" in page
    kept = client.get(new, follow_redirects=True).text
    pressed = client.post(f"{DESK}/ideas", data={"action": "write"}, follow_redirects=True).text
    assert "The ballot is frozen." in kept
    assert "The ballot is frozen." in pressed
