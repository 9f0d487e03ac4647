"""Help with a witness: what is asked, what is kept. Source: docs/rules/venues.md section 3."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from config import Settings
from pbplatform.core.db import db
from pbplatform.core.transaction import transaction
from pbplatform.venues.jobs.worker import say_help
from pbplatform.venues.kinds import KioskLog
from pbplatform.venues.models import HelpedDay, RoundWays
from tests.by_pages import Browser
from tests.conftest import SetClock
from tests.logged import waiting_entries
from tests.venues.kiosks import KIOSK, VOTE, a_clerk, add_place, begins, opens, words
from tests.voting.by_page import choose, election, in_box, prove, slip_of
from tests.voting.elections import CLOSES, Election

__all__ = ["election"]
# What these pages say does not depend on the database.
pytestmark = pytest.mark.one_database
SAID = "I read the choices aloud and pressed only what the voter said"


@pytest.fixture
def kiosk(app: Flask, client: FlaskClient, clock: SetClock, election: Election) -> None:
    with app.app_context(), transaction() as session:
        add_place(session, election.round_id, clock.at)
    opens(app, client, a_clerk(app), clock)


def begins_with_help(client: FlaskClient) -> None:
    assert begins(client, action="help", size="large").location == f"{KIOSK}/help"
    answer = client.post(f"{KIOSK}/help", data={"asked": "y", "witness": "y"})
    assert answer.location == VOTE


def casts(client: FlaskClient, code: str, *numbers: int, **more: str) -> str:
    """A vote with help; what its last page says."""
    choose(client, *numbers)
    prove(client, code)
    slip = slip_of(client)
    answer = client.post(f"{VOTE}/cast", data={"slip": slip, **more}, follow_redirects=True)
    return words(answer)


def by_day(app: Flask) -> list[tuple[str, int]]:
    with app.app_context():
        return [(str(row.day), row.votes) for row in db.session.scalars(select(HelpedDay))]


def test_help_asks_for_the_voter_and_for_a_second_person(client: FlaskClient, kiosk: None) -> None:
    begins(client, action="help", size="large")
    for ticks in ({}, {"asked": "y"}, {"witness": "y"}):
        assert client.post(f"{KIOSK}/help", data=ticks).status_code == 422, ticks
    assert client.post(f"{KIOSK}/help", data={"asked": "y", "witness": "y"}).location == VOTE
    assert 'class="pb-look-large"' in client.get(VOTE).text


def test_nothing_is_cast_before_the_helper_has_said_what_they_did(
    app: Flask,
    client: FlaskClient,
    kiosk: None,
    election: Election,
) -> None:
    begins_with_help(client)
    assert "The helper must tick this first." in casts(client, election.codes[0], 4)
    assert in_box(app) == 0
    assert by_day(app) == []
    page = client.get(f"{VOTE}/check").text
    assert SAID in page
    assert "The helper looks away." in words(client.get(f"{VOTE}/check"))
    assert "Your vote is in the box" in casts(client, election.codes[0], 4, helper_said="y")
    assert in_box(app) == 1


def test_begin_help_and_end_of_a_turn_write_nothing_and_the_vote_is_what_the_log_tells(
    app: Flask, client: FlaskClient, kiosk: None, election: Election
) -> None:
    def rows() -> dict[str, int]:
        with app.app_context():
            tables = db.metadata.sorted_tables
            found = {each.name: select(func.count()).select_from(each) for each in tables}
            return {name: db.session.scalar(count) or 0 for name, count in found.items()}

    before = rows()
    voter = Browser(client)
    voter.open(KIOSK)
    page = voter.send("size", button="Begin with somebody who presses for me")
    assert page.path == f"{KIOSK}/help"
    page = voter.send(asked="y", witness="y")
    assert page.path == VOTE
    assert client.post(f"{KIOSK}/done").location == KIOSK
    assert client.get(VOTE).location == KIOSK  # the turn is over
    after = rows()
    assert {name for name in before if before[name] != after[name]} <= {"sent_form"}
    begins_with_help(client)
    casts(client, election.codes[0], 4, helper_said="y")
    assert rows()["log_pending"] > before["log_pending"]


def test_who_votes_alone_is_asked_nothing_and_counted_nowhere(
    app: Flask,
    client: FlaskClient,
    kiosk: None,
    election: Election,
) -> None:
    begins(client)
    assert "Your vote is in the box" in casts(client, election.codes[0], 4)
    assert by_day(app) == []


def test_a_form_that_is_sent_twice_counts_once_and_a_changed_vote_again(
    app: Flask,
    client: FlaskClient,
    kiosk: None,
    election: Election,
    clock: SetClock,
) -> None:
    begins_with_help(client)
    choose(client, 4)
    prove(client, election.codes[0])
    slip = slip_of(client)
    for _press in range(2):
        assert (
            client.post(f"{VOTE}/cast", data={"slip": slip, "helper_said": "y"}).status_code == 200
        )
    day = str(clock.at.date())
    assert by_day(app) == [(day, 1)]
    assert "This vote replaces your earlier one." in casts(
        client, election.codes[0], 7, helper_said="y"
    )
    assert by_day(app) == [(day, 2)]
    # The same voter changes it again alone.
    client.post(f"{KIOSK}/done")
    begins(client)
    assert "This vote replaces your earlier one." in casts(client, election.codes[0], 9)
    assert by_day(app) == [(day, 2)]
    assert in_box(app) == 1


def test_a_round_that_does_not_say_so_offers_no_help(
    app: Flask,
    client: FlaskClient,
    kiosk: None,
    election: Election,
) -> None:
    with app.app_context(), transaction() as session:
        session.get_one(RoundWays, election.round_id).helped = False
    assert "presses for me" not in client.get(KIOSK).text
    assert begins(client, action="help").location == VOTE
    assert client.get(f"{KIOSK}/help").location == KIOSK
    assert client.post(f"{KIOSK}/help", data={"asked": "y", "witness": "y"}).location == KIOSK


def test_nobody_takes_help_without_a_turn(client: FlaskClient, kiosk: None) -> None:
    assert client.post(f"{KIOSK}/help", data={"asked": "y", "witness": "y"}).location == KIOSK


@pytest.mark.parametrize("helped", [0, 1])
def test_the_log_says_the_sum_once_and_the_days_are_deleted(
    app: Flask,
    client: FlaskClient,
    kiosk: None,
    election: Election,
    clock: SetClock,
    settings: Settings,
    helped: int,
) -> None:
    if helped:
        begins_with_help(client)
        casts(client, election.codes[0], 4, helper_said="y")
    for at in (CLOSES, CLOSES + timedelta(hours=1), CLOSES + timedelta(hours=2)):
        clock.at = at
        with app.app_context():
            say_help(settings)
            said = [
                each
                for each in waiting_entries(db.session)
                if each["kind"] == KioskLog.HELP_COUNTED
            ]
        assert [each["data"] for each in said] == ([{"votes": helped}] if at > CLOSES else [])
    assert by_day(app) == []
