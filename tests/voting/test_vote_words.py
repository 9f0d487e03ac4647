"""What the pages of the vote tell whoever voted before, lost a form, tried too often, or looks up a
code. Source: docs/rules/voting.md sections 3, 4 and 7."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from config import Settings
from pbplatform.core.db import db
from pbplatform.core.transaction import transaction
from pbplatform.core.tries import TryCount
from pbplatform.voting.models import UrnEnvelope
from pbplatform.voting.pages.limits import CASTS, CODES
from pbplatform.voting.services.roll import Voter, link_account
from pbplatform.web.refusals import MESSAGES
from tests.conftest import SetClock
from tests.factories import make_person
from tests.pages import code_shown, hidden_field, sign_in
from tests.voting.by_page import (
    HOME,
    cast,
    choose,
    election,
    in_box,
    open_box,
    prove,
    slip_of,
    vote,
)
from tests.voting.elections import CLOSES, Election

# What these pages say does not depend on the database.
pytestmark = pytest.mark.one_database

__all__ = ["election"]
OPEN, SHUT = "open", "shut"
IN_BOX = "You have a vote in the box"
IF_ANY = "Voted before? That vote counts until you cast a new one."
STANDS = "Your earlier vote stands."
IF_ANY_STANDS = "If you put in a vote before, it stands"
NONE_THERE = "No vote of yours is in the box."


def words_of(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", page))


@pytest.mark.parametrize("proof", ["nobody", "letter", "account"])
@pytest.mark.parametrize("voted", [True, False])
@pytest.mark.parametrize("phase", [OPEN, SHUT, "opened"])
def test_whoever_comes_back_is_told_of_the_vote_in_the_box(
    app: Flask,
    client: FlaskClient,
    settings: Settings,
    election: Election,
    clock: SetClock,
    voted: bool,
    phase: str,
    proof: str,
) -> None:
    if voted:
        vote(app.test_client(), election.codes[0], 4)
    if proof == "account":
        with app.app_context(), transaction() as session:
            rosa = make_person(session, "Rosa")
            link_account(
                session,
                round_id=election.round_id,
                account_id=int(rosa.key),
                voter=Voter(1, letter=1),
            )
        sign_in(app, client, rosa, clock)
    choose(client, 9)
    if proof == "letter":
        prove(client, election.codes[0])
    if phase == OPEN:
        told = IN_BOX if voted and proof != "nobody" else IF_ANY if proof == "nobody" else ""
        for path in ("", "/eligibility"):
            page = words_of(client.get(HOME + path).text)
            assert [words for words in (IN_BOX, IF_ANY) if words in page] == (
                [told] if told else []
            )
        return
    clock.at = CLOSES + timedelta(minutes=1)
    if phase == "opened" and voted:
        with app.app_context():
            open_box(settings, election)
    # The browser's own memory of the proof ends with the vote; an account's does not.
    page = words_of(choose(client, 9).text)
    assert "This vote was not put in the box." in page
    unlinked = phase == "opened" and voted and proof == "account"
    known = proof != "nobody" and not unlinked
    expected = (STANDS if voted else NONE_THERE) if known else IF_ANY_STANDS
    assert [each for each in (STANDS, IF_ANY_STANDS, NONE_THERE) if each in page] == [expected]


@pytest.mark.parametrize("voted", [True, False])
def test_vote_that_comes_after_the_close_says_that_the_earlier_one_stands(
    client: FlaskClient, election: Election, clock: SetClock, voted: bool
) -> None:
    if voted:
        vote(client, election.codes[0], 4)
    choose(client, 9)
    prove(client, election.codes[0])
    slip = slip_of(client)
    clock.at = CLOSES + timedelta(minutes=1)
    page = words_of(cast(client, slip).text)
    assert (STANDS in page, NONE_THERE in page) == (voted, not voted)


def test_check_page_says_that_the_earlier_vote_counts_until_this_one_is_cast(
    client: FlaskClient, election: Election
) -> None:
    vote(client, election.codes[0], 4)
    choose(client, 9)
    prove(client, election.codes[0])
    assert "It counts until you cast this one" in client.get(f"{HOME}/check").text


def test_receipt_of_a_changed_vote_says_that_the_first_codes_are_void(
    client: FlaskClient, election: Election
) -> None:
    first = vote(client, election.codes[0], 4).text
    assert "are void" not in first
    second = vote(client, election.codes[0], 9).text
    assert "The two codes of the earlier vote are void" in second
    asked = {"code": code_shown(first, "box-code"), "kind": "box"}
    told = words_of(client.post("/verify", data=asked).text)
    assert told.index("If you voted again, all is well") < told.index("tell us now")
    # “Check it” on the receipt asks for its own box code, as such.
    assert 'name="kind" value="box"' in second


def test_every_look_up_says_what_it_mostly_is_before_it_asks_to_be_told(
    app: Flask, client: FlaskClient, settings: Settings, election: Election, clock: SetClock
) -> None:
    first = vote(client, election.codes[0], 4).text
    vote(client, election.codes[0], 9)
    mistyped, tracker = "ABCD-EFGH-JKMN-PQRS", code_shown(first, "tracker-code")
    asked = [
        {"code": mistyped, "kind": "box"},
        {"code": mistyped, "kind": "tracker"},
        {"code": tracker, "kind": "box"},
        {"code": tracker, "kind": "tracker"},
    ]
    pages = [client.post("/verify", data=each).text for each in asked]
    clock.at = CLOSES
    with app.app_context():
        open_box(settings, election)
    pages += [client.post("/verify", data=each).text for each in asked]
    for page in map(words_of, pages):
        innocent = page.index("Mostly it is one of these")
        assert innocent < page.index("You changed your vote") < page.index("this matters")
        assert innocent < page.index("A letter is wrong")
    # Letters and links say it too.
    assert str(MESSAGES["roll.code_not_found"]).index("letter is wrong") > 0
    assert "tell us" not in str(MESSAGES["roll.code_not_found"]).split("Often")[0]
    assert "was used before or is older" in str(MESSAGES["account.link_no_longer_works"])


def test_receipt_is_shown_again_to_the_browser_with_its_ticket_until_done(
    app: Flask, client: FlaskClient, election: Election
) -> None:
    choose(client, 4)
    prove(client, election.codes[0])
    slip = slip_of(client)
    tracker = code_shown(cast(client, slip).text, "tracker-code")
    # A lost connection: the same form, the same receipt; from elsewhere nothing but the fact.
    assert code_shown(cast(client, slip).text, "tracker-code") == tracker
    assert "This receipt was closed" in cast(app.test_client(), slip).text
    done = client.post(f"{HOME}/done")
    assert done.status_code == 303
    assert done.headers["Clear-Site-Data"] == '"cache"'
    closed = cast(client, slip)
    assert closed.status_code == 200
    assert closed.headers["Cache-Control"] == "no-store"
    assert "This vote is in the box." in words_of(closed.text)
    shown = re.sub(r"\W", "", words_of(closed.text))
    assert tracker not in shown
    assert 'id="box-code"' not in closed.text
    assert in_box(app) == 1
    # The next voter on this device has a ticket of their own, which does not fit the old slip.
    vote(client, election.codes[1], 9)
    assert "This receipt was closed" in cast(client, slip).text


def test_done_before_the_vote_arrived_loses_no_vote(
    app: Flask, client: FlaskClient, election: Election
) -> None:
    choose(client, 4)
    prove(client, election.codes[0])
    slip = slip_of(client)
    client.post(f"{HOME}/done")
    assert code_shown(cast(client, slip).text, "tracker-code")
    assert in_box(app) == 1


def test_form_that_was_open_too_long_comes_again_with_all_that_was_in_it(
    app: Flask, client: FlaskClient, election: Election
) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    client.environ_base["HTTP_ORIGIN"] = "http://localhost"  # as a browser says of our own pages

    def token(page: str) -> str:
        return hidden_field(page, "csrf_token")

    old = choose(client, 4, 9)
    assert old.status_code == 409
    assert old.text.count(" checked") == 2
    assert "Your choices are still here" in old.text
    assert "<title>Error:" in old.text
    data = {"project": ["4", "9"], "action": "next", "csrf_token": token(old.text)}
    assert client.post(HOME, data=data).location.endswith("/eligibility")
    old = prove(client, election.codes[0])
    assert old.status_code == 409
    assert f'value="{election.codes[0]}"' in old.text
    data = {"code": election.codes[0], "csrf_token": token(old.text)}
    assert client.post(f"{HOME}/eligibility", data=data).location.endswith("/check")
    slip = slip_of(client)
    old = cast(client, slip)
    assert old.status_code == 400
    assert "This vote is not in the box" in old.text
    assert in_box(app) == 0
    again = {"slip": hidden_field(old.text, "slip"), "csrf_token": token(old.text)}
    receipt = client.post(f"{HOME}/cast", data=again)
    assert code_shown(receipt.text, "tracker-code")
    # What only takes away is done; a round that is not there stays so.
    assert client.post(f"{HOME}/done").status_code == 303
    assert client.post("/rounds/nowhere/vote", data={"project": "4"}).status_code == 404


def test_old_form_never_proves_a_signed_in_voter(
    app: Flask, client: FlaskClient, election: Election, clock: SetClock
) -> None:
    with app.app_context(), transaction() as session:
        rosa = make_person(session, "Rosa")
        link_account(
            session, round_id=election.round_id, account_id=int(rosa.key), voter=Voter(1, letter=1)
        )
    sign_in(app, client, rosa, clock)
    app.config["WTF_CSRF_ENABLED"] = True
    client.environ_base["HTTP_ORIGIN"] = "http://localhost"
    page = client.post(f"{HOME}/eligibility", data={"action": "signed-in"})
    assert page.status_code == 409
    assert "Continue as yourself" in page.text
    assert client.get(f"{HOME}/check").location.endswith("/eligibility")


@pytest.mark.parametrize("origin", ["https://evil.example", "null", ""])
def test_nothing_that_another_site_sent_is_one_press_from_the_box_or_takes_anything_away(
    app: Flask, client: FlaskClient, election: Election, origin: str
) -> None:
    choose(client, 4)
    prove(client, election.codes[0])
    slip = slip_of(client)
    kept = client.get_cookie("pb_ballot", path=HOME)
    app.config["WTF_CSRF_ENABLED"] = True
    if origin:
        client.environ_base["HTTP_ORIGIN"] = origin
    for path, sent in {
        "": {"project": ["9", "15"]},
        "/eligibility": {"code": election.codes[1]},
        "/cast": {"slip": slip},
        "/forget": {},
        "/done": {},
    }.items():
        page = client.post(HOME + path, data=sent)
        assert page.status_code == 400, path
        for value in ("checked", election.codes[1], slip, "Set-Cookie"):
            assert value not in page.text, path
        assert "pb_ballot" not in page.headers.get("Set-Cookie", ""), path
    assert in_box(app) == 0
    assert client.get_cookie("pb_ballot", path=HOME) == kept


def test_too_many_choices_have_a_summary_and_a_title_that_say_so(
    client: FlaskClient, election: Election
) -> None:
    page = choose(client, 4, 7, 9).text
    assert "<title>Error:" in page
    assert 'class="govuk-error-summary"' in page
    assert 'href="#project"' in page


def later(clock: SetClock, minutes: int) -> datetime:
    clock.at += timedelta(minutes=minutes)
    return clock.at


def test_one_voter_puts_in_so_many_votes_and_then_waits_a_little(
    app: Flask, client: FlaskClient, election: Election, clock: SetClock
) -> None:
    for _time in range(CASTS.most):
        assert vote(client, election.codes[0], 4).status_code == 200
    held = held_by_first(app)
    refused = vote(client, election.codes[0], 9)
    assert refused.status_code == 429
    words = words_of(refused.text)
    assert "The last of them is in the box and counts. You can change it again from" in words
    assert STANDS in words
    assert held_by_first(app) == held
    # Nobody else waits, and neither does this voter for long.
    assert vote(client, election.codes[1], 9).status_code == 200
    later(clock, 10)
    assert vote(client, election.codes[0], 9).status_code == 200


def held_by_first(app: Flask) -> bytes:
    with app.app_context():
        held = db.session.scalars(select(UrnEnvelope.env_hash).where(UrnEnvelope.slot == 1)).one()
        return bytes(held)


def test_same_form_gets_its_receipt_also_above_the_limit(
    client: FlaskClient, election: Election
) -> None:
    choose(client, 4)
    prove(client, election.codes[0])
    slip = slip_of(client)
    for _time in range(CASTS.most + 5):
        assert code_shown(cast(client, slip).text, "tracker-code")


def test_wrong_codes_are_slowed_down_and_a_right_one_is_always_taken(
    app: Flask, client: FlaskClient, election: Election, clock: SetClock, tmp_path: Path
) -> None:
    answers = [prove(client, f"WRONG{n:09}").status_code for n in range(CODES.most + 2)]
    assert answers == [422] * CODES.most + [429] * 2
    page = prove(client, "WRONGAGAIN0001")
    assert page.status_code == 429
    assert "try again from" in page.text
    assert 'value="WRONGAGAIN0001"' in page.text
    # The library next door, behind the same address.
    assert prove(app.test_client(), election.codes[1]).status_code == 302
    with app.app_context():
        kept = db.session.scalars(select(TryCount.who)).all()
        assert kept
        assert not any(b"127.0.0.1" in bytes(who) for who in kept)
    later(clock, 10)
    assert prove(client, "WRONGAGAIN0001").status_code == 422


HARMLESS = {"Continue", "Continue as yourself", "Cast my vote", "Check", "Check it", "Done"}


def test_enter_presses_the_expected_button_in_every_form_of_the_vote(
    app: Flask, client: FlaskClient, election: Election, clock: SetClock
) -> None:
    with app.app_context(), transaction() as session:
        rosa = make_person(session, "Rosa")
        link_account(
            session, round_id=election.round_id, account_id=int(rosa.key), voter=Voter(1, letter=1)
        )
    sign_in(app, client, rosa, clock)
    pages = [client.get(HOME).text, choose(client, 4, 7, 9).text]
    choose(client, 4)
    pages.append(client.get(f"{HOME}/eligibility").text)
    prove(client, election.codes[0])
    pages.append(client.get(f"{HOME}/check").text)
    pages.append(cast(client, slip_of(client)).text)
    pages.append(client.get("/verify").text)
    seen = 0
    for page in pages:
        # No button elsewhere on the page belongs to a form, so the first inside it is the first.
        assert not re.search(r"<button[^>]*\sform=", page)
        for action, form in re.findall(
            r'<form[^>]*?(?:action="([^"]*)")?[^>]*>(.*?)</form>', page, re.S
        ):
            first = re.search(r"<button[^>]*>(.*?)</button>", form, re.S)
            assert first, action
            words = words_of(first[1]).removesuffix(" in a new tab").strip()
            alone = len(re.findall("<button", form)) == 1 and "<input" in form
            assert words in HARMLESS or (alone and "project" not in form), (action, words)
            seen += 1
    assert seen > 8
