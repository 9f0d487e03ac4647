"""What people press after the vote, by its pages up to the end, and the entry that it leaves.

Source: docs/rules/results.md sections 12 and 13, docs/rules/voting.md section 6.
"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from config import Settings
from pbplatform.core.db import db
from pbplatform.core.deciding_clock import ManualClock
from pbplatform.rounds.models import Round
from pbplatform.voting.services.cast import cast_ballots
from tests.by_pages import Browser
from tests.conftest import SetClock
from tests.journeys.navigators.voting import confirm_for_two
from tests.logged import left
from tests.mailed import waiting_mails
from tests.results.counted import publish
from tests.trustees.away import PROMISED, damaged_vote, separated_box
from tests.voting.ceremony_acts import close_and_roll, separate_box
from tests.voting.elections import CLOSES, OPENS, make_election
from tests.voting.roll_by_page import somebody

# What these pages say does not depend on the database.
pytestmark = pytest.mark.one_database

HERE = "/rounds/neighbour-fund"
RESULT = f"{HERE}/results"
DESK = f"/desk{HERE}/result"
BOX = f"/desk/facilitator{HERE}/box"
WRONG = "Ten of us chose project 4, and the page says one."


@pytest.fixture
def counted(app: Flask, tmp_path: Path, clock: SetClock) -> None:
    """A result that came out an hour ago."""
    app.config["WTF_CSRF_ENABLED"] = False
    with app.app_context():
        publish(db.session(), tmp_path, clock)
    clock.at = CLOSES + timedelta(hours=1)


def test_two_people_say_that_a_count_was_wrong_and_it_is_counted_again(
    app: Flask, clock: SetClock, counted: None
) -> None:
    bea, una = (
        Browser(somebody(app, clock, "Bea", role="facilitator")),
        Browser(somebody(app, clock, "Una", role="auditor")),
    )
    bea.open(DESK)
    page = bea.send("reason", button="Ask a second person")
    assert page.status == 422
    assert "Say why. The reason is public." in page.words
    assert left(app, "place:pair:asked") == []
    page = bea.send(reason="Read from a wrong sheet.", button="Ask a second person")
    assert "You asked a second person. One of the two must be an auditor." in page.words
    assert len(left(app, "place:pair:asked")) == 1
    assert left(app, "result:recount:owed") == []
    confirm_for_two(una, "Read from a wrong sheet.")
    (told,) = left(app, "result:recount:owed")
    assert (told["count"], told["reason"]) == (1, "Read from a wrong sheet.")
    assert (told["first"], told["second"]) == ("Bea", "Una")
    assert "It was found wrong and is counted again." in bea.open(RESULT).words
    assert "Have the votes counted again" in bea.open(DESK).links
    # Who asks for the same count once more is told that it is done.
    again = bea.client.post(f"{DESK}/wrong", data={"reason": "Once more."})
    assert again.status_code == 409
    assert len(left(app, "result:recount:owed")) == 1


def writes(browser: Browser) -> None:
    browser.open(RESULT)
    browser.press("Object to the count")
    browser.send(kind="count", words=WRONG, button="Check my objection")


def test_who_objected_withdraws_it_once_and_its_words_stay(
    app: Flask, clock: SetClock, counted: None
) -> None:
    rosa = Browser(somebody(app, clock, "Rosa", role=""))
    writes(rosa)
    rosa.send(button="Send my objection")
    rosa.open(f"{RESULT}/objections/1/withdraw")
    assert "This cannot be taken back." in rosa.page.words
    page = rosa.send(button="Withdraw it")
    assert "Your objection is withdrawn." in page.words
    assert len(left(app, "result:objection:withdrawn")) == 1
    page = rosa.open(f"{RESULT}/objections/1/withdraw")
    assert "You withdrew it. Its words stay, marked as withdrawn." in page.words
    assert WRONG in page.words
    assert "Withdrawn" in rosa.open(f"{RESULT}/objections/1").words
    late = rosa.client.post(f"{RESULT}/objections/1/withdraw", data={"seen": "x"})
    assert late.status_code == 409
    assert len(left(app, "result:objection:withdrawn")) == 1


def test_nobody_withdraws_an_objection_of_somebody_else(
    app: Flask, clock: SetClock, counted: None
) -> None:
    rosa, sam = (
        Browser(somebody(app, clock, "Rosa", role="")),
        Browser(somebody(app, clock, "Sam", role="")),
    )
    writes(rosa)
    rosa.send(button="Send my objection")
    page = sam.open(f"{RESULT}/objections/1/withdraw")
    assert not any("Withdraw it" in str(form.buttons) for form in page.forms)
    assert sam.client.post(f"{RESULT}/objections/1/withdraw", data={"seen": "x"}).status_code in (
        403,
        409,
    )
    assert left(app, "result:objection:withdrawn") == []


def test_who_objected_without_an_account_withdraws_it_by_the_link_of_their_mails(
    app: Flask, clock: SetClock, counted: None
) -> None:
    zed = Browser(app.test_client())
    writes(zed)
    zed.send(email="zed@example.org", button="Send me a link")
    with app.app_context():
        mails = waiting_mails(db.session())
    tokens = [str(mail["token"]) for mail in mails if "token" in mail]
    zed.open(f"{RESULT}/objections/new/send/{tokens[-1]}")
    page = zed.send(button="Send my objection")
    own = page.path
    assert own.startswith(f"{RESULT}/objections/own/")
    page = zed.send(button="Withdraw it")
    assert (page.path, page.status) == (own, 200)
    assert "Your objection is withdrawn." in page.words
    assert len(left(app, "result:objection:withdrawn")) == 1
    assert zed.open(f"{own}x").status == 404


@pytest.fixture
def damaged_box(app: Flask, settings: Settings, clock: SetClock) -> None:
    """Eight votes, of which five do not open, in a separated box at the promised hour."""
    app.config["WTF_CSRF_ENABLED"] = False
    with app.app_context():
        session = db.session()
        election = make_election(session, settings.key_dir, voters=8)
        casts = [election.cast(voter, 4) for voter in (1, 2, 3)]
        casts += [damaged_vote(election, voter) for voter in range(4, 9)]
        during = ManualClock(OPENS + timedelta(days=1))
        cast_ballots(session, round_id=election.round_id, sealed=casts, clock=during)
        close_and_roll(session, election.round_id, now=CLOSES)
        separate_box(session, election.round_id, now=CLOSES)
        session.commit()
    clock.at = PROMISED


def is_open(app: Flask) -> bool:
    with app.app_context():
        return db.session.query(Round).one().opened_at is not None


def test_two_people_let_a_box_with_many_damaged_votes_be_opened(
    app: Flask, clock: SetClock, damaged_box: None
) -> None:
    bea = Browser(somebody(app, clock, "Bea", role="facilitator"))
    una = Browser(somebody(app, clock, "Una", role="auditor"))
    bea.open(BOX)
    page = bea.send(button="Open the box and count")
    assert page.heading == "The box was not opened"
    assert not is_open(app)
    page = bea.send(button="Ask a second person to go on")
    assert "You asked a second person. One of the two must be an auditor." in page.words
    assert len(left(app, "place:pair:asked")) == 1
    confirm_for_two(una, "damaged")
    (told,) = left(app, "vote:damage:accepted")
    assert (told["damaged"], told["held"]) == (5, 8)
    assert (told["first"], told["second"]) == ("Bea", "Una")
    assert not is_open(app)
    bea.open(BOX)
    bea.send(button="Open the box and count")
    assert is_open(app)


def test_two_people_let_a_list_of_trustees_with_many_damaged_votes_go_on(
    app: Flask, settings: Settings, clock: SetClock
) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    with app.app_context():
        separated_box(db.session(), settings.key_dir, damaged=4)
        db.session.commit()
    clock.at = PROMISED
    bea = Browser(somebody(app, clock, "Bea", role="facilitator"))
    una = Browser(somebody(app, clock, "Una", role="auditor"))
    bea.open(BOX)
    bea.press("The trustees found many damaged votes")
    for typed, says in (
        ("", "Enter how many votes are damaged"),
        ("9", "8 votes"),
        ("1", "damaged"),
    ):
        page = bea.send(damaged=typed, button="Ask a second person to go on")
        assert page.status in (409, 422), typed
        assert says in page.words
        assert 'id="damaged-error"' in page.text
    assert left(app, "place:pair:asked") == []
    page = bea.send(damaged="4", button="Ask a second person to go on")
    assert "You asked a second person. One of the two must be an auditor." in page.words
    confirm_for_two(una, "damaged")
    (told,) = left(app, "vote:damage:accepted")
    assert (told["damaged"], told["held"]) == (4, 8)
    assert not is_open(app)
