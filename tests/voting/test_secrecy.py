"""No tracker and no choice reaches a disk of ours before the urn is opened (rulings 20 and 21).

Two hundred people vote by page. Everything at rest is then read as bytes: every file of the
database's folder, of keys and uploads, a dump of every table, the program's own log. After the
opening every published tracker is looked for in what was read before, plain and hashed.
"""

from __future__ import annotations

import hashlib
import hmac
import logging
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import make_url, select, text

from config import Settings
from pbplatform.core.db import db
from pbplatform.core.secrets import derive_key, group_code
from pbplatform.core.transaction import transaction
from pbplatform.models import Base
from pbplatform.voting import queries
from pbplatform.voting.models import UrnEnvelope
from tests.conftest import SetClock
from tests.pages import code_shown, hidden_field
from tests.voting import elections
from tests.voting.by_page import open_box
from tests.voting.elections import OPENS, Election, make_election
from tests.voting.receipts import with_keys

VOTERS = 200
HOME = "/rounds/neighbour-fund/vote"
# Pairs that are not neighbours in any list of projects, so that finding one means finding a ballot.
PAIRS = ((7001, 7003), (7002, 7004), (7001, 7004))


@pytest.fixture
def election(
    app: Flask, settings: Settings, clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> Election:
    monkeypatch.setattr(elections, "CODE_KEY", derive_key(settings.secret_key, "letter-codes"))
    monkeypatch.setattr(elections, "PROJECTS", tuple((7001 + at, 100_000) for at in range(4)))
    clock.at = OPENS + timedelta(days=1)
    with app.app_context(), transaction() as session:
        made = make_election(session, Path(settings.key_dir), voters=VOTERS)
    with_keys(app, settings)  # so that receipts are promised and signed
    return made


def dump() -> bytes:
    """Every row of every table, text and bytes alike."""
    parts: list[bytes] = []
    for table in Base.metadata.sorted_tables:
        for row in db.session.execute(select(table)):
            for value in row:
                parts.append(bytes(value) if isinstance(value, bytes) else str(value).encode())
    db.session.rollback()
    return b"\x00".join(parts)


def files_at_rest(settings: Settings, data_folder: Path | None) -> Iterator[bytes]:
    """The database's files, its write-ahead log, keys and uploads.

    Args:
        data_folder: of a PostgreSQL server of our own; elsewhere the dump has to do.
    """
    url = make_url(settings.database_url)
    folders = [settings.key_dir, settings.files_dir]
    if url.get_backend_name() == "sqlite":
        path = Path(url.database or "")
        yield from (file.read_bytes() for file in path.parent.glob(f"{path.name}*"))
    elif data_folder is not None:
        asked = text("SELECT oid FROM pg_database WHERE datname = current_database()")
        oid = db.session.scalar(asked)
        db.session.rollback()
        folders += [data_folder / "base" / str(oid), data_folder / "pg_wal"]
    for folder in folders:
        yield from (file.read_bytes() for file in folder.rglob("*") if file.is_file())


def without_blanks(data: bytes) -> bytes:
    """The same with long runs of zeros cut to 64: nothing that is looked for holds so many."""
    return re.sub(rb"\x00{64,}", bytes(64), data)


def vote_by_page(app: Flask, election: Election) -> list[str]:
    """Everybody votes; returns the trackers that stood on their screens."""
    trackers = []
    for voter, code in enumerate(election.codes):
        client: FlaskClient = app.test_client()
        chosen = [str(number) for number in PAIRS[voter % len(PAIRS)]]
        client.post(HOME, data={"project": chosen, "action": "next"})
        client.post(f"{HOME}/eligibility", data={"code": code})
        slip = hidden_field(client.get(f"{HOME}/check").text, "slip")
        receipt = client.post(f"{HOME}/cast", data={"slip": slip})
        trackers.append(code_shown(receipt.text, "tracker-code"))
    return trackers


def traces(tracker: str, secret: str) -> Iterator[bytes]:
    """What might be left of a tracker: itself, as written, and hashes of it."""
    for form in (tracker, tracker.lower(), group_code(tracker)):
        yield form.encode()
    plain = tracker.encode()
    keyed = hmac.new(derive_key(secret, "letter-codes"), plain, hashlib.sha256)
    for digest in (hashlib.sha256(plain), hashlib.sha1(plain), hashlib.md5(plain), keyed):  # noqa: S324
        yield digest.digest()
        yield digest.hexdigest().encode()


def test_two_hundred_votes_leave_no_tracker_and_no_choice_at_rest(
    app: Flask,
    settings: Settings,
    election: Election,
    client: FlaskClient,
    caplog: pytest.LogCaptureFixture,
    databases: Any,
) -> None:
    caplog.set_level(logging.DEBUG)
    shown = vote_by_page(app, election)
    with app.app_context():
        at_rest = [
            dump(),
            caplog.text.encode(),
            *map(without_blanks, files_at_rest(settings, getattr(databases, "data_folder", None))),
        ]
        # The control: what may be at rest is found, so the search does look in the right place.
        held = db.session.scalars(select(UrnEnvelope.env_hash).limit(3)).all()
        assert all(any(bytes(digest) in data for data in at_rest[2:]) for digest in held)
        choices = [f"{one},{two}".encode() for one, two in PAIRS]
        choices += [f"{one}, {two}".encode() for one, two in PAIRS]
        for data in at_rest:
            assert not any(words in data for words in (*choices, b'"c":['))
            assert not any(tracker.encode() in data for tracker in shown)

        open_box(settings, election)
        ballots = list(queries.published_ballots(db.session(), election.round_id))
        published = [ballot.tracker for ballot in ballots]
        assert sorted(shown) == published
        # The control: the same search does find them once they are public.
        assert all(tracker.encode() in dump() for tracker in published[:3])
        for number, tracker in enumerate(published):
            wanted = list(traces(tracker, settings.secret_key))
            for data in at_rest if number < 12 else at_rest[:2]:
                assert not any(trace in data for trace in wanted)
        # After the opening no file ties a voter to an envelope any more.
        assert db.session.scalar(text("SELECT count(*) FROM urn")) == 0
