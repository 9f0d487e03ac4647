"""Voting by page: choose, show you can vote, check, cast, receipt, verify."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from config import Settings
from pbplatform.core.db import db
from pbplatform.core.transaction import transaction
from pbplatform.voting import queries
from pbplatform.voting.models import RollAccount
from pbplatform.voting.services.roll import bind_spare, take_out_envelope
from tests.conftest import TICK, SetClock
from tests.factories import make_person
from tests.pages import code_shown, hidden_field, sign_in
from tests.voting.by_page import HOME, cast, choose, election, in_box, prove, slip_of, vote
from tests.voting.ceremony_acts import close_and_roll, separate_box
from tests.voting.elections import CLOSES, OPENS, TWO, Election

__all__ = ["election"]


def test_whole_vote_ends_in_a_receipt_with_two_codes(
    app: Flask, client: FlaskClient, election: Election
) -> None:
    going = choose(client, 4, 9)
    assert urlsplit(going.location).path == f"{HOME}/eligibility"
    assert urlsplit(prove(client, election.codes[0]).location).path == f"{HOME}/check"
    check = client.get(f"{HOME}/check")
    assert "Not cast yet" in check.text
    assert "£114,000" in check.text
    receipt = cast(client, hidden_field(check.text, "slip"))
    assert receipt.status_code == 200
    assert receipt.headers["Cache-Control"] == "no-store"
    assert len(code_shown(receipt.text, "box-code")) == 16
    assert len(code_shown(receipt.text, "tracker-code")) == 16
    assert in_box(app) == 1
    # The receipt never lists choices again, and the browser forgets them.
    assert "Project 9" not in receipt.text
    assert client.get_cookie("pb_ballot", path=HOME) is None


def test_same_slip_twice_is_one_vote_and_one_receipt(
    app: Flask, client: FlaskClient, election: Election
) -> None:
    choose(client, 4)
    prove(client, election.codes[0])
    slip = slip_of(client)
    first, second = cast(client, slip), cast(client, slip)
    assert second.status_code == 200
    for identity in ("box-code", "tracker-code"):
        assert code_shown(first.text, identity) == code_shown(second.text, identity)
    assert in_box(app) == 1


@pytest.mark.parametrize("after", [timedelta(seconds=1), timedelta(hours=5)], ids=["just", "late"])
def test_form_sent_again_after_the_shut_gets_its_receipt_until_the_separation(
    app: Flask, client: FlaskClient, election: Election, clock: SetClock, after: timedelta
) -> None:
    clock.at = CLOSES - TICK
    choose(client, 4)
    prove(client, election.codes[0])
    slip = slip_of(client)
    first = cast(client, slip)
    clock.at = CLOSES + after
    again = cast(client, slip)
    if after < timedelta(hours=1):  # as long as this browser keeps its ticket
        assert code_shown(first.text, "box-code") == code_shown(again.text, "box-code")
    assert again.status_code == 200
    assert in_box(app) == 1
    with app.app_context(), transaction() as session:
        close_and_roll(session, election.round_id, now=clock.at)
    assert cast(client, slip).status_code == 200
    with app.app_context(), transaction() as session:
        separate_box(session, election.round_id, now=clock.at)
    refused = cast(client, slip)
    assert refused.status_code == 409
    assert "This vote is not in the box" not in refused.text
    assert "A vote of yours is in the closed box and counts." in refused.text


def test_code_used_again_leads_to_changing_the_vote_in_the_box(
    app: Flask, client: FlaskClient, election: Election
) -> None:
    vote(client, election.codes[0], 4)
    choose(client, 9)
    prove(client, election.codes[0])
    assert "You have a vote in the box" in client.get(f"{HOME}/check").text
    assert vote(client, election.codes[0], 9).status_code == 200
    assert in_box(app) == 1


def test_page_older_than_the_newest_vote_changes_nothing(
    client: FlaskClient, election: Election
) -> None:
    choose(client, 4)
    prove(client, election.codes[0])
    old = slip_of(client)
    vote(client, election.codes[0], 9)
    refused = cast(client, old)
    assert refused.status_code == 409
    assert "newer vote in the box" in refused.text


def test_too_many_choices_are_named_and_kept(client: FlaskClient, election: Election) -> None:
    page = choose(client, 4, 7, 9)
    assert page.status_code == 422
    assert "You chose 3. You can choose up to 2. Take some out." in page.text
    assert page.text.count(" checked") == 3


def test_project_not_on_the_ballot_is_refused(client: FlaskClient, election: Election) -> None:
    page = choose(client, 4, 8)
    assert page.status_code == 422
    assert "not on the ballot" in page.text


def test_update_keeps_more_than_allowed_while_one_makes_up_ones_mind(
    client: FlaskClient, election: Election
) -> None:
    assert choose(client, 4, 7, 9, action="update").status_code == 302
    page = client.get(HOME)
    assert page.text.count(" checked") == 3


def test_forget_clears_what_this_device_knows(client: FlaskClient, election: Election) -> None:
    choose(client, 4)
    assert client.post(f"{HOME}/forget").status_code == 302
    assert client.get_cookie("pb_ballot", path=HOME) is None
    assert " checked" not in client.get(HOME).text


def test_wrong_code_is_told_beside_the_field_and_what_was_typed_stays(
    client: FlaskClient, election: Election
) -> None:
    choose(client, 4)
    page = prove(client, "WRONGWRONG1234")
    assert page.status_code == 422
    assert "We do not find this code" in page.text
    assert 'value="WRONGWRONG1234"' in page.text


def test_code_is_read_with_small_letters_spaces_and_dashes(
    client: FlaskClient, election: Election
) -> None:
    choose(client, 4)
    code = election.codes[0].lower()
    assert prove(client, f" {code[:4]} {code[4:8]}-{code[8:]} ").status_code == 302


def test_check_asks_for_the_proof_again_after_an_hour(
    client: FlaskClient, election: Election, clock: SetClock
) -> None:
    choose(client, 4)
    prove(client, election.codes[0])
    clock.at += timedelta(minutes=59, seconds=59)
    assert client.get(f"{HOME}/check").status_code == 200
    clock.at += timedelta(seconds=1)
    assert urlsplit(client.get(f"{HOME}/check").location).path == f"{HOME}/eligibility"


def test_blank_vote_is_cast_only_after_saying_so(
    app: Flask, client: FlaskClient, election: Election
) -> None:
    choose(client)
    prove(client, election.codes[0])
    assert "Cast a blank vote" in client.get(f"{HOME}/check").text
    assert cast(client, slip_of(client)).status_code == 200
    assert in_box(app) == 1


@pytest.mark.parametrize("path", ["", "/eligibility", "/check"])
def test_pages_before_the_opening_say_when_it_opens(
    client: FlaskClient, election: Election, clock: SetClock, path: str
) -> None:
    clock.at = OPENS - timedelta(hours=1)
    assert "Voting is not open yet" in client.get(HOME + path).text


def test_vote_arriving_at_the_close_is_refused_with_the_reason(
    app: Flask,
    client: FlaskClient,
    election: Election,
    monkeypatch: pytest.MonkeyPatch,
    clock: SetClock,
) -> None:
    choose(client, 4)
    prove(client, election.codes[0])
    slip = slip_of(client)
    clock.at = CLOSES
    monkeypatch.setattr("pbplatform.voting.domain.sealed_words.Slip.is_fresh", lambda _s, _n: True)
    page = cast(client, slip)
    assert page.status_code == 409
    assert "Voting closed while you were choosing" in page.text
    assert in_box(app) == 0


def test_slip_of_somebody_else_or_changed_is_refused(
    app: Flask, client: FlaskClient, election: Election
) -> None:
    for slip in ("", "x" * 80, "%%%"):
        assert cast(client, slip).status_code == 409
    assert in_box(app) == 0


def test_signed_in_person_may_link_the_account_and_vote_without_the_code_next_time(
    app: Flask, client: FlaskClient, election: Election, clock: SetClock
) -> None:
    with app.app_context(), transaction() as session:
        rosa = make_person(session, "Rosa")
    sign_in(app, client, rosa, clock)
    choose(client, 4)
    prove(client, election.codes[0], remember="y")
    with app.app_context():
        assert db.session.scalar(select(RollAccount.voter_no)) == 1
    cast(client, slip_of(client))
    choose(client, 9)
    page = client.get(f"{HOME}/eligibility")
    assert "Continue as yourself" in page.text
    client.post(f"{HOME}/eligibility", data={"action": "signed-in"})
    assert cast(client, slip_of(client)).status_code == 200
    assert in_box(app) == 1


def test_vote_that_waited_past_the_close_is_told_that_voting_closed(
    app: Flask, client: FlaskClient, election: Election, clock: SetClock
) -> None:
    clock.at = CLOSES - timedelta(minutes=1)
    choose(client, 4)
    prove(client, election.codes[0])
    slip = slip_of(client)
    clock.at = CLOSES + timedelta(hours=2)
    refused = cast(client, slip)
    assert refused.status_code == 409
    assert "Voting closed at" in refused.text
    assert "Go back to your choices" not in refused.text
    assert in_box(app) == 0


def test_box_code_is_answered_before_the_close_and_the_tracker_is_not(
    client: FlaskClient, election: Election
) -> None:
    receipt = vote(client, election.codes[0], 4).text
    told = client.post("/verify", data={"kind": "box", "code": code_shown(receipt, "box-code")})
    assert "this vote is in the box" in told.text
    tracker = code_shown(receipt, "tracker-code")
    for kind in ("tracker", "box"):
        told = client.post("/verify", data={"kind": kind, "code": tracker})
        assert "Not found" in told.text
    assert client.post("/verify", data={"kind": "box", "code": ""}).status_code == 422
    for wrong in (
        {"code": tracker},
        {"code": tracker, "kind": "any"},
        {"code": "7Q4K", "kind": "box"},
    ):
        told = client.post("/verify", data=wrong)
        assert told.status_code == 422
        assert f'value="{wrong["code"]}"' in told.text


def test_code_of_a_lost_letter_is_refused_with_the_reason(
    app: Flask, client: FlaskClient, election: Election
) -> None:
    replace_letter(app, election)
    choose(client, 4)
    told = prove(client, election.codes[0]).text
    assert "This letter was replaced on Tuesday 2 March 2027" in told
    assert "No vote is in the box for your number" in told


def test_cancelled_letter_says_that_a_vote_lies_in_the_box(
    app: Flask, client: FlaskClient, election: Election
) -> None:
    vote(client, election.codes[0], 4)
    replace_letter(app, election)
    told = prove(client, election.codes[0]).text
    assert "A vote lies in the box for your number" in told
    # The new letter changes nothing: what it would replace may be the voter's own.
    assert "A replaced letter votes once" in prove(client, election.spare_codes[0]).text
    assert in_box(app) == 1
    with app.app_context(), transaction() as session:
        held = queries.live_hash(session, round_id=election.round_id, voter_no=1)
        take_out_envelope(
            session, pair=TWO, round_id=election.round_id, env_hash=held or b"", now=OPENS
        )
    assert in_box(app) == 0
    assert "No vote is in the box" in prove(client, election.codes[0]).text
    assert vote(client, election.spare_codes[0], 9).status_code == 200
    assert "A replaced letter votes once" in prove(client, election.spare_codes[0]).text


def test_spare_letter_that_is_nobodys_says_so(client: FlaskClient, election: Election) -> None:
    choose(client, 4)
    assert "a spare letter that is nobody’s yet" in prove(client, election.spare_codes[2]).text


def test_check_page_and_receipt_of_a_replaced_letter_promise_no_change(
    app: Flask, client: FlaskClient, election: Election
) -> None:
    replace_letter(app, election)
    choose(client, 4)
    prove(client, election.spare_codes[0])
    assert "You vote once with this letter" in client.get(f"{HOME}/check").text
    receipt = cast(client, slip_of(client)).text
    assert "You can change your mind" not in receipt
    assert "This vote stays: a replaced letter votes once." in receipt


def test_letter_cancelled_while_its_holder_was_voting_casts_nothing_and_the_new_one_does(
    app: Flask, client: FlaskClient, settings: Settings, election: Election
) -> None:
    choose(client, 4)
    prove(client, election.codes[0])
    slip = slip_of(client)
    replace_letter(app, election)
    refused = cast(client, slip)
    assert refused.status_code == 409
    assert "Use the code of the new letter" in refused.text
    assert in_box(app) == 0
    # The choices are kept, the proof is asked for again.
    assert client.get(f"{HOME}/check").location.endswith("/eligibility")
    prove(client, election.spare_codes[0])
    assert cast(client, slip_of(client)).status_code == 200


def replace_letter(app: Flask, election: Election) -> None:
    """Two people bind the first spare letter to voter 1."""
    with app.app_context(), transaction() as session:
        bind_spare(
            session,
            pair=TWO,
            round_id=election.round_id,
            voter_no=1,
            spare_no=1,
            today=(OPENS + timedelta(days=2)).date(),
            now=OPENS,
        )
