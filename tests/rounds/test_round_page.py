"""The page of a round through its phases. Source: docs/rules/rounds.md section 16."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from pbplatform.links.kinds import LinkKind
from pbplatform.links.services import tie
from pbplatform.proposals.services import withdraw_idea
from pbplatform.rounds.kinds import State
from pbplatform.rounds.models import Round
from pbplatform.rounds.pages import round_now
from tests.conftest import SetClock
from tests.delivery.winners import DAY, WON, project_with_line
from tests.factories import BEGIN, make_person, make_round
from tests.factories_proposals import make_idea, make_story
from tests.rounds_in_time import CALLED_OFF_IN_TIME, IN_TIME, STATES
from tests.voting.elections import CLOSES, OPENS, make_election

# What these pages say does not depend on the database.
pytestmark = pytest.mark.one_database

FUND = "/rounds/neighbour-fund"
HOUR = timedelta(hours=1)
# Projects of elections made for tests were no proposals.
_NO_PROPOSAL = re.compile(r"/proposals/\d+$")

# In which states a page below the round is of use; written from the table of the rules.
ACTS = {
    "/rounds/fund/ideas/new": {State.IDEAS},
    "/rounds/fund/vote": {State.VOTING},
    "/verify": {
        *(State.VOTING, State.SHUT, State.PAPER_COMPLETE, State.CLOSED, State.LOT),
        *(State.SEPARATED, State.OPENED),
    },
    "/rounds/fund/results/recount": {State.PROVISIONAL, State.CERTIFIED},
    "/rounds/fund/delivery": {State.PROVISIONAL, State.CERTIFIED},
    "/rounds/fund/results": {
        *(State.SHUT, State.PAPER_COMPLETE, State.CLOSED, State.LOT, State.SEPARATED),
        *(State.OPENED, State.PROVISIONAL, State.CERTIFIED),
    },
    "#delegates": {State.IDEAS, State.REVIEW},
    "#help-voting": {State.VOTING},
}


@pytest.mark.parametrize("moment", [name for name in STATES if STATES[name] is not State.DRAFT])
def test_page_offers_what_can_be_done_in_its_state_and_nothing_else(
    app: Flask, moment: str
) -> None:
    at = {**IN_TIME, **CALLED_OFF_IN_TIME}[moment]
    round_, now, state = at["round_"], at["now"], STATES[moment]
    with app.test_request_context("/"):
        offered = {
            *(url for _words, url, _note in _deeds(round_, now)),
            *(url for _words, url in filter(None, [round_now.action(round_, state)])),
            *(url for _words, url in round_now.links(round_, state)),
        }
        alone = round_now.deeds(round_, now, helps=False, other=None, last=None)
    for url, states in ACTS.items():
        assert (url in offered) == (state in states), url
    assert not [url for _words, url, _note in alone if url in ("#delegates", "#help-voting")]


def _deeds(round_: Round, now: datetime) -> list[round_now.Deed]:
    return round_now.deeds(round_, now, helps=True, other=None, last=None)


def follows(client: FlaskClient, url: str) -> str:
    """The page; each of its links, also those inside it, leads somewhere."""
    answer = client.get(url)
    assert answer.status_code == 200
    page = answer.get_data(as_text=True)
    main = page[page.index("<main") : page.index("</main>")]
    for href in sorted(set(re.findall(r'href="([^"]+)"', main))):
        if href.startswith("#"):
            assert f'id="{href[1:]}"' in page, href
        elif href.startswith("/") and not _NO_PROPOSAL.search(href):
            assert client.get(href, follow_redirects=True).status_code == 200, href
    return re.sub(r"\s+", " ", main)


def in_order(page: str, parts: Iterable[str]) -> bool:
    places = [page.index(part) for part in parts]
    return places == sorted(places)


def test_every_link_leads_somewhere_before_the_ballot(
    client: FlaskClient, session: Session, clock: SetClock
) -> None:
    story = make_story(session)
    round_ = story.round
    session.commit()
    clock.at = round_.ideas_open_at - DAY
    soon = follows(client, FUND)
    assert "Ideas open" in soon
    assert 'id="ideas"' not in soon
    assert f'href="{FUND}/ideas"' not in soon
    clock.at = round_.ideas_open_at + DAY
    assert "No idea is public yet." in follows(client, FUND)
    titles = ["Benches", "Ramp", "Trees", "Lamps"]
    for title in titles:
        make_idea(session, round_, title=title, now=round_.ideas_open_at + DAY)
    session.commit()
    page = follows(client, FUND)
    assert in_order(page, ["Send an idea", "What else you can do now", "Stages of this round"])
    assert in_order(page, ["4 ideas are public.", "Lamps", "Trees", "Ramp", "See all 4 ideas"])
    assert "Benches" not in page
    assert 'Call <a href="tel:02079460123">' in page
    clock.at = round_.review_close_at - DAY
    review = follows(client, FUND)
    assert "From ideas to projects" in review
    assert f'{FUND}/ideas?status=published">4 ideas</a>' in review
    assert f"{FUND}/ideas/new" not in review
    for at in (round_.review_close_at, round_.opens_at, round_.closes_at):
        clock.at = at + HOUR
        late = follows(client, FUND)
        assert f"{FUND}/vote" not in late
        assert f"{FUND}/results" not in late
        assert "Delegates wanted" not in late


@pytest.mark.parametrize(
    ("at", "offers", "not_yet"),
    [
        (OPENS - HOUR, "Read the projects", f"{FUND}/vote"),
        (OPENS, f'href="{FUND}/vote"', f"{FUND}/results"),
        (CLOSES, "See who acts next", f'href="{FUND}/vote"'),
    ],
)
def test_every_link_leads_somewhere_around_the_vote(
    client: FlaskClient,
    session: Session,
    tmp_path: Path,
    clock: SetClock,
    at: datetime,
    offers: str,
    not_yet: str,
) -> None:
    make_election(session, tmp_path / "keys")
    session.commit()
    clock.at = at
    page = follows(client, FUND)
    assert offers in page
    assert not_yet not in page


def test_finished_round_tells_each_project_and_how_its_winners_stand(
    client: FlaskClient, session: Session, tmp_path: Path, clock: SetClock
) -> None:
    election = project_with_line(session, tmp_path / "keys")
    session.commit()
    clock.at = WON + 2 * DAY
    page = follows(client, FUND)
    order = re.findall(rf'href="{FUND}/(?:projects|proposals)/(\d+)"', page)
    result = re.sub(r"\s+", " ", client.get(f"{FUND}/results").text)
    assert order == re.findall(rf'href="{FUND}/(?:projects|proposals)/(\d+)"', result)
    assert page.count(">Won<") == 4
    assert "Certified by two people" in page
    assert "£96,000, votes: 3" in page
    assert "Under way." in page  # the one that has its line
    assert "Its budget line is due" in page  # the others
    assert "What happens to it" not in page
    assert in_order(page, ["4 projects won.", "What else you can do now", "Stages of this round"])
    clock.at = WON + 400 * DAY
    year_later = follows(client, FUND)
    assert "No budget line yet." in year_later
    assert "on the ballot</h2>" in year_later
    assert session.get_one(Round, election.round_id).state(clock.at) is State.CERTIFIED


def test_finished_round_leads_to_the_next_one_and_to_what_was_carried_into_it(
    client: FlaskClient, session: Session, tmp_path: Path, clock: SetClock
) -> None:
    project_with_line(session, tmp_path / "keys")
    later = make_round(session, name="Next Fund", opens_at=BEGIN + timedelta(days=300))
    now = later.ideas_open_at + DAY
    rosa = make_person(session, "Rosa")
    again, gone = (
        make_idea(session, later, title=title, author=rosa, now=now) for title in ("Ramp", "Pool")
    )
    for number, idea in ((9, again), (9, gone)):
        earlier = f"rounds/neighbour-fund/proposals/{number}"
        path = f"rounds/next-fund/ideas/{idea.number}"
        tie(session, earlier, LinkKind.NEXT_YEAR, path, now=now)
    # Of a round whose name only begins alike, and a path that is no idea's.
    strange = "rounds/neighbour-fund-2/ideas/1"
    tie(session, strange, LinkKind.NEXT_YEAR, f"rounds/next-fund/ideas/{again.number}", now=now)
    tie(session, "rounds/neighbour-fund/ideas/1", LinkKind.NEXT_YEAR, "rounds/a/b/c", now=now)
    withdraw_idea(session, actor=rosa, idea_id=gone.id, now=now)
    session.commit()
    clock.at = now
    page = follows(client, FUND)
    assert "Send an idea to the next round" in page
    assert "Carried into a later round" in page
    carried = page[page.index('id="carried"') :]
    assert carried.count("Next Fund") == 1
    assert "Ramp" in carried
    assert "Pool" not in carried
