"""A receipt binds us: what it promises, and what anybody finds with it later.

docs/rules/voting.md section 16.
"""

from __future__ import annotations

import html
import re
from base64 import urlsafe_b64encode
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from config import Settings
from pbplatform.audit import services as audit
from pbplatform.audit.domain.log_key import PROMISE_FILE, load_promise_key, make_promise_key
from pbplatform.audit.domain.notes import signed_text
from pbplatform.audit.jobs.worker import name_promise_key
from pbplatform.audit.models import LogEntry
from pbplatform.audit.queries.promise_keys import promise_keys
from pbplatform.audit.services.promise_keys import revoke
from pbplatform.audit.services.trees import rebuild
from pbplatform.core.db import db
from pbplatform.core.secrets import group_code
from pbplatform.core.transaction import transaction
from pbplatform.voting.domain.receipt_file import due, read_receipt
from pbplatform.voting.models import UrnEnvelope
from pbplatform.voting.pages import sealing_program
from tests.audit.growing import past_the_triggers
from tests.browsing import counted_queries
from tests.conftest import SetClock
from tests.factories import COMMAND
from tests.pages import code_shown
from tests.voting.by_page import HOME, cast, choose, election, open_box, prove, slip_of, vote
from tests.voting.elections import CLOSES, Election
from tests.voting.receipts import (
    ADDRESS,
    answer,
    fold_box,
    receipt_of_vote,
    saved,
    sign_logs,
    take_out_of_the_books,
    with_keys,
    words,
)

__all__ = ["election"]
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
EVIDENCE = "This is evidence. Keep the receipt."


@pytest.fixture
def place(app: Flask, settings: Settings, election: Election) -> Settings:
    with_keys(app, settings)
    return settings


def test_receipt_promises_the_envelope_by_an_hour_and_ten_minutes_or_a_little_later(
    app: Flask, client: FlaskClient, clock: SetClock, place: Settings, election: Election
) -> None:
    clock.at += timedelta(minutes=3, seconds=7)
    page = vote(client, election.codes[0], 4)
    receipt = read_receipt(saved(page.text))
    assert receipt.promise is not None
    assert receipt.promise.by == due(clock.at)
    assert timedelta(minutes=70) <= receipt.promise.by - clock.at < timedelta(minutes=80)
    with app.app_context():
        held = db.session.scalars(select(UrnEnvelope.env_hash)).one()
    assert receipt.promise.envelope == receipt.envelope == bytes(held)
    assert "We promise: this closed vote is in the public log by" in words(page.text)
    assert 'src="data:image/png;base64,' in page.text
    assert len(receipt.points) == 2


def test_receipt_of_a_vote_in_the_log_shows_entry_signature_and_proof(
    app: Flask, client: FlaskClient, clock: SetClock, place: Settings, election: Election
) -> None:
    receipt = receipt_of_vote(client, election.codes[0], 4)
    assert "It will be there by" in answer(client, receipt)
    fold_box(app, place, election, now=clock.at)
    said = answer(client, receipt)
    assert "Yes, this vote is in the public log of the Neighbour Fund , as entry 1" in said
    assert "The promise is signed by us, and no letter of it was changed." in said
    assert "c2sp.org/tlog-proof@v1 index 1" in said
    assert said.count("It begins with the same entries") == 2
    assert EVIDENCE not in said


def test_vote_that_was_dropped_before_its_hour_is_evidence_once_the_time_is_over(
    app: Flask, client: FlaskClient, clock: SetClock, place: Settings, election: Election
) -> None:
    receipt = receipt_of_vote(client, election.codes[0], 4)
    take_out_of_the_books(app, receipt)
    fold_box(app, place, election, now=clock.at)
    promise = read_receipt(receipt).promise
    assert promise is not None
    clock.at = promise.by - timedelta(seconds=1)
    before = answer(client, receipt)
    assert EVIDENCE not in before
    assert "we do not find it in the box" in before
    for later in (timedelta(), timedelta(days=1), timedelta(days=400)):
        clock.at = promise.by + later
        said = answer(client, receipt)
        assert EVIDENCE in said
        assert "It is not there, and it is not in the box." in said
        assert promise.envelope.hex() in said
        # The picture alone proves it, too.
        assert EVIDENCE in answer(client, read_receipt(receipt).note)


