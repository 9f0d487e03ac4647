"""The page of a proposal tells the whole story, also after the count. Rules: review.md 14."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from pbplatform.core.files import keep_file
from pbplatform.counting.result import Reason
from pbplatform.proposals.kinds import IdeaState, ProposalState
from pbplatform.proposals.models import Idea, Proposal, ProposalVersion
from pbplatform.results.models import ResultRow
from pbplatform.rounds.models import BallotProject, Round
from tests.browsing import counted_queries
from tests.conftest import SetClock
from tests.delivery.winners import DAY, WON, certified, give_line
from tests.factories import make_person, make_team
from tests.factories_proposals import DECIDING, make_committee, make_story
from tests.results.counted import count_it, opened_election, text_of
from tests.voting.elections import Election

# What these pages say does not depend on the database.
pytestmark = pytest.mark.one_database

ROUND = "/rounds/neighbour-fund"
WINNER, LOSER, OFF_BALLOT = 7, 4, 99
PICTURE = b"p" * 32
QUERIES = 35


def proposal(
    session: Session, round_id: int, committee_id: int, number: int, state: ProposalState
) -> Proposal:
    made = Proposal(
        round_id=round_id,
        number=number,
        committee_id=committee_id,
        state=state,
        created_at=WON - 90 * DAY,
        decided_at=WON - 30 * DAY,
        drawing="bench",
    )
    session.add(made)
    session.flush()
    session.add(
        ProposalVersion(
            proposal_id=made.id,
            version=1,
            title=f"Project {number}",
            summary="Six benches in shade.",
            text=f"The text of {number}, as it was decided.",
            spot="Mill Lane",
            made_at=WON - 90 * DAY,
        )
    )
    session.flush()
    return made


@pytest.fixture
def election(session: Session, tmp_path: Path, clock: SetClock) -> Election:
    """A counted round whose winner 7, loser 4 and refused 99 have proposals; 7 has an idea."""
    made = opened_election(session, tmp_path, (15, 9), (15, 9), (15, 7), (9,))
    count_it(session, made)
    lost = session.get_one(ResultRow, (made.round_id, 1, LOSER))
    lost.position, lost.reason, lost.numbers = None, Reason.NO_SUPPORTERS, {}
    certified(session, made)
    make_team(session, "Parks")
    committee = make_committee(session, session.get_one(Round, made.round_id))
    at = (session, made.round_id, committee.id)
    won = proposal(*at, WINNER, ProposalState.ON_BALLOT)
    proposal(*at, LOSER, ProposalState.ON_BALLOT)
    proposal(*at, OFF_BALLOT, ProposalState.NOT_THIS_ROUND).reason = "too_dear"
    keep_file(session, digest=PICTURE, media_type="image/webp", size=9, now=WON)
    session.add(
        Idea(
            round_id=made.round_id,
            number=1,
            title="Somewhere to sit",
            text="It is a long way.",
            text_salt=b"s" * 32,
            language="en",
            author_id=make_person(session, "Nadia Rahman").account_id,
            name_shown="first",
            state=IdeaState.BECAME,
            sent_at=WON - 120 * DAY,
            read_by=(WON - 118 * DAY).date(),
            published_at=WON - 119 * DAY,
            photo=PICTURE,
            photo_alt="A bare wall",
            proposal_id=won.id,
        )
    )
    session.commit()
    clock.at = WON + DAY
    return made


def page_of(client: FlaskClient, number: int) -> str:
    return text_of(client, f"{ROUND}/proposals/{number}-project-{number}")


def vote_in(page: str) -> str:
    return page.split('id="vote"')[1].split("</section>")[0] if 'id="vote"' in page else ""


@pytest.mark.parametrize("days", [1, 400])
def test_winner_says_that_it_won_why_and_leads_to_result_and_project(
    client: FlaskClient, election: Election, clock: SetClock, days: int
) -> None:
    clock.at = WON + days * DAY
    told = vote_in(page_of(client, WINNER))
    assert "<strong>It won, with 1 vote.</strong> It was number" in told
    assert f'href="{ROUND}/projects/{WINNER}"' in told
    assert f'href="{ROUND}/results"' in told


def test_loser_says_why_and_leads_to_no_project(client: FlaskClient, election: Election) -> None:
    told = vote_in(page_of(client, LOSER))
    assert "It did not win. It had 0 votes." in told
    assert "Nobody voted for it." in told
    assert "/projects/" not in told
    assert f'href="{ROUND}/results"' in told


def test_proposal_that_never_was_on_the_ballot_says_nothing_of_a_vote(
    client: FlaskClient, election: Election
) -> None:
    assert vote_in(page_of(client, OFF_BALLOT)) == ""


def test_number_of_an_imported_election_is_not_taken_for_the_proposal(
    client: FlaskClient, session: Session, election: Election
) -> None:
    session.get_one(BallotProject, (election.round_id, WINNER)).source_id = "7"
    session.commit()
    assert vote_in(page_of(client, WINNER)) == ""
    project = text_of(client, f"{ROUND}/projects/{WINNER}-project-{WINNER}")
    assert "as it was decided" not in project
    assert "Whose idea it was" not in project


def test_provisional_result_is_told_as_provisional(
    client: FlaskClient, session: Session, election: Election
) -> None:
    session.get_one(Round, election.round_id).certified_at = None
    session.commit()
    assert "rovisional" in vote_in(page_of(client, WINNER))


def test_page_has_price_and_next_act_before_the_text_and_pictures_after_it(
    client: FlaskClient, election: Election
) -> None:
    page = page_of(client, WINNER)
    order = ('id="in-short"', 'id="what"', "The text of 7", 'alt="A bare wall"', 'id="story"')
    places_ = [page.index(each) for each in order]
    assert places_ == sorted(places_)
    assert "All versions, and what changed" in page
    assert "/rounds/neighbour-fund/proposals/7</span>" in page


def test_page_tells_nothing_of_a_vote_before_the_count(
    client: FlaskClient, session: Session, clock: SetClock
) -> None:
    clock.at = DECIDING
    story = make_story(session)
    story.decide(story.costed())
    session.commit()
    page = text_of(client, f"{ROUND}/proposals/1-quiet-benches")
    assert 'id="vote"' not in page
    assert page.index('id="in-short"') < page.index("data-next-actor") < page.index('id="what"')
    assert page.index('id="what"') < page.index('id="story"') < page.index('id="who-wrote"')


def test_project_tells_text_pictures_and_authors_of_its_proposal(
    client: FlaskClient, session: Session, election: Election
) -> None:
    give_line(session, election, project=WINNER, amount_minor=4_200_000)
    session.commit()
    page = text_of(client, f"{ROUND}/projects/{WINNER}-project-{WINNER}")
    for words in ("The text of 7, as it was decided.", "Six benches in shade.", "Mill Lane"):
        assert words in page
    assert 'alt="A bare wall"' in page
    assert "Whose idea it was" in page
    assert "Nadia</bdi>:" in page
    assert "Somewhere to sit" in page


def test_idea_that_is_not_public_shows_no_picture_anywhere(
    client: FlaskClient, session: Session, election: Election
) -> None:
    idea = session.query(Idea).one()
    idea.state = IdeaState.WITHDRAWN
    session.commit()
    for path in (f"proposals/{WINNER}-project-7", f"projects/{WINNER}-project-7"):
        shown = 'alt="A bare wall"' in text_of(client, f"{ROUND}/{path}")
        assert shown == idea.is_public


def test_pages_ask_few_questions_of_the_database(
    app: Flask, client: FlaskClient, session: Session, election: Election
) -> None:
    give_line(session, election, project=WINNER, amount_minor=4_200_000)
    session.commit()
    for path in (f"proposals/{WINNER}-project-7", f"projects/{WINNER}-project-7"):
        session.expunge_all()
        with counted_queries(app) as sent:
            text_of(client, f"{ROUND}/{path}")
        assert len(sent) <= QUERIES, (path, len(sent))
