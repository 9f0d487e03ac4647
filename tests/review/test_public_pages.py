"""Lists and pages of proposals and committees for everybody."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import insert
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from pbplatform.proposals import queries as proposals
from pbplatform.proposals.models import Proposal, ProposalVersion
from pbplatform.review.models import Costing
from pbplatform.rounds import services as rounds
from tests.browsing import counted_queries, sign_in
from tests.conftest import SetClock
from tests.factories import COMMAND
from tests.factories_proposals import (
    ASKING,
    CLAIMING,
    DECIDING,
    make_costing,
    make_delegate,
    make_proposal,
    make_story,
)

# What these pages say does not depend on the database.
pytestmark = pytest.mark.one_database

LIST = "/rounds/neighbour-fund/proposals"
PAGE = f"{LIST}/1-quiet-benches"
COMMITTEE = "/rounds/neighbour-fund/committees/streets-and-green-space"


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


def test_list_is_early_while_ideas_are_open_and_empty_after(
    client: FlaskClient, story, clock: SetClock
) -> None:
    assert 'data-empty="before"' in text(client, LIST)
    clock.at = story.round.ideas_close_at
    assert 'data-empty="empty"' in text(client, LIST)


def test_list_shows_stage_price_and_next_actor_and_filters(
    client: FlaskClient, session: Session, story
) -> None:
    story.costed()
    session.commit()
    page = text(client, LIST)
    assert "1. <bdi" in page
    assert "£18,000" in page
    assert "Ready to decide" in page
    assert "Streets and green space" in page
    nothing = text(client, LIST + "?state=on_ballot")
    assert 'data-empty="no-match"' in nothing
    assert "Quiet benches" in text(client, LIST + "?committee=streets-and-green-space")


def test_list_says_that_the_ballot_is_fixed(
    client: FlaskClient, session: Session, story, clock: SetClock
) -> None:
    story.decide(story.costed())
    clock.at = story.round.review_close_at
    rounds.freeze(session, actor=COMMAND, round_id=story.round.id, urn_key=b"k", now=clock.at)
    session.commit()
    page = text(client, LIST)
    assert 'data-empty="closed"' in page
    assert "The ballot is fixed since" in page


def test_list_says_when_it_cannot_be_loaded(
    client: FlaskClient, story: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_args: object, **_more: object) -> None:
        raise OperationalError("SELECT", {}, Exception("gone"))

    monkeypatch.setattr(proposals, "proposals_page", broken)
    assert 'data-empty="error"' in text(client, LIST, 503)


def many(session: Session, story, count: int) -> None:  # type: ignore[no-untyped-def]
    numbers = range(1, count + 1)
    session.execute(
        insert(Proposal),
        [
            {
                "id": number,
                "round_id": story.round.id,
                "number": number,
                "committee_id": story.committee.id,
                "version": 1,
                "state": "writing",
                "created_at": CLAIMING,
            }
            for number in numbers
        ],
    )
    session.execute(
        insert(ProposalVersion),
        [
            {
                "proposal_id": number,
                "version": 1,
                "title": f"Proposal of ours {number}",
                "text": "Six benches.",
                "made_at": CLAIMING,
            }
            for number in numbers
        ],
    )
    session.execute(
        insert(Costing),
        [
            {
                "round_id": story.round.id,
                "number": number,
                "proposal_id": number,
                "version": 1,
                "team_id": story.team.id,
                "questions": "?",
                "asked_at": ASKING,
                "due_on": ASKING.date(),
                "calendar": 1,
            }
            for number in numbers
        ],
    )
    session.commit()


@pytest.mark.parametrize("count", [10, 1000])
@pytest.mark.parametrize(
    ("who", "url", "most"),
    [
        ("nadia", LIST, 12),
        ("nadia", COMMITTEE, 12),
        ("amina", "/desk/delegate/neighbour-fund/committees/streets-and-green-space", 30),
        ("tom", "/desk/official/costings", 30),
    ],
)
def test_lists_ask_the_database_no_more_often_with_a_thousand_rows(
    app: Flask,
    client: FlaskClient,
    session: Session,
    story,
    count: int,
    who: str,
    url: str,
    most: int,
) -> None:
    many(session, story, count)
    sign_in(client, getattr(story, who), DECIDING)
    with counted_queries(app) as sent:
        page = text(client, url)
    assert "roposal of ours 1" in page
    assert len(sent) <= most


def test_proposal_page_moves_to_its_address_and_knows_no_other_number(
    client: FlaskClient, session: Session, story
) -> None:
    story.proposal()
    session.commit()
    assert client.get(f"{LIST}/1").headers["Location"] == PAGE
    assert client.get(f"{LIST}/1-other").status_code == 301
    text(client, f"{LIST}/2", 404)


@pytest.mark.parametrize("stage", ["writing", "with_team", "late", "refused", "not_this_round"])
def test_proposal_page_says_where_it_is_and_who_acts_next(
    client: FlaskClient, session: Session, story, clock: SetClock, stage: str
) -> None:
    if stage == "refused":
        story.costed(verdict="no", cannot="land", cannot_words="It is the railway’s land.")
    elif stage == "not_this_round":
        story.decide(story.proposal(), onto_ballot=False, reason="planned", words="In May.")
    else:
        proposal = story.proposal()
        if stage in ("with_team", "late"):
            make_costing(session, proposal, story.team, story.amina)
    if stage == "late":
        clock.at = DECIDING + timedelta(days=9)
    session.commit()
    page = text(client, PAGE)
    expected = {
        "writing": ("Being written.", "The price is not known yet."),
        "with_team": ("With officials.", "A team is asked for it."),
        "late": ('data-status="late"', "working days late."),
        "refused": ("Ready to decide.", "It is the railway’s land."),
        "not_this_round": ("Not this round.", "It is planned already"),
    }[stage]
    for words in expected:
        assert words in page
    assert "None" not in page
    assert ("data-next-actor" in page) is (stage != "not_this_round")


def test_relationship_card_shows_words_and_the_delegates_answers(
    client: FlaskClient, session: Session, story
) -> None:
    idea = story.claimed(
        relations={"between": ["neighbours"], "breakers": ["doubt"]}, people="The tenants"
    )
    make_proposal(
        session, story.committee, story.amina, [idea], breakers_answer="The lamps dim at 11pm."
    )
    session.commit()
    page = text(client, PAGE)
    assert "How it could bring people closer" in page
    assert "The lamps dim at 11pm." in page
    assert "The tenants" in page


def test_page_has_no_card_when_nobody_filled_it(
    client: FlaskClient, session: Session, story
) -> None:
    story.proposal()
    session.commit()
    assert "pb-relation" not in text(client, PAGE)


def test_who_took_no_part_is_named_with_the_interest(
    client: FlaskClient, session: Session, story
) -> None:
    proposal = story.costed()
    sam = make_delegate(
        session, story.round, story.committee, "Sam", interests={1: "His firm makes benches"}
    )
    votes = {story.amina.account_id: "for", story.dev.account_id: "for"}
    story.decide(proposal, votes={**votes, sam.account_id: "no_part"})
    session.commit()
    page = text(client, PAGE)
    assert "Took no part" in page
    assert "His firm makes benches" in page
    assert "2 delegates were there." in page
    committee = text(client, COMMITTEE)
    assert "His firm makes benches" in committee


def test_committee_page_names_what_is_late_and_who_has_not_declared(
    client: FlaskClient, session: Session, story, clock: SetClock
) -> None:
    story.claimed()
    make_delegate(session, story.round, story.committee, "Dele", declared=False)
    session.commit()
    clock.at = story.round.review_close_at
    page = text(client, COMMITTEE)
    assert "has not declared interests yet" in page
    assert "1 author waits for an answer" in page
    assert "Late" in page
    text(client, "/rounds/neighbour-fund/committees/none", 404)


def test_empty_committee_says_so(client: FlaskClient, session: Session, story) -> None:
    rounds.add_committee(
        session, actor=COMMAND, round_id=story.round.id, name="Young people", now=CLAIMING
    )
    session.commit()
    page = text(client, "/rounds/neighbour-fund/committees/young-people")
    assert "No delegates yet." in page
    assert "Nothing waits for this committee." in page
    assert "No decisions yet." in page