def test_vote_that_waits_beyond_its_time_is_a_broken_promise(
    client: FlaskClient, clock: SetClock, place: Settings, election: Election
) -> None:
    receipt = receipt_of_vote(client, election.codes[0], 4)
    clock.at += timedelta(minutes=81)
    said = answer(client, receipt)
    assert EVIDENCE in said
    assert "It lies in the box, and it is not in the log yet." in said


def test_changed_letter_in_a_promise_is_no_evidence(
    app: Flask, client: FlaskClient, clock: SetClock, place: Settings, election: Election
) -> None:
    note = read_receipt(receipt_of_vote(client, election.codes[0], 4)).note
    clock.at += timedelta(hours=3)
    digest = note.split("envelope ")[1][:64]
    forged = note.replace(digest, f"{int(digest, 16) ^ 1:064x}")
    earlier = note.replace("logged by 2", "logged by 1")
    for text in (forged, earlier):
        said = answer(client, text)
        assert "The signature does not fit the text." in said
        assert EVIDENCE not in said


def test_promise_of_another_place_or_of_a_key_that_nobody_named_is_no_evidence(
    app: Flask, client: FlaskClient, clock: SetClock, place: Settings, election: Election
) -> None:
    promise = read_receipt(receipt_of_vote(client, election.codes[0], 4)).promise
    assert promise is not None
    clock.at += timedelta(hours=3)
    unnamed = replace(promise, envelope=b"e" * 32)
    said = answer(client, signed_text(unnamed.text, KEY, name=unnamed.name))
    assert "a key that our public log does not name" in said
    assert EVIDENCE not in said
    elsewhere = replace(unnamed, name="elsewhere.example/promise")
    said = answer(client, signed_text(elsewhere.text, KEY, name=elsewhere.name))
    assert "a key of another place: elsewhere.example/promise" in said
    assert EVIDENCE not in said


@pytest.mark.parametrize("change", [{"slug": "other-fund"}, {"definition": b"d" * 32}])
def test_promise_about_another_round_or_other_rules_is_said_to_be_so(
    client: FlaskClient,
    clock: SetClock,
    place: Settings,
    election: Election,
    change: dict[str, Any],
) -> None:
    promise = read_receipt(receipt_of_vote(client, election.codes[0], 4)).promise
    key = load_promise_key(place.key_dir)
    assert promise is not None
    assert key is not None
    clock.at += timedelta(hours=3)
    other = replace(promise, **change)
    said = answer(client, signed_text(other.text, key, name=other.name))
    assert "a round or rules that are not in our public log" in said
    assert "The promise is signed by us" in said


def test_revoked_key_binds_for_what_it_signed_before_and_for_nothing_later(
    app: Flask, client: FlaskClient, clock: SetClock, place: Settings, election: Election
) -> None:
    receipt = receipt_of_vote(client, election.codes[0], 4)
    promise, key = read_receipt(receipt).promise, load_promise_key(place.key_dir)
    assert promise is not None
    assert key is not None
    take_out_of_the_books(app, receipt)
    clock.at += timedelta(minutes=20)
    with app.app_context(), transaction() as session:
        (named,) = promise_keys(session)
        revoke(session, named.key.id.hex(), actor=COMMAND, reason="stolen", now=clock.at)
    sign_logs(app, place)
    clock.at += timedelta(days=2)
    said = answer(client, receipt)
    assert EVIDENCE in said
    assert "this key signs nothing any more" in said
    later = replace(promise, by=clock.at, envelope=b"e" * 32)
    said = answer(client, signed_text(later.text, key, name=later.name))
    assert "We did not make it: somebody else has the key." in said
    assert EVIDENCE not in said
    # The worker never names it again, and another key is another number.
    with app.app_context():
        name_promise_key(place)
        (place.key_dir / PROMISE_FILE).unlink()
        make_promise_key(place.key_dir)
        name_promise_key(place)
        assert [one.number for one in promise_keys(db.session())] == [1, 2]
        assert [one.revoked_at is None for one in promise_keys(db.session())] == [False, True]


