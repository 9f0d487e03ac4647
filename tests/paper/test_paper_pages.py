"""A clerk hands out papers by pages; voters and everybody else see what is true.

Source: docs/rules/paper.md sections 2 and 4.
"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from config import Settings
from pbplatform.core.db import db
from pbplatform.core.secrets import derive_key
from pbplatform.core.transaction import transaction
from pbplatform.rounds.models import Round
from pbplatform.venues.kinds import Exclusion
from pbplatform.venues.models import RoundWays
from pbplatform.voting.models import RollEntry
from pbplatform.voting.services.close import close_urn
from pbplatform.voting.services.roll import Voter, link_account
from tests.browsing import counted_queries
from tests.by_pages import Browser
from tests.conftest import SetClock
from tests.factories import make_person
from tests.journeys.navigators.voting import confirm_for_two
from tests.logged import left
from tests.pages import hidden_field, sign_in
from tests.paper.rounds import make_paper_election, online
from tests.voting import elections
from tests.voting.by_page import choose, prove
from tests.voting.ceremony_acts import CLOSERS
from tests.voting.elections import CLOSES, OPENS, Election
from tests.voting.roll_by_page import somebody

# What these pages say does not depend on the database.
pytestmark = pytest.mark.one_database

DESK = "/desk/clerk/rounds/neighbour-fund/paper"
PUBLIC = "/rounds/neighbour-fund/paper"
SCOPE = "round:neighbour-fund"


@pytest.fixture
def election(
    app: Flask, settings: Settings, clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> Election:
    monkeypatch.setattr(elections, "CODE_KEY", derive_key(settings.secret_key, "letter-codes"))
    clock.at = OPENS + timedelta(days=1)
    with app.app_context(), transaction() as session:
        return make_paper_election(session, Path(settings.key_dir))


@pytest.fixture
def carla(app: Flask, client: FlaskClient, clock: SetClock, election: Election) -> FlaskClient:
    return somebody(app, clock, "Carla", role="clerk", scope=SCOPE)


def text_of(client: FlaskClient, url: str, status: int = 200) -> str:
    answer = client.get(url, follow_redirects=True)
    assert answer.status_code == status, answer.text
    return " ".join(answer.text.split())


def sends(client: FlaskClient, step: str, status: int = 302, **typed: str) -> str:
    client.get(f"{DESK}/{step}")
    answer = client.post(f"{DESK}/{step}", data=typed)
    assert answer.status_code == status, answer.text
    if status == 302:
        return " ".join(client.get(answer.location).text.split())
    return " ".join(answer.text.split())


def given(clerk: FlaskClient, numbers: str, how: str = "hand", status: int = 302, **m: str) -> str:
    return sends(clerk, "give", status, numbers=numbers, how=how, **m)


def test_clerk_gives_a_paper_and_the_voter_is_told(
    client: FlaskClient, carla: FlaskClient, election: Election
) -> None:
    assert "Ballot papers" in text_of(carla, "/desk/clerk")
    assert "Give out papers" in text_of(carla, DESK)
    assert "1 paper is noted as given out" in given(carla, "2")
    assert "Have a ballot paper already: 2" in given(carla, "2", status=422)
    choose(client, 4)
    told = " ".join(prove(client, election.codes[1]).text.split())
    assert "You were given a ballot paper on" in told
    assert "Give the paper back unused" in told
    assert "Put right" in sends(carla, "back", numbers="2", what="slip")
    assert prove(client, election.codes[1]).status_code == 302


def test_many_numbers_are_asked_again_in_words(carla: FlaskClient) -> None:
    assert "These are 3 numbers" in given(carla, "1-3", "post", status=422)
    assert "3 papers are noted" in given(carla, "1-3", "post", sure="y")


@pytest.mark.parametrize("typed", ["", "x", "0", "3-1", "99999999", "1-9999", "1,200", "１-٢x"])
def test_numbers_that_cannot_be_are_said_beside_the_field(carla: FlaskClient, typed: str) -> None:
    page = given(carla, typed, status=422)
    assert 'id="numbers-error"' in page


def test_spoiled_and_unused_papers_come_back(carla: FlaskClient) -> None:
    given(carla, "1, 2", sure="y")
    assert "Give another paper now" in sends(carla, "back", numbers="1", what="spoiled")
    assert "vote online again" in sends(carla, "back", numbers="2", what="unused")
    assert "No ballot paper is out for: 2" in sends(carla, "back", 422, numbers="2", what="unused")
    page = text_of(carla, DESK)
    for said in ("Ballot papers given out", "Spoiled, and replaced", "Given back unused"):
        assert said in page


def test_linked_voter_with_a_paper_is_told_and_not_led_on(
    app: Flask, client: FlaskClient, clock: SetClock, carla: FlaskClient, election: Election
) -> None:
    given(carla, "3")
    with app.app_context(), transaction() as session:
        rosa = make_person(session, "Rosa")
        own = {"round_id": election.round_id, "account_id": int(rosa.key)}
        link_account(session, voter=Voter(3, 1), **own)
    sign_in(app, client, rosa, clock)
    choose(client, 4)
    page = text_of(client, "/rounds/neighbour-fund/vote/eligibility")
    assert "You were given a ballot paper on" in page
    assert "Continue as yourself" not in page
    pressed = {"action": "signed-in"}
    answer = client.post("/rounds/neighbour-fund/vote/eligibility", data=pressed)
    assert answer.status_code == 200  # nothing is proved by it
    for at, said in (
        (OPENS - timedelta(hours=1), "Fill it in and hand it in before"),
        (CLOSES, "If your paper came in time, it is counted"),
        (CLOSES + timedelta(days=366), "If your paper came in time, it is counted"),
    ):
        clock.at = at
        sign_in(app, client, rosa, clock)
        page = text_of(client, "/rounds/neighbour-fund/vote")
        assert "You were given a ballot paper on" in page
        assert said in page
        assert ("code of your letter works again" in page) == (at < CLOSES)


def test_paper_is_set_aside_and_two_people_decide_by_pages(
    app: Flask, clock: SetClock, carla: FlaskClient, client: FlaskClient
) -> None:
    assert "It has the number 1" in sends(carla, "aside", why="not_found")
    assert "Not decided" not in text_of(carla, DESK)
    assert "1 is not decided." in text_of(carla, DESK)
    ada = somebody(app, clock, "Ada", role="auditor")
    assert "1 paper set aside is not decided" in text_of(ada, "/desk/clerk")
    assert "Decide about paper 1" in text_of(ada, f"{DESK}/aside")
    fay = somebody(app, clock, "Fay", role="facilitator")
    assert "Paper 1 set aside" in text_of(fay, "/desk/facilitator")
    public = text_of(client, PUBLIC)
    assert "Two people, one of them an auditor" in public
    decided = {"outcome": "counts", "voter": "4", "reason": "The office found the entry."}
    assert "Decide about a paper set aside" in sends(carla, "aside/1", **decided)
    page = ada.get("/desk/two-people").text
    pressed = {name: hidden_field(page, name) for name in ("act", "seen")}
    ada.post("/desk/two-people", data={**pressed, "choice": "confirm"})
    public = text_of(client, PUBLIC)
    assert "It counts" in public
    assert "The office found the entry." in public
    assert "Two people decided about this paper already." in text_of(carla, f"{DESK}/aside/1")
    with app.app_context():
        entry = db.session.get_one(RollEntry, (1, 4))
        assert entry.state == "paper"


def test_numbers_add_up_for_everybody_in_every_phase(
    app: Flask, client: FlaskClient, clock: SetClock, carla: FlaskClient, election: Election
) -> None:
    given(carla, "1-3", "post", sure="y")
    given(carla, "4")
    assert "This round takes votes on paper" in text_of(client, "/rounds/neighbour-fund")
    page = text_of(client, PUBLIC)
    assert "Sent by post" in page
    clock.at = CLOSES
    with app.app_context(), transaction() as session:
        close_urn(session, pair=CLOSERS, round_id=election.round_id, now=CLOSES)
    for later in (timedelta(0), timedelta(days=366)):
        clock.at = CLOSES + later
        page = text_of(client, PUBLIC)
        assert "the day on which the box was closed" in page
        assert "Not come back" in page
    again = somebody(app, clock, "Cora", role="clerk", scope=SCOPE)
    shut = text_of(again, f"{DESK}/give")
    assert "Voting is over. No ballot paper is given out any more." in shut


def test_round_without_paper_shows_no_word_of_it(
    app: Flask, client: FlaskClient, carla: FlaskClient, election: Election
) -> None:
    with app.app_context(), transaction() as session:
        ways = session.get_one(RoundWays, election.round_id)
        ways.paper = Exclusion.NO_PAPER
    assert DESK not in carla.get("/desk/clerk").text
    assert "on paper" not in text_of(client, "/rounds/neighbour-fund").split("<main")[1]
    assert "This round takes no votes on paper." in text_of(client, PUBLIC)
    assert "This round takes no votes on paper." in text_of(carla, f"{DESK}/give")
    assert "takes no votes on paper" in given(carla, "1", status=409)


def test_other_people_do_not_reach_the_papers(
    app: Flask, clock: SetClock, client: FlaskClient, election: Election
) -> None:
    other = somebody(app, clock, "Otto", role="clerk", scope="round:other")
    auditor = somebody(app, clock, "Ada", role="auditor")
    for step in ("/give", "/back", "/replace"):
        assert auditor.get(DESK + step).status_code == 403
    for step in ("", "/give", "/back", "/replace", "/aside"):
        assert other.get(DESK + step).status_code == 403
    assert "A clerk of this round looks after" in text_of(auditor, f"{DESK}/aside")
    assert auditor.post(f"{DESK}/aside", data={"why": "signed"}).status_code in (403, 409)
    assert client.get(DESK).status_code in (302, 403)


def test_list_of_papers_set_aside_asks_no_more_with_many(
    app: Flask, client: FlaskClient, carla: FlaskClient
) -> None:
    for _each in range(3):
        sends(carla, "aside", why="signed")
    with app.app_context(), counted_queries(app) as few:
        text_of(client, PUBLIC)
    for _each in range(8):
        sends(carla, "aside", why="signed")
    with app.app_context(), counted_queries(app) as many:
        text_of(client, PUBLIC)
    assert len(many) == len(few) <= 12


def test_page_of_an_unpublished_round_is_not_there(
    app: Flask, client: FlaskClient, election: Election
) -> None:
    with app.app_context(), transaction() as session:
        session.get_one(Round, election.round_id).published_at = None
    assert client.get(PUBLIC).status_code == 404


@pytest.fixture
def box_with_a_vote(app: Flask, settings: Settings, clock: SetClock) -> Election:
    """A paper may be given to who voted online; voter 2 has voted online."""
    clock.at = OPENS + timedelta(days=1)
    with app.app_context():
        session = db.session()
        keys = Path(settings.key_dir)
        made = make_paper_election(session, keys, rule=Exclusion.REPLACES)
        online(session, made, 2)
        session.commit()
    return made


def test_vote_that_was_cast_online_leaves_the_box_for_a_paper_by_two_people(
    app: Flask, clock: SetClock, client: FlaskClient, box_with_a_vote: Election
) -> None:
    carla = Browser(somebody(app, clock, "Carla", role="clerk", scope=SCOPE))
    una = Browser(somebody(app, clock, "Una", role="auditor"))
    page = carla.open(f"{DESK}/replace")
    assert "The vote cannot be put in again." in page.words
    page = carla.send("numbers", button="Ask for it")
    assert (page.status, 'id="numbers-error"' in page.text) == (422, True)
    assert left(app, "place:pair:asked") == []
    page = carla.send(numbers="2", button="Ask for it")
    assert "Nothing has changed yet. A second person confirms it here." in page.words
    assert len(left(app, "place:pair:asked")) == 1
    assert left(app, "vote:roll:replaced") == []
    confirm_for_two(una, "paper")
    with app.app_context():
        assert db.session.get_one(RollEntry, (1, 2)).state == "paper"
    again = carla.client.post(f"{DESK}/replace", data={"numbers": "2"})
    assert again.status_code in (409, 422)
    assert len(left(app, "place:pair:confirmed")) == 1
