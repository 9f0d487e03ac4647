"""“Did anybody vote in my name?”, by page. Source: docs/rules/voting.md section 14."""

from __future__ import annotations

import html
import re
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, select, update
from werkzeug.test import TestResponse

from config import Settings
from pbplatform.core.db import db
from pbplatform.core.transaction import transaction
from pbplatform.rounds.models import Round
from pbplatform.voting.kinds import Why
from pbplatform.voting.models import ON_PAPER, RollEntry
from pbplatform.voting.models.checking import RollRoot, RollTile
from pbplatform.voting.services.close import close_urn
from pbplatform.voting.services.destroying import record_key_destroyed
from pbplatform.voting.services.roll import Strike, Voter, Who, bind_spare, link_account
from pbplatform.voting.services.roll import strike_voters as strike
from tests.conftest import SetClock
from tests.factories import make_person, make_place, make_round
from tests.pages import sign_in
from tests.voting.by_page import election, open_box, vote
from tests.voting.ceremony_acts import CLOSERS
from tests.voting.elections import CLOSES, OPENS, TWO, Election

PAGE = "/rounds/neighbour-fund/my-name"
DURING = OPENS + timedelta(days=1)

__all__ = ["election"]


def ask(client: FlaskClient, code: str, **more: str) -> TestResponse:
    return client.post(PAGE, data={"code": code, **more})