def test_old_receipt_explains_itself_after_the_vote_was_changed(
    app: Flask, client: FlaskClient, clock: SetClock, place: Settings, election: Election
) -> None:
    first = receipt_of_vote(client, election.codes[0], 4)
    fold_box(app, place, election, now=clock.at)
    clock.at += timedelta(hours=2)
    second = receipt_of_vote(client, election.codes[0], 9)
    fold_box(app, place, election, now=clock.at)
    said = answer(client, first)
    assert "This vote was in the box and was replaced by a later one." in said
    assert "That one is entry 2." in said
    assert "in the hour from 11am" in said
    assert EVIDENCE not in said
    assert "Yes, this vote is in the public log" in answer(client, second)


def test_receipt_after_the_count_and_a_year_later_still_proves_its_place(
    app: Flask, client: FlaskClient, clock: SetClock, place: Settings, election: Election
) -> None:
    receipt = receipt_of_vote(client, election.codes[0], 4)
    fold_box(app, place, election, now=clock.at)
    clock.at = CLOSES
    with app.app_context():
        open_box(place, election)
    sign_logs(app, place)
    for later in (timedelta(hours=1), timedelta(days=365)):
        clock.at = CLOSES + later
        said = answer(client, receipt)
        assert "It was in the box when that was opened." in said
        assert said.count("It begins with the same entries") == 2


def test_log_that_was_rewritten_is_shown_by_the_checkpoint_of_any_receipt(
    app: Flask, client: FlaskClient, clock: SetClock, place: Settings, election: Election
) -> None:
    for voter in range(2):
        receipt_of_vote(client, election.codes[voter], 4)
    fold_box(app, place, election, now=clock.at)
    receipt = receipt_of_vote(client, election.codes[2], 4)
    fold_box(app, place, election, now=clock.at)
    with app.app_context():
        rewrite_entry(election, number=1)
    said = answer(client, receipt)
    assert EVIDENCE in said
    assert "not the ones that we signed when you voted. Somebody changed the log." in said


def rewrite_entry(election: Election, *, number: int) -> None:
    """Whoever runs the database changes one vote in the log, and makes the tree anew."""
    with transaction() as session:
        log_id = audit.ensure_log(session, f"rounds/{election.slug}")
        past_the_triggers(
            session,
            "log_entry",
            update(LogEntry)
            .where(LogEntry.log_id == log_id, LogEntry.idx == number)
            .values(body=b'{"h":"' + b"0" * 64 + b'","kind":"vote:envelope:cast","v":1}'),
        )
        rebuild(session, log_id)


def test_same_form_again_gets_the_same_receipt_even_when_it_comes_later(
    app: Flask, client: FlaskClient, clock: SetClock, place: Settings, election: Election
) -> None:
    choose(client, 4)
    prove(client, election.codes[0])
    slip = slip_of(client)
    first = saved(cast(client, slip).text)
    clock.at += timedelta(minutes=45)
    assert saved(cast(client, slip).text) == first
    # A browser that lost its answer, cookie and all, is promised from now on.
    client.delete_cookie("pb_promise", path=HOME)
    again = read_receipt(saved(cast(client, slip).text)).promise
    before = read_receipt(first).promise
    assert again is not None
    assert before is not None
    assert again.by == due(clock.at)
    assert replace(again, by=before.by) == before


def test_cookie_with_another_promise_is_not_signed_again(
    client: FlaskClient, clock: SetClock, place: Settings, election: Election
) -> None:
    choose(client, 4)
    prove(client, election.codes[0])
    slip = slip_of(client)
    note = read_receipt(saved(cast(client, slip).text)).note
    forged = note.replace("logged by 2", "logged by 1").encode()
    clock.at += timedelta(minutes=45)
    for cookie in (urlsafe_b64encode(forged).decode(), "x", urlsafe_b64encode(b"\xff").decode()):
        client.set_cookie("pb_promise", cookie, path=HOME)
        promise = read_receipt(saved(cast(client, slip).text)).promise
        assert promise is not None
        assert promise.by == due(clock.at)


def test_done_takes_the_promise_from_the_browser(
    client: FlaskClient, place: Settings, election: Election
) -> None:
    receipt_of_vote(client, election.codes[0], 4)
    assert client.get_cookie("pb_promise", path=HOME) is not None
    client.post(f"{HOME}/done")
    assert client.get_cookie("pb_promise", path=HOME) is None


