"""Votes that the voter's own browser seals. Source: docs/rules/voting.md section 2."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from config import Settings
from pbplatform.core.db import db
from pbplatform.results import services as results
from pbplatform.voting.domain.sealing import (
    box_code,
    envelope_hash,
    new_tracker,
    read_envelope,
)
from pbplatform.voting.models import PublishedBallot, UrnEnvelope
from tests.conftest import SetClock
from tests.pages import code_shown, hidden_field
from tests.voting.by_page import HOME, election, in_box, open_box, prove
from tests.voting.elections import CLOSES, Election
from tests.voting.sealed_here import keep_here, key_of, sealed, text_of

__all__ = ["election"]


def test_vote_sealed_by_the_browser_is_counted_and_its_choices_were_never_sent(
    app: Flask, client: FlaskClient, settings: Settings, election: Election, clock: SetClock
) -> None:
    page = keep_here(client, election.codes[0])
    assert "never sees a choice" in page
    tracker = new_tracker()
    envelope = sealed(key_of(page), 4, 9, tracker=tracker)
    receipt = client.post(
        f"{HOME}/cast", data={"slip": hidden_field(page, "slip"), "envelope": text_of(envelope)}
    )
    assert receipt.status_code == 200
    assert code_shown(receipt.text, "box-code") == box_code(envelope_hash(envelope))
    assert f'data-box="{box_code(envelope_hash(envelope))}"' in receipt.text
    assert tracker not in receipt.text
    clock.at = CLOSES
    with app.app_context():
        open_box(settings, election)
        ballot = db.session.scalars(select(PublishedBallot)).one()
        assert (ballot.tracker, ballot.choices, ballot.invalid) == (tracker, "4,9", "")
        tallied = results.count_in_memory(db.session(), round_id=election.round_id)
        assert tallied.result.totals == {"4": 1, "7": 0, "9": 1, "15": 0}


def test_every_project_stands_on_the_check_page_and_none_is_marked(
    client: FlaskClient, election: Election
) -> None:
    page = keep_here(client, election.codes[0])
    assert sorted(map(int, re.findall(r'<tr data-number="(\d+)"', page))) == [4, 7, 9, 15]
    assert "Choose again, and our server seals your vote" in page
    assert 'name="here"' not in page


@pytest.mark.parametrize(
    "broken",
    [
        "",
        "no base64!",
        "AQ==",
        text_of(bytes(1 + 65 + 16 + 60)),
        "x" * 99_999,
    ],
)
def test_what_is_no_envelope_of_this_round_is_refused_and_nothing_is_written(
    app: Flask, client: FlaskClient, election: Election, broken: str
) -> None:
    slip = hidden_field(keep_here(client, election.codes[0]), "slip")
    answer = client.post(f"{HOME}/cast", data={"slip": slip, "envelope": broken})
    assert answer.status_code == 409
    assert "Your browser closed this vote in a way that we cannot take" in answer.text
    assert in_box(app) == 0


def test_form_sent_twice_is_one_vote_also_when_the_second_envelope_differs(
    app: Flask, client: FlaskClient, election: Election
) -> None:
    page = keep_here(client, election.codes[0])
    slip, key = hidden_field(page, "slip"), key_of(page)
    first = sealed(key, 4)
    for envelope in (first, first, sealed(key, 9)):
        receipt = client.post(f"{HOME}/cast", data={"slip": slip, "envelope": text_of(envelope)})
        assert code_shown(receipt.text, "box-code") == box_code(envelope_hash(first))
    with app.app_context():
        assert bytes(db.session.scalars(select(UrnEnvelope.envelope)).one()) == first


def test_envelope_of_somebody_else_is_refused_in_words(
    app: Flask, client: FlaskClient, election: Election
) -> None:
    page = keep_here(client, election.codes[0])
    envelope = text_of(sealed(key_of(page), 4))
    client.post(f"{HOME}/cast", data={"slip": hidden_field(page, "slip"), "envelope": envelope})
    slip = hidden_field(keep_here(client, election.codes[1]), "slip")
    answer = client.post(f"{HOME}/cast", data={"slip": slip, "envelope": envelope})
    assert answer.status_code == 409
    assert "This sealed vote was sent before" in answer.text
    assert in_box(app) == 1


def test_choices_of_an_earlier_step_are_gone_once_the_browser_keeps_them(
    client: FlaskClient, election: Election
) -> None:
    client.post(HOME, data={"project": ["4", "9"], "action": "next"})
    page = keep_here(client, election.codes[0])
    assert 'data-module="seal-vote"' in page
    assert "checked" not in client.get(HOME).text


def test_who_asks_the_server_to_seal_gets_a_page_without_the_module(
    client: FlaskClient, election: Election
) -> None:
    assert 'data-module="keep-choices"' in client.get(HOME).text
    assert 'data-module="keep-choices"' not in client.get(f"{HOME}?seal=server").text


def test_envelope_of_another_suite_or_length_is_none(
    app: Flask, client: FlaskClient, election: Election
) -> None:
    key = key_of(keep_here(client, election.codes[0]))
    good = sealed(key, 7)
    assert read_envelope(key, text_of(good)) == good
    for bad in (b"\x02" + good[1:], good[:-1], good + b"\x00"):
        with pytest.raises(ValueError, match="not an envelope"):
            read_envelope(key, text_of(bad))


def test_server_takes_no_envelope_in_place_of_a_slip_that_it_seals(
    app: Flask, client: FlaskClient, election: Election
) -> None:
    client.post(HOME, data={"project": ["4"], "action": "next"})
    prove(client, election.codes[0])
    slip = hidden_field(client.get(f"{HOME}/check").text, "slip")
    foreign = sealed(key_of(keep_here(client, election.codes[0])), 9)
    receipt = client.post(f"{HOME}/cast", data={"slip": slip, "envelope": text_of(foreign)})
    assert code_shown(receipt.text, "box-code") != box_code(envelope_hash(foreign))