def words(answer: TestResponse) -> str:
    """What one reads, without tags."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", answer.text)).split())


def close_box(election: Election) -> None:
    with transaction() as session:
        close_urn(session, pair=CLOSERS, round_id=election.round_id, now=CLOSES)


def test_page_of_the_round_leads_to_the_question_from_the_freeze_on(
    app: Flask, client: FlaskClient, election: Election
) -> None:
    for page in ("/rounds/neighbour-fund", "/rounds/neighbour-fund/roll"):
        assert f'href="{PAGE}"' in client.get(page).text
    with app.app_context(), transaction() as session:
        session.execute(update(Round).values(key_destroyed_at=CLOSES))
    for page in ("/rounds/neighbour-fund", "/rounds/neighbour-fund/roll"):
        assert f'href="{PAGE}"' not in client.get(page).text


def test_letter_is_told_whether_a_vote_lies_in_the_box_and_nothing_more(
    client: FlaskClient, election: Election
) -> None:
    nobody = ask(client, election.codes[0])
    assert "No, nobody has voted with your number so far." in words(nobody)
    assert "it is evidence" in words(nobody)
    vote(client, election.codes[0], 4)
    told = ask(client, election.codes[0].lower())
    assert told.status_code == 200
    assert "no-store" in told.headers["Cache-Control"]
    assert "Yes, a vote with your number is in the box." in words(told)
    assert "Vote with your letter now" in words(told)
    assert "You are on the roll." in words(told)
    for secret in ("Project 4", election.codes[0]):
        assert secret not in re.sub(r"<input[^>]*>", "", told.text)
    assert len(nobody.data) == len(told.data)


def test_wrong_codes_are_refused_beside_the_field_and_too_many_wait(
    client: FlaskClient, election: Election
) -> None:
    for _try in range(30):
        told = ask(client, "WRONGWRONGWRONG")
    assert told.status_code in (409, 422)
    assert "We do not find this code in this round" in words(told)
    assert 'value="WRONGWRONGWRONG"' in told.text
    assert ask(client, "WRONGWRONGWRONG").status_code == 429
    assert "No, nobody has voted" in words(ask(client, election.codes[1]))  # a right one always
    assert ask(client, "").status_code == 422
    assert ask(client, "A" * 500).status_code == 422


def test_what_is_spare_or_of_another_round_is_told_nothing(
    client: FlaskClient, election: Election
) -> None:
    told = ask(client, election.spare_codes[0])
    assert "spare letter that is nobody’s yet" in words(told)
    assert "roll proof" not in told.text
    assert client.get("/rounds/no-such/my-name").status_code == 404


def test_proof_is_saved_and_checked_away_from_the_server_at_freeze_and_close(
    app: Flask, client: FlaskClient, clock: SetClock, election: Election, tmp_path: Path
) -> None:
    vote(client, election.codes[2], 4)
    assert "Save the proof of the freeze" in ask(client, election.codes[2]).text
    assert "Save the proof of the close" not in ask(client, election.codes[2]).text
    clock.at = CLOSES + timedelta(hours=1)
    with app.app_context():
        close_box(election)
    log = tmp_path / "log.jsonl"
    log.write_bytes(client.get("/log/rounds/neighbour-fund.jsonl").data)
    program = tmp_path / "check-roll.py"
    program.write_bytes(client.get("/log/check-roll.py").data)

    def run(name: str, text: str) -> subprocess.CompletedProcess[str]:
        proof = tmp_path / name
        proof.write_text(text, encoding="utf-8")
        command = [sys.executable, "-I", str(program), str(proof), str(log)]
        return subprocess.run(command, capture_output=True, text=True, check=False)

    for stage, said in (("freeze", "no vote"), ("close", "a vote cast on a screen lies")):
        saved = ask(client, election.codes[2], action=f"file-{stage}")
        assert saved.content_type.startswith("text/plain")
        assert f"neighbour-fund-roll-{stage}.txt" in saved.headers["Content-Disposition"]
        assert "no-store" in saved.headers["Cache-Control"]
        right = run("right.txt", saved.text)
        assert (right.returncode, "ok: this row is below the root" in right.stdout) == (0, True)
        assert said in right.stdout
        mark = "mark: 0" if "mark: 1" in saved.text else "mark: 1"
        for forged in (
            re.sub(r"mark: .", mark, saved.text),
            saved.text.replace("voter: 3", "voter: 4"),
            saved.text.rsplit("\n", 2)[0],
            re.sub(r"root: ..", "root: 00", saved.text),
            saved.text.replace("proof 1", "proof 2"),
            "",
        ):
            if forged != saved.text:
                assert run("forged.txt", forged).returncode == 1, forged


def test_after_the_close_the_answer_stays_and_says_what_is_still_possible(
    app: Flask, client: FlaskClient, clock: SetClock, settings: Settings, election: Election
) -> None:
    vote(client, election.codes[0], 4)
    clock.at = CLOSES + timedelta(minutes=1)
    assert "before the box is closed" in words(ask(client, election.codes[0]))
    with app.app_context():
        open_box(settings, election)
    clock.at = CLOSES + timedelta(days=300)
    told = words(ask(client, election.codes[0]))
    assert "Yes, a vote was put in with your number." in told
    assert "nobody can tell which one it is" in told
    assert "No, nobody voted with your number." in words(ask(client, election.codes[1]))


def test_after_the_key_is_destroyed_it_says_why_nobody_can_be_told(
    app: Flask, client: FlaskClient, clock: SetClock, settings: Settings, election: Election
) -> None:
    vote(client, election.codes[0], 4)
    with app.app_context():
        open_box(settings, election)
        with transaction() as session:
            record_key_destroyed(session, slug=election.slug, now=CLOSES + timedelta(days=60))
    clock.at = CLOSES + timedelta(days=400)
    page = client.get(PAGE)
    assert page.status_code == 200
    assert "This can no longer be answered." in words(page)
    assert "What remains" in words(page)
    assert "<form" not in page.text.split("<main")[1].split("</main")[0]
    assert ask(client, election.codes[0]).status_code == 409


def test_struck_replaced_and_paper_are_told_what_became_of_their_vote(
    app: Flask, client: FlaskClient, election: Election
) -> None:
    vote(client, election.codes[0], 4)
    vote(client, election.codes[1], 4)
    vote(client, election.codes[2], 7)
    today = DURING.date()
    with app.app_context(), transaction() as session:
        for number, why in ((1, Why.DIED), (2, Why.NOT_ENTITLED)):
            strike(
                session,
                who=Who.two(TWO),
                round_id=election.round_id,
                strike=Strike((number,), why),
                seen=None,
                today=today,
                now=DURING,
            )
        bind_spare(
            session,
            pair=TWO,
            round_id=election.round_id,
            voter_no=3,
            spare_no=1,
            today=today,
            now=DURING,
        )
        own = (RollEntry.round_id == election.round_id, RollEntry.voter_no == 4)
        session.execute(update(RollEntry).where(*own).values(state=ON_PAPER))
    died, out, lost, paper = (words(ask(client, election.codes[place])) for place in range(4))
    assert "stays and counts" in died
    assert "Two people took the vote" in out
    assert "nobody has voted with your number so far" in out
    assert "This letter was replaced on" in lost
    assert "a vote with your number is in the box" in lost
    assert "Save the proof" not in lost
    assert "A ballot paper was given out for it" in paper
    assert "It votes once." in words(ask(client, election.spare_codes[0]))


def test_linked_account_asks_without_a_code_until_votes_lie_apart(
    app: Flask, client: FlaskClient, clock: SetClock, settings: Settings, election: Election
) -> None:
    with app.app_context(), transaction() as session:
        nadia = make_person(session, "Nadia")
        assert nadia.account_id is not None
        link_account(
            session, round_id=election.round_id, account_id=nadia.account_id, voter=Voter(2, 1)
        )
    assert "You are on the roll." not in words(client.post(PAGE, data={"as_me": "1"}))
    sign_in(app, client, nadia, clock)
    assert "Ask as yourself" in client.get(PAGE).text
    told = client.post(PAGE, data={"as_me": "1"})
    assert "nobody has voted with your number so far" in words(told)
    saved = client.post(PAGE, data={"as_me": "1", "action": "file-freeze"})
    assert "\nvoter: 2\n" in saved.text
    with app.app_context():
        open_box(settings, election)
    clock.at = CLOSES + timedelta(days=1)
    assert "No account is linked to a place on the roll any more" in words(client.get(PAGE))
    assert client.post(PAGE, data={"as_me": "1"}).status_code == 422


def test_answer_that_does_not_fit_the_log_is_said_in_red(
    app: Flask, client: FlaskClient, clock: SetClock, election: Election
) -> None:
    """Whoever runs the database unmarks a voter after the close."""
    vote(client, election.codes[0], 4)
    clock.at = CLOSES + timedelta(hours=1)
    with app.app_context():
        close_box(election)
        with transaction() as session:
            session.execute(update(RollEntry).values(marked=False))
    told = words(ask(client, election.codes[0]))
    assert "does not fit the fingerprint in the public log" in told


def test_round_without_roots_says_that_the_answer_rests_on_us(
    app: Flask, client: FlaskClient, election: Election
) -> None:
    with app.app_context(), transaction() as session:
        session.execute(delete(RollTile))
        session.execute(delete(RollRoot))
    told = words(ask(client, election.codes[0]))
    assert "before rolls had fingerprints" in told
    assert "before rolls had a fingerprint" in words(client.get("/rounds/neighbour-fund/roll"))


def test_roll_page_shows_both_roots(
    app: Flask, client: FlaskClient, clock: SetClock, election: Election
) -> None:
    with app.app_context():
        close_box(election)
        roots = [bytes(root).hex() for root in db.session.scalars(select(RollRoot.root))]
    clock.at = CLOSES + timedelta(hours=1)
    page = re.sub(r"<wbr>|\s", "", client.get("/rounds/neighbour-fund/roll").text)
    assert len(roots) == 2
    assert all(root in page for root in roots)


def test_before_the_freeze_nobody_is_asked_for_a_code(app: Flask, client: FlaskClient) -> None:
    with app.app_context(), transaction() as session:
        make_place(session)
        make_round(session, name="Early Fund")
    page = client.get("/rounds/early-fund/my-name")
    assert page.status_code == 200
    assert "the ballot is not frozen" in words(page)


@pytest.mark.parametrize("method", ["get", "post"])
def test_nothing_of_a_reader_is_kept_in_a_shared_cache(
    client: FlaskClient, election: Election, method: str
) -> None:
    answer = getattr(client, method)(PAGE)
    assert "no-store" in answer.headers["Cache-Control"]
