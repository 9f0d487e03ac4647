"""A call for another letter is noted by one, carried out by two others.

Source: docs/rules/voting.md section 12.
"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.core.actor import ActorRef
from pbplatform.core.db import db
from pbplatform.core.errors import Conflict, NotAllowed
from pbplatform.core.transaction import transaction
from pbplatform.rounds.models import Round
from pbplatform.voting.domain.registers.hashing import hashes_of
from pbplatform.voting.models import LetterWish, RollEntry
from pbplatform.voting.services import roll_acts
from pbplatform.voting.services.wishes import drop_wish, forget_old_wishes, wish_letter
from tests.conftest import SetClock
from tests.factories import make_person
from tests.logged import waiting_entries
from tests.pages import hidden_field, sign_in
from tests.voting.elections import CLOSES, OPENS, TWO, Election, make_election

NOW = OPENS + timedelta(days=1)


@pytest.fixture
def held(session: Session, tmp_path: Path) -> Election:
    return make_election(session, tmp_path)


@pytest.fixture
def cleo(session: Session, held: Election) -> ActorRef:
    """A clerk of the round, who picks up the telephone."""
    round_ = session.get_one(Round, held.round_id)
    return make_person(session, "Cleo", role="clerk", scope=round_.scope)


def wishes(session: Session) -> list[LetterWish]:
    return list(session.scalars(select(LetterWish).order_by(LetterWish.wish_no)))


def test_a_call_changes_nothing_of_the_roll_and_the_log_names_no_voter(
    session: Session, held: Election, cleo: ActorRef
) -> None:
    assert wish_letter(session, actor=cleo, round_id=held.round_id, who=3, now=NOW) == 1
    entry = session.get_one(RollEntry, (held.round_id, 3))
    assert (entry.letter, entry.reissued) == (1, False)
    (told,) = [e for e in waiting_entries(session) if e["kind"] == "vote:letter:wished"]
    assert told["data"] == {"wish": 1, "origin": "phone"}


def test_a_voter_who_calls_twice_has_one_wish(
    session: Session, held: Election, cleo: ActorRef
) -> None:
    first = wish_letter(session, actor=cleo, round_id=held.round_id, who=3, now=NOW)
    assert wish_letter(session, actor=cleo, round_id=held.round_id, who=3, now=NOW) == first
    assert wish_letter(session, actor=cleo, round_id=held.round_id, who=4, now=NOW) == 2


def test_the_number_of_the_register_finds_its_voter_by_its_hash_alone(
    session: Session, held: Election, cleo: ActorRef
) -> None:
    (hashed, other) = hashes_of(b"k" * 32, ["AB-17", "AB-18"])
    session.get_one(RollEntry, (held.round_id, 2)).register_hash = hashed
    session.flush()
    wish_letter(session, actor=cleo, round_id=held.round_id, who=hashed, now=NOW)
    assert [wish.voter_no for wish in wishes(session)] == [2]
    with pytest.raises(Conflict, match=r"wish\.not_on_roll"):
        wish_letter(session, actor=cleo, round_id=held.round_id, who=other, now=NOW)


def test_whoever_took_the_call_is_neither_of_the_two(
    session: Session, held: Election, cleo: ActorRef
) -> None:
    round_ = session.get_one(Round, held.round_id)
    wish_letter(session, actor=cleo, round_id=held.round_id, who=3, now=NOW)
    asked = roll_acts.to_bind(session, round_, voter_no=3, spare_no=1)
    refusal = roll_acts.BIND_SPARE.refuse(session, cleo, asked, NOW)
    assert isinstance(refusal, NotAllowed)
    assert refusal.code == "wish.you_took_the_call"
    other = roll_acts.to_bind(session, round_, voter_no=4, spare_no=1)
    assert roll_acts.BIND_SPARE.refuse(session, cleo, other, NOW) is None
    roll_acts.BIND_SPARE.perform(session, TWO, asked, NOW)
    assert [wish.settled for wish in wishes(session)] == ["done"]
    assert session.get_one(RollEntry, (held.round_id, 3)).reissued


def test_a_wish_is_dropped_once_and_the_letter_stays_good(
    session: Session, held: Election, cleo: ActorRef
) -> None:
    wish_letter(session, actor=cleo, round_id=held.round_id, who=3, now=NOW)
    drop = {"actor": cleo, "round_id": held.round_id, "wish_no": 1, "now": NOW}
    drop_wish(session, **drop)
    assert not session.get_one(RollEntry, (held.round_id, 3)).reissued
    for number in (1, 9):
        with pytest.raises(Conflict, match=r"wish\.settled"):
            drop_wish(session, **{**drop, "wish_no": number})
    assert wish_letter(session, actor=cleo, round_id=held.round_id, who=3, now=NOW) == 2


def test_once_voting_is_over_nothing_is_noted_and_nothing_is_left(
    session: Session, held: Election, cleo: ActorRef
) -> None:
    wish_letter(session, actor=cleo, round_id=held.round_id, who=3, now=NOW)
    forget_old_wishes(session, now=CLOSES - timedelta(seconds=1))
    assert len(wishes(session)) == 1
    forget_old_wishes(session, now=CLOSES)
    assert wishes(session) == []
    with pytest.raises(Conflict, match=r"wish\.too_late"):
        wish_letter(session, actor=cleo, round_id=held.round_id, who=3, now=CLOSES)


@pytest.mark.one_database
def test_a_call_is_noted_and_seen_by_others_by_pages(
    app: Flask, clock: SetClock, tmp_path: Path
) -> None:
    clock.at = NOW
    app.config["WTF_CSRF_ENABLED"] = False
    with app.app_context(), transaction() as session:
        held = make_election(session, tmp_path)
        scope = session.get_one(Round, held.round_id).scope
        people = [make_person(session, name, role="clerk", scope=scope) for name in ("Cleo", "Don")]
    cleo, don = (_browser(app, clock, person) for person in people)
    sheet = cleo.get("/desk/calls", query_string={"where": f"rounds/{held.slug}"}).text
    assert "The person’s voting letter is lost" in sheet
    assert "Voting ends on" in sheet
    note = f"/desk/calls/rounds/{held.slug}/letter"
    assert "Ask for the voter number" in cleo.get(note).text
    for wrong in ("", "99", "abc", "9" * 30):
        refused = cleo.post(note, data={"number": wrong})
        assert refused.status_code == 422, wrong
    assert cleo.post(note, data={"number": "3"}).status_code == 302
    page = f"/desk/clerk/rounds/{held.slug}/roll/wishes"
    assert "Voter 3." in don.get(page).text
    mine = cleo.get(page).text
    assert "Voter 3." not in mine
    assert "You took this call" in mine
    form = don.get(page).text
    assert hidden_field(form, "wish") == "1"
    assert don.post(page, data={"wish": "1"}).status_code == 302
    assert "Dropped." in don.get(page).text
    assert don.post(page, data={"wish": "1"}).status_code == 409
    with app.app_context():
        assert [wish.settled for wish in wishes(db.session())] == ["dropped"]


def _browser(app: Flask, clock: SetClock, person: ActorRef) -> FlaskClient:
    browser = app.test_client()
    sign_in(app, browser, person, clock)
    return browser
