"""Box codes and trackers are two kinds with two look-ups (docs/rules/voting.md section 4).

A voter can seal any tracker: somebody's box code, a tracker of an earlier round, another's own.
Whatever they seal, nobody is shown somebody else's vote as theirs.
"""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from config import Settings
from pbplatform.core.db import db
from pbplatform.core.deciding_clock import ManualClock
from pbplatform.core.transaction import transaction
from pbplatform.results.jobs.ceremony import Ceremony, open_and_count, separate
from pbplatform.voting.domain.keystore import KeyStore
from pbplatform.voting.domain.sealing import box_code, new_tracker, stand_in_of
from pbplatform.voting.queries.codes import CodeKind, CodeState, look_up
from pbplatform.voting.services.cast import Cast, cast_ballots
from pbplatform.voting.services.close import close_urn, type_lot
from tests.factories import COMMAND, make_person
from tests.voting.ceremony_acts import CLOSERS
from tests.voting.elections import CLOSES, OPENS, Election, add_election, make_election

DURING = ManualClock(OPENS + timedelta(days=1))
NOT_SHOWN = ("Project 4", "Project 9", "Counted.")


@pytest.fixture
def rounds(app: Flask, settings: Settings) -> tuple[Election, Election]:
    folder = Path(settings.key_dir)
    with app.app_context(), transaction() as session:
        own = make_election(session, folder, voters=8)
        return own, add_election(session, folder, name="Second Fund", voters=3)


def put(election: Election, *casts: Cast) -> None:
    for cast in casts:
        with transaction() as session:
            cast_ballots(session, round_id=election.round_id, sealed=[cast], clock=DURING)


def count(settings: Settings, election: Election) -> None:
    with transaction() as session:
        close_urn(session, pair=CLOSERS, round_id=election.round_id, now=CLOSES)
        for name in (f"Bea of {election.slug}", f"Carla of {election.slug}"):
            clerk = make_person(session, name, role="auditor")
            type_lot(
                session, actor=clerk, round_id=election.round_id, digits="1234567890", now=CLOSES
            )
    told = Ceremony(election.round_id, COMMAND, KeyStore(settings.key_dir), lambda _session: CLOSES)
    separate(told)
    open_and_count(told)


def ask(client: FlaskClient, kind: str, code: str) -> str:
    page = client.post("/verify", data={"kind": kind, "code": code}).text
    answer = re.search(r'id="answer".*?<form', page, re.S)
    return answer.group() if answer else ""


def test_ballot_whose_tracker_is_a_box_code_shows_its_owner_nothing_false(
    app: Flask, client: FlaskClient, settings: Settings, rounds: tuple[Election, Election]
) -> None:
    own, _second = rounds
    with app.app_context():
        first, victim = own.cast(1, 7, nonce="old"), own.cast(1, 7, nonce="new")
        put(own, first, victim)
        replaced, live = box_code(first.env_hash), box_code(victim.env_hash)
        put(own, own.cast(2, 4, tracker=live), own.cast(3, 9, tracker=replaced))
        assert look_up(db.session(), CodeKind.TRACKER, live).state is CodeState.IS_A_BOX_CODE
        count(settings, own)
    assert "was in the box when it was opened" in ask(client, "box", live)
    assert "This vote was replaced" in ask(client, "box", replaced)
    for code in (live, replaced):
        for kind in CodeKind:
            answer = ask(client, kind, code)
            assert not any(words in answer for words in NOT_SHOWN)
        assert "This is a box code, not a tracker" in ask(client, "tracker", code)
        page = client.post(f"/rounds/{own.slug}/results/ballots", data={"tracker": code})
        assert page.status_code == 422
        assert "This is a box code" in page.text


def test_prefix_of_a_code_is_no_code(
    app: Flask, client: FlaskClient, settings: Settings, rounds: tuple[Election, Election]
) -> None:
    own, _second = rounds
    with app.app_context():
        cast = own.cast(1, 4)
        put(own, cast)
    code = box_code(cast.env_hash)
    for part in (code[:15], code[:8], code + "0", code[1:], "", "É" * 16):
        for kind in CodeKind:
            page = client.post("/verify", data={"kind": kind, "code": part})
            assert page.status_code == 422, part


