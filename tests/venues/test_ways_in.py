"""Pages name the ways to vote that exist, and no other. Source: docs/rules/venues.md section 5."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from flask import g
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from pbplatform.proposals.kinds import ProposalState
from pbplatform.proposals.models import Proposal, ProposalVersion
from pbplatform.rounds.models import Round
from pbplatform.venues.kinds import Exclusion
from pbplatform.venues.models import RoundWays, Venue, VenueHours
from pbplatform.venues.queries.ways import WaysIn, ways_in
from tests.conftest import SetClock
from tests.factories import BEGIN
from tests.factories_proposals import make_committee, make_idea
from tests.voting.by_page import election
from tests.voting.elections import Election

__all__ = ["election"]

# What these pages say does not depend on the database.
pytestmark = pytest.mark.one_database

ROUND = "/rounds/neighbour-fund"
# The pages of the table in section 5 that are reached by their address alone.
PAGES = ("/", ROUND, f"{ROUND}/vote", f"{ROUND}/vote/eligibility", f"{ROUND}/roll")
PROMISES = ("vote in person", "vote on paper", "a screen of ours", "read aloud and press")


def has_ways(session: Session, round_: Round, closes_at: datetime) -> None:
    session.add(
        RoundWays(round_id=round_.id, paper=Exclusion.FIRST, kiosk=True, helped=True, said_at=BEGIN)
    )
    session.add(
        Venue(round_id=round_.id, n=1, name="Library", address="2 Library Street", added_at=BEGIN)
    )
    session.flush()
    opens_at = closes_at - timedelta(hours=2)
    session.add(VenueHours(round_id=round_.id, n=1, opens_at=opens_at, closes_at=closes_at))
    session.commit()


def text_of(client: FlaskClient, url: str) -> str:
    g.pop("_login_user", None)
    answer = client.get(url, follow_redirects=True)
    assert answer.status_code == 200, url
    return " ".join(answer.text.split())


def promised(text: str) -> list[str]:
    return [promise for promise in PROMISES if promise in text]


@pytest.fixture
def round_(session: Session, election: Election) -> Round:
    return session.get_one(Round, election.round_id)


@pytest.mark.parametrize("page", PAGES)
def test_a_page_names_each_way_that_exists_and_nothing_of_what_does_not(
    session: Session, client: FlaskClient, clock: SetClock, round_: Round, page: str
) -> None:
    for at in (round_.opens_at - timedelta(hours=1), round_.opens_at + timedelta(hours=1)):
        clock.at = at
        assert promised(text_of(client, page)) == []
    has_ways(session, round_, round_.closes_at)
    for at in (round_.opens_at - timedelta(hours=1), round_.opens_at + timedelta(hours=1)):
        clock.at = at
        assert promised(text_of(client, page)) == list(PROMISES)
    clock.at = round_.closes_at
    assert promised(text_of(client, page)) == []


def test_after_the_end_the_round_still_leads_to_the_list(
    session: Session, client: FlaskClient, clock: SetClock, round_: Round
) -> None:
    has_ways(session, round_, round_.closes_at)
    clock.at = round_.closes_at + timedelta(days=365)
    assert "The voting places of this round" in text_of(client, ROUND)


def test_what_is_had_at_a_place_exists_while_a_place_still_opens(
    session: Session, round_: Round
) -> None:
    closes_at = round_.opens_at + timedelta(days=1)
    has_ways(session, round_, closes_at)
    assert ways_in(session, [round_.id], round_.opens_at)[round_.id] == WaysIn(
        True, 1, True, True, listed=1
    )
    assert ways_in(session, [round_.id], closes_at)[round_.id] == WaysIn(paper=True, listed=1)
    venue = session.get_one(Venue, (round_.id, 1))
    venue.taken_away_at = BEGIN
    assert ways_in(session, [round_.id], round_.opens_at)[round_.id] == WaysIn(paper=True)


def test_a_vote_that_was_called_off_has_no_way(
    session: Session, client: FlaskClient, clock: SetClock, round_: Round
) -> None:
    has_ways(session, round_, round_.closes_at)
    round_.called_off_at, round_.called_off_why = round_.opens_at, "Flood"
    session.commit()
    clock.at = round_.opens_at + timedelta(hours=1)
    for page in PAGES:
        assert promised(text_of(client, page)) == []


def test_an_idea_and_a_proposal_on_the_ballot_say_who_can_vote_and_where_while_they_can(
    session: Session, client: FlaskClient, clock: SetClock, round_: Round
) -> None:
    committee = make_committee(session, round_)
    idea = make_idea(session, round_)
    proposal = Proposal(
        round_id=round_.id, number=4, committee_id=committee.id, version=1, drawing="",
        state=ProposalState.ON_BALLOT, created_at=BEGIN,
    )  # fmt: skip
    session.add(proposal)
    session.flush()
    session.add(
        ProposalVersion(
            proposal_id=proposal.id, version=1, title="A pond", text="Dig", made_at=BEGIN, reason=""
        )
    )
    round_.who_can_vote = "Whoever lives in Fenn."
    session.commit()
    pages = (f"{ROUND}/ideas/{idea.number}", f"{ROUND}/proposals/4")
    heading, leads = "Who can vote, and where", f'href="{ROUND}/vote"'
    before, during = round_.opens_at - timedelta(hours=1), round_.opens_at + timedelta(hours=1)
    for page in pages:
        clock.at = before
        text = text_of(client, page)
        assert heading in text
        assert "Whoever lives in Fenn." in text
        assert "Vote on this screen" not in text
        assert promised(text) == []
    has_ways(session, round_, round_.closes_at)
    for page in pages:
        for at in (before, during):
            clock.at = at
            assert promised(text_of(client, page)) == list(PROMISES)
        assert leads in text_of(client, page)
        clock.at = round_.closes_at
        assert heading not in text_of(client, page)
    clock.at = during
    proposal.state = ProposalState.WRITING
    session.commit()
    assert heading not in text_of(client, pages[1])
    round_.called_off_at, round_.called_off_why = round_.opens_at, "Flood"
    session.commit()
    assert heading not in text_of(client, pages[0])
