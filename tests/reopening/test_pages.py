"""The pages of a box after its opening, as auditors, facilitators and residents see them."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from config import Settings
from pbplatform.core.actor import ActorRef
from pbplatform.reopening import queries
from pbplatform.reopening.jobs.worker import end_keys
from pbplatform.results.services.certificate import CERTIFY, to_certify
from tests.browsing import sign_in, sign_out
from tests.conftest import SetClock
from tests.pages import hidden_field
from tests.reopening.boxes import Box, by_two, certified, counted_box
from tests.voting.elections import CLOSES, OPENS, make_election

pytestmark = pytest.mark.one_database
ROUND = "/rounds/neighbour-fund"
PUBLIC, STATE = f"{ROUND}/openings", "/desk/rounds/neighbour-fund/openings"
KEY = "/desk/rounds/neighbour-fund/box/key"
OTHER = "ab" * 32


@pytest.fixture
def box(session: Session, settings: Settings, clock: SetClock) -> Box:
    made = counted_box(session, settings.key_dir)
    session.commit()
    clock.at = CLOSES
    return made


def text(client: FlaskClient, url: str, status: int = 200) -> str:
    answer = client.get(url)
    assert answer.status_code == status, answer.text
    return " ".join(answer.text.split())


def say(client: FlaskClient, box: Box, clock: SetClock, who: ActorRef, given: str) -> str:
    """Both steps of a statement; the page it leads to."""
    sign_in(client, who, clock.at)
    looked = client.post(STATE, data={"hash": given})
    assert looked.status_code == 200
    assert not queries.own_statement(*_of(box, who))  # nothing is public yet
    sent = {"hash": given, "seen": hidden_field(looked.text, "seen")}
    answer = client.post(STATE, data=sent, follow_redirects=True)
    assert answer.status_code == 200, answer.text
    return " ".join(answer.text.split())


def _of(box: Box, who: ActorRef) -> tuple[Session, int, int | None]:
    from pbplatform.core.db import db

    db.session.rollback()
    return db.session(), box.election.round_id, who.account_id


def test_auditor_says_that_the_same_list_came_out_and_everybody_reads_it(
    client: FlaskClient, box: Box, clock: SetClock
) -> None:
    assert "Nobody has said yet that they opened the box again." in text(client, PUBLIC)
    page = say(client, box, clock, box.una, box.listed.hex().upper())
    assert "It stands in public: the same list came out." in page
    sign_out(client)
    for url in (PUBLIC, f"{ROUND}/results/check", ROUND):
        assert "The box was opened again 1 time. The same list of votes came out." in text(
            client, url
        )
    for url in (PUBLIC, f"{ROUND}/results/check"):
        assert "Opening 2, by <bdi" in text(client, url)
    assert "ANOTHER" not in text(client, PUBLIC)
    expert = text(client, "/log/expert")
    assert "The box was opened again 1 time." in expert
    assert "The key still exists. It is destroyed by two people" in expert


def test_page_compares_first_and_says_what_is_wrong_with_a_hash(
    client: FlaskClient, box: Box, clock: SetClock
) -> None:
    sign_in(client, box.una, clock.at)
    for given, says in (
        ("", "Type the hash"),
        ("abc", "This has 3."),
        ("z" * 64, "only the digits 0 to 9"),
        ("a" * 300, "too long for a hash"),
    ):
        answer = client.post(STATE, data={"hash": given})
        assert answer.status_code in (409, 422)
        assert says in answer.text
        assert given[:40] in answer.text  # nothing typed is lost
    page = client.post(STATE, data={"hash": OTHER}).text
    assert "This is another hash than the one that the public log names" in page
    changed = {"hash": box.listed.hex(), "seen": hidden_field(page, "seen")}
    again = client.post(STATE, data=changed)  # another hash than was compared
    assert again.status_code == 409
    assert "the same list" in again.text
    assert queries.openings_of(_of(box, box.una)[0], box.election.round_id) == []


def test_another_list_is_said_everywhere_holds_up_the_certificate_and_can_be_answered(
    client: FlaskClient, box: Box, clock: SetClock, session: Session
) -> None:
    page = say(client, box, clock, box.una, OTHER)
    assert "Nobody can certify until it is answered." in page
    clock.at = box.round(session).objections_end_at or CLOSES
    session.commit()
    sign_in(client, box.finn, clock.at)
    desk = text(client, "/desk/rounds/neighbour-fund/result")
    assert "1 time ANOTHER list of votes came out." in desk
    assert "Answer that first." in desk
    assert "another list came out. Look into it." in text(client, "/desk/facilitator")
    aside = f"{STATE}/2/aside"
    assert "Why it does not stand" not in text(client, PUBLIC)
    answer = client.post(aside, data={"reason": ""})
    assert answer.status_code == 422
    answer = client.post(aside, data={"reason": "The export was of an older day."})
    assert answer.location == "/desk/two-people"
    sign_in(client, box.una, clock.at)
    assert "You said this yourself." in text(client, aside)
    sign_in(client, box.ola, clock.at)
    waiting = text(client, "/desk/two-people")
    assert "The export was of an older day." in waiting
    form = {"act": hidden_field(waiting, "act"), "seen": hidden_field(waiting, "seen")}
    done = client.post("/desk/two-people", data={**form, "choice": "confirm"})
    assert done.status_code == 302, done.text
    sign_out(client)
    public = text(client, PUBLIC)
    assert "two people said why it does not stand" in public
    assert "The export was of an older day." in public
    session.rollback()
    asked = to_certify(session, box.round(session))
    by_two(session, CERTIFY, box.finn, box.ola, asked, clock.at)


def test_statement_is_taken_back_on_its_own_page_and_only_by_who_made_it(
    client: FlaskClient, box: Box, clock: SetClock
) -> None:
    say(client, box, clock, box.una, OTHER)
    assert "You have said already what came out." in text(client, STATE)
    back = f"{STATE}/2/back"
    sign_in(client, box.ola, clock.at)
    assert "Only who said it can take it back." in text(client, back)
    sign_in(client, box.una, clock.at)
    assert client.post(back, data={"reason": " "}).status_code == 422
    answer = client.post(back, data={"reason": "I typed it wrong."}, follow_redirects=True)
    assert "Taken back, in public." in answer.text
    assert "I typed it wrong." in text(client, PUBLIC)
    assert "Nobody has said yet" in text(client, PUBLIC)
    assert text(client, f"{STATE}/9/back", 404)


def test_only_auditors_and_trustees_reach_the_form(
    client: FlaskClient, box: Box, clock: SetClock
) -> None:
    sign_in(client, box.finn, clock.at)
    assert "Only auditors and trustees" in text(client, STATE, 403)
    assert client.post(STATE, data={"hash": OTHER}).status_code == 403


def test_two_people_end_the_key_on_one_page_and_the_page_says_what_it_means(
    client: FlaskClient, box: Box, clock: SetClock, session: Session, settings: Settings
) -> None:
    sign_in(client, box.finn, clock.at)
    assert "The key is still needed" in text(client, KEY)
    early = client.post(KEY, data={"seen": "x"})
    assert early.status_code == 409
    clock.at = certified(session, box)
    session.commit()
    sign_in(client, box.finn, clock.at)
    assert "End the key of the box with an auditor." in text(client, "/desk/facilitator")
    page = text(client, KEY)
    for says in ("in a back-up of KEY_DIR", "It holds 3 closed votes.", "old blocks"):
        assert says in page
    answer = client.post(KEY, data={"seen": hidden_field(page, "seen")}, follow_redirects=True)
    assert "Now a second person looks and confirms" in answer.text
    sign_in(client, box.una, clock.at)
    page = text(client, KEY)
    assert "asked for this. If you confirm the same key, it is destroyed." in page
    answer = client.post(KEY, data={"seen": hidden_field(page, "seen")}, follow_redirects=True)
    assert "The key lies on this machine." in answer.text
    assert "It is not gone yet" in text(client, PUBLIC)
    session.rollback()
    clock.at += timedelta(minutes=1)
    end_keys(settings)
    for url in (PUBLIC, KEY, ROUND, f"{ROUND}/results/check"):
        assert "The key was destroyed on" in text(client, url)
    assert "The files of the database were written anew on" in text(client, PUBLIC)
    assert "Nobody opened the box again, and nobody can any more." in text(client, PUBLIC)
    assert "Nobody can open this box again." in text(client, STATE)


def test_page_of_the_box_tells_the_truth_before_there_is_anything_to_open(
    client: FlaskClient, session: Session, settings: Settings, clock: SetClock
) -> None:
    make_election(session, settings.key_dir)
    session.commit()
    clock.at = OPENS
    page = text(client, PUBLIC)
    assert "The key lies on the server, with the people who run it." in page
    assert "Nobody yet. The box is opened in public, after the close." in page
    assert "Say that you opened it again" not in page
    assert client.get("/rounds/none/openings").status_code == 404


def test_program_and_its_words_are_handed_out_as_text(
    client: FlaskClient, box: Box, app: Flask, tmp_path: Path
) -> None:
    program = client.get(f"{ROUND}/reopen.py")
    assert program.text.startswith('"""Open the box of a vote once more')
    words = client.get(f"{ROUND}/english.txt")
    assert (len(words.text.split()), words.mimetype) == (2048, "text/plain")