def test_two_votes_with_one_tracker_are_both_shown_with_the_innocent_explanation_first(
    app: Flask, client: FlaskClient, settings: Settings, rounds: tuple[Election, Election]
) -> None:
    own, second = rounds
    tracker = new_tracker()
    with app.app_context():
        put(own, own.cast(1, 7, tracker=tracker))
        put(second, second.cast(1, 15, tracker=tracker), second.cast(2, 9, tracker=new_tracker()))
        count(settings, own)
        alone = ask(client, "tracker", tracker)
        count(settings, second)
    assert "votes in public lists" not in alone
    both = ask(client, "tracker", tracker)
    assert "2 votes in public lists have this tracker" in both
    # Each with the name of its round, and the projects of that round.
    assert both.index("votes in public lists") < both.index("Neighbour Fund")
    assert both.index("Neighbour Fund") < both.index("Project 7") < both.index("Second Fund")
    assert both.index("Second Fund") < both.index("Project 15")
    assert "tell us" in both


def test_envelope_without_a_ballot_says_that_it_does_not_count(
    app: Flask, client: FlaskClient, settings: Settings, rounds: tuple[Election, Election]
) -> None:
    own, _second = rounds
    with app.app_context():
        whole = own.cast(1, 7)
        damaged = Cast.of(2, whole.envelope[:-1] + bytes([whole.envelope[-1] ^ 1]), b"n" * 32)
        # Its tracker looks like what the list shows for the damaged one.
        put(own, damaged, own.cast(3, 4, tracker=stand_in_of(damaged.env_hash)))
        count(settings, own)
    told = ask(client, "box", box_code(damaged.env_hash))
    assert "does not count" in told
    assert "it could not be opened" in told
    shown = ask(client, "tracker", stand_in_of(damaged.env_hash))
    assert shown.count("Counted.") == 1
    assert "does not count" not in shown


def test_every_look_up_of_every_code_answers_for_its_own_kind(
    app: Flask, client: FlaskClient, settings: Settings, rounds: tuple[Election, Election]
) -> None:
    """All pairs of what a voter may seal as a tracker and of what somebody types."""
    own, _second = rounds
    with app.app_context():
        put(own, first := own.cast(1, 7, nonce="a"))
        sealed = {1: box_code(first.env_hash)}
        for voter, tracker in ((2, sealed[1]), (3, box_code(b"\0" * 32)), (4, new_tracker())):
            put(own, cast := own.cast(voter, 4, tracker=tracker))
            sealed[voter] = box_code(cast.env_hash)
        count(settings, own)
        session = db.session()
        for code in sealed.values():
            assert look_up(session, CodeKind.BOX, code).state is CodeState.OPENED
            assert look_up(session, CodeKind.BOX, code).ballots == ()
            assert look_up(session, CodeKind.TRACKER, code).state is CodeState.IS_A_BOX_CODE
        for kind in CodeKind:
            assert look_up(session, kind, new_tracker()).state is CodeState.UNKNOWN


def test_answers_to_codes_have_one_length_whatever_they_find(
    app: Flask, client: FlaskClient, settings: Settings, rounds: tuple[Election, Election]
) -> None:
    own, _second = rounds
    trackers = [new_tracker() for _voter in range(5)]
    with app.app_context():
        for voter, choices in enumerate(((), (4,), (4, 7), (9, 15), (4, 9)), start=1):
            put(own, own.cast(voter, *choices, tracker=trackers[voter - 1]))
        count(settings, own)
    found = [client.post("/verify", data={"kind": "tracker", "code": code}) for code in trackers]
    found += [
        client.post("/verify", data={"kind": kind, "code": new_tracker()}) for kind in CodeKind
    ]
    assert len({len(answer.data) for answer in found}) == 1
    listed = f"/rounds/{own.slug}/results/ballots"
    shown = [client.post(listed, data={"tracker": code}) for code in (*trackers, new_tracker())]
    assert len({len(answer.data) for answer in shown}) == 1