@pytest.mark.parametrize("damaged", [False, True])
def test_place_without_a_key_takes_votes_and_says_that_the_receipt_is_not_signed(
    client: FlaskClient, clock: SetClock, settings: Settings, election: Election, damaged: bool
) -> None:
    if damaged:
        (settings.key_dir / PROMISE_FILE).write_text("nothing")
    page = vote(client, election.codes[0], 4)
    assert page.status_code == 200
    assert "This receipt is not signed." in words(page.text)
    receipt = saved(page.text)
    assert "Promise: not signed\n" in receipt
    said = answer(client, receipt)
    assert "This vote is in the box" in said
    assert "There is no signed promise in this receipt." in said


def test_tracker_in_a_receipt_is_refused_and_taken_out_of_what_was_typed(
    client: FlaskClient, place: Settings, election: Election
) -> None:
    page = vote(client, election.codes[0], 4)
    tracker = code_shown(page.text, "tracker-code")
    with_tracker = saved(page.text, with_tracker=True)
    assert f"Tracker: {group_code(tracker)}" in with_tracker
    assert tracker not in saved(page.text).replace("-", "")
    for text in (with_tracker, saved(page.text) + f"\n{tracker}\n", group_code(tracker)):
        refused = client.post(ADDRESS, data={"receipt": text})
        assert refused.status_code == 422
        assert "Your tracker was in it." in refused.text
        assert tracker not in refused.text.replace("-", "")
        assert 'id="answer"' not in refused.text
    sent = {"file": (BytesIO(with_tracker.encode()), "receipt.txt")}
    refused = client.post(ADDRESS, data=sent, content_type="multipart/form-data")
    kept = html.unescape(re.findall(r"<textarea[^>]*>(.*?)</textarea>", refused.text, re.S)[0])
    assert "This vote is in the box" in answer(client, kept)


def test_receipt_as_a_file_is_read_and_what_is_no_receipt_is_refused_in_words(
    client: FlaskClient, place: Settings, election: Election
) -> None:
    receipt = receipt_of_vote(client, election.codes[0], 4)
    sent = {"file": (BytesIO(receipt.replace("\n", "\r\n").encode()), "receipt.txt")}
    page = client.post(ADDRESS, data=sent, content_type="multipart/form-data")
    assert "The promise is signed by us" in words(page.text)
    other = receipt.replace(receipt.split("Box code: ")[1][:4], "0000", 1)
    for typed, said in (
        ("", "Paste your receipt"),
        ("hello", "This is no receipt."),
        ("x" * 17_000, "This is too long for a receipt."),
        (other, "are not of the same vote"),
    ):
        refused = client.post(ADDRESS, data={"receipt": typed})
        assert (refused.status_code, said in words(refused.text)) == (422, True), said
    picture = {"file": (BytesIO(b"\x89PNG\xff\x00"), "receipt.txt")}
    refused = client.post(ADDRESS, data=picture, content_type="multipart/form-data")
    assert "This file is no text." in refused.text
    large = {"file": (BytesIO(b"x" * 100_000), "receipt.txt")}
    assert client.post(ADDRESS, data=large, content_type="multipart/form-data").status_code == 413


def test_signing_a_receipt_asks_the_database_nothing_that_the_process_knows(
    app: Flask, client: FlaskClient, place: Settings, election: Election
) -> None:
    receipt_of_vote(client, election.codes[0], 4)
    choose(client, 4)
    prove(client, election.codes[1])
    slip = slip_of(client)
    with app.app_context(), counted_queries(app) as sent:
        page = cast(client, slip)
    assert read_receipt(saved(page.text)).promise is not None
    assert not [each for each in sent if "log_checkpoint" in each or "log_words" in each]


def test_last_check_says_when_another_program_seals_than_the_log_named(
    client: FlaskClient, place: Settings, election: Election, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = "The program that seals votes is not the one that the public log named"
    client.post(HOME, data={"here": "1", "action": "next"})
    prove(client, election.codes[0])
    page = words(client.get(f"{HOME}/check").text)
    assert said not in page
    assert "The public log named it before voting opened" in page
    monkeypatch.setattr(sealing_program, "sealing_served", lambda: "0" * 64)
    page = words(client.get(f"{HOME}/check").text)
    assert said in page
    assert "Handed out now: 0000000000000000" in page
