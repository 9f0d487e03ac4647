"""A bundle, as an outsider checks it: by a process of its own that knows nothing of ours.

Source: docs/rules/audit.md section 10.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.cli import replay as command
from pbplatform.core.db import db
from pbplatform.rounds.models import Round
from pbplatform.voting.domain.programs import VERIFIER
from pbplatform.voting.models import PublishedBallot, SeparatedEnvelope
from tests.conftest import SetClock
from tests.counting.elections import ELECTIONS, vote_type_of
from tests.results.bundles import check, entries_in, files_of, write_bundle
from tests.results.counted import count_it, opened_election
from tests.voting.ceremony_acts import close_to_opened
from tests.voting.elections import CLOSES, make_election

pytestmark = pytest.mark.one_database
# The smallest elections that a box can take, of every rule that is counted; real ones if there are.
REPLAYED = sorted(
    (file for file in ELECTIONS if vote_type_of(file) in command.KINDS),
    key=lambda file: file.stat().st_size,
)[:8]


@pytest.fixture
def bundle(session: Session, tmp_path: Path) -> Path:
    election = opened_election(session, tmp_path / "keys", (15, 9), (7,), (), (4, 8))
    count_it(session, election)
    session.commit()
    return write_bundle(session, election.slug, tmp_path, key=True)


def test_bundle_of_a_vote_is_right_and_says_what_it_cannot_see(bundle: Path) -> None:
    told = check(bundle)
    assert told.code == 0, told.text
    assert told.text.startswith(f"verify.py {hashlib.sha256(VERIFIER.read_bytes()).hexdigest()}\n")
    for line in ("signed as budget.example/log/site", "4 envelopes: log, box, close and opening",
                 "3 votes that count and 1 that do not", "the same votes and prices",
                 "It cannot see what was in an envelope"):  # fmt: skip
        assert line in told.text
    unpacked = bundle.parent / "unpacked"
    unpacked.mkdir()
    for name, content in files_of(bundle).items():
        (unpacked / name).write_bytes(content)
    assert check(unpacked).code == 0


def test_bundle_of_a_box_in_which_nothing_lies_is_right(session: Session, tmp_path: Path) -> None:
    election = make_election(session, tmp_path / "keys", voters=2)
    close_to_opened(session, tmp_path / "keys", election.round_id, now=CLOSES)
    count_it(session, election)
    told = check(write_bundle(session, election.slug, tmp_path))
    assert told.code == 0, told.text
    assert "0 envelopes: log, box, close and opening; 2 on the roll" in told.text


def test_bundle_without_a_checkpoint_says_so_and_is_wrong_where_a_key_was_given(
    session: Session, tmp_path: Path
) -> None:
    election = opened_election(session, tmp_path / "keys", (15, 9), (7,))
    count_it(session, election)
    bundle = write_bundle(session, election.slug, tmp_path)
    told = check(bundle)
    assert told.code == 0
    assert "no signed checkpoint in this bundle" in told.text
    assert "ok     1" not in told.text
    assert check(bundle, "--key", "x+00000000+AA").code == 1


def test_same_state_gives_the_same_bytes_and_nothing_secret(bundle: Path, session: Session) -> None:
    again = write_bundle(session, "neighbour-fund", bundle.parent / "..", key=False)
    assert again.read_bytes() == bundle.read_bytes()
    whole = b"".join(files_of(bundle).values())
    assert b"PRIVATE KEY" not in whole
    envelopes = session.scalars(select(SeparatedEnvelope.envelope)).all()
    assert len(envelopes) == 4
    assert not any(
        bytes(each) in whole or bytes(each).hex().encode() in whole for each in envelopes
    )


def test_receipt_is_found_in_the_log_and_in_the_list(bundle: Path, session: Session) -> None:
    files = files_of(bundle)
    live = files["envelopes.txt"].decode().split()[0]
    ballot = session.scalars(select(PublishedBallot).where(PublishedBallot.choices == "7")).one()
    checkpoint = files["ballot-log.checkpoint"].decode()
    mine, other = bundle.parent / "mine.txt", bundle.parent / "other.txt"
    from pbplatform.core.secrets import group_code
    from pbplatform.voting.domain.sealing import box_code

    code = box_code(bytes.fromhex(live))
    text = f"Box code: {group_code(code)}\nTracker: {group_code(ballot.tracker)}\nChoices: 7\n\n"
    mine.write_text(f"{text}{checkpoint}")
    told = check(bundle, "--receipt", mine)
    assert told.code == 0, told.text
    assert told.text.count("ok     8") == 4
    other.write_text(f"Box code: 0000-0000-0000-0000\nTracker: {ballot.tracker}\nChoices: 9\n")
    told = check(bundle, "--receipt", other)
    assert told.code == 1
    assert "no envelope in ballot-log.jsonl with the box code" in told.text
    assert f"ballots.csv has [[7]] for {ballot.tracker}, you [9]" in told.text


@pytest.mark.parametrize("file", REPLAYED, ids=lambda file: file.stem)
def test_replayed_election_ends_in_a_bundle_that_is_right(
    app: Flask, tmp_path: Path, file: Path
) -> None:
    with app.app_context():
        command.replay(app, file, rule_name="official")
        slug = db.session.scalars(select(Round.slug)).one()
        bundle = write_bundle(db.session(), slug, tmp_path, key=True)
    told = check(bundle)
    assert told.code == 0, told.text
    assert "the same votes and prices" in told.text


def test_log_names_the_program_at_the_freeze(bundle: Path) -> None:
    entries = entries_in(files_of(bundle), "site.jsonl")
    named = [one["data"] for one in entries if one["kind"] == "vote:programs:named"]
    assert [one["verifier_sha256"] for one in named] == [
        hashlib.sha256(VERIFIER.read_bytes()).hexdigest()
    ]


def test_page_offers_the_bundle_with_its_command_and_its_hash(
    bundle: Path, client: FlaskClient, clock: SetClock
) -> None:
    clock.at = CLOSES
    page = client.get("/rounds/neighbour-fund/results/check").text
    assert "/rounds/neighbour-fund/bundle.zip" in page
    assert "python -I verify.py neighbour-fund-bundle.zip" in page
    answer = client.get("/rounds/neighbour-fund/bundle.zip")
    assert answer.mimetype == "application/zip"
    taken = bundle.parent / "taken.zip"
    taken.write_bytes(answer.data)
    assert check(taken).code == 0
    assert client.get("/rounds/neighbour-fund/verify.py").data == VERIFIER.read_bytes()


def test_before_the_count_there_is_no_bundle(
    session: Session, tmp_path: Path, client: FlaskClient, clock: SetClock
) -> None:
    opened_election(session, tmp_path / "keys", (15, 9))
    session.commit()
    clock.at = CLOSES
    assert client.get("/rounds/neighbour-fund/bundle.zip").status_code == 404
    assert client.get("/rounds/neighbour-fund/results/check").status_code == 200
