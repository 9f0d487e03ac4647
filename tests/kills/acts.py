"""What a process does until it is killed: one act of a vote, from the cast to the opened box.

A process is forked from one that has the whole application, does its act as a person's page or the
worker does it, and says when it was done. Source: docs/rules/voting.md section 3, ceremony.md.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from multiprocessing.connection import Connection
from pathlib import Path
from unittest import mock

from flask import Flask
from flask.testing import FlaskClient

from config import Settings
from pbplatform.audit.domain.log_key import make_log_key
from pbplatform.audit.jobs.worker import fold_ballot_logs, fold_site_log, seal_logs
from pbplatform.core.db import db
from pbplatform.core.deciding_clock import ManualClock
from pbplatform.core.secrets import derive_key
from pbplatform.core.transaction import transaction
from pbplatform.results.jobs.ceremony import Ceremony, open_and_count, separate
from pbplatform.rounds.domain.ballots import Approval
from pbplatform.rounds.models import Round
from pbplatform.voting.domain.keystore import KeyStore
from pbplatform.voting.domain.sealing import PlainBallot, envelope_hash, new_tracker, seal
from pbplatform.voting.services.cast import Cast, cast_ballots
from pbplatform.voting.services.close import close_urn, type_lot
from tests.conftest import SetClock
from tests.factories import COMMAND
from tests.kills.falling import Falls
from tests.pages import hidden_field
from tests.voting import elections
from tests.voting.by_page import HOME, prove
from tests.voting.ceremony_acts import CLOSERS
from tests.voting.elections import CLOSES, PROJECTS, Election, make_election

VOTING = ("cast", "change", "fold", "checkpoint")
CEREMONY = ("close", "separate", "open")


@dataclass(frozen=True)
class Vote:
    """A vote on its way: what its voter knows of it."""

    voter: int
    number: int
    tracker: str
    env_hash: bytes


@dataclass
class Place:
    """A round that people vote in, and the application that serves it."""

    app: Flask
    settings: Settings
    clock: SetClock
    election: Election
    falls: Falls


def make_round(app: Flask, settings: Settings, clock: SetClock, *, voters: int) -> Place:
    """Voting is open, and the log has a key."""
    key = derive_key(settings.secret_key, "letter-codes")
    clock.at = elections.OPENS
    make_log_key(settings.key_dir)
    with mock.patch.object(elections, "CODE_KEY", key), app.app_context():
        with transaction() as session:
            election = make_election(session, settings.key_dir, voters=voters)
        db.session.remove()
    app.config["WTF_CSRF_ENABLED"] = False
    return Place(app, settings, clock, election, Falls())


def sealed_vote(election: Election, voter: int, number: int) -> tuple[Vote, bytes]:
    """As a browser seals it."""
    tracker = new_tracker()
    envelope = seal(election.key, PlainBallot(Approval((number,)), tracker))
    return Vote(voter, number, tracker, envelope_hash(envelope)), envelope


def put_in(place: Place, vote: Vote, envelope: bytes) -> None:
    """A vote by the service that its page calls: of those that nobody kills."""
    cast = Cast.of(vote.voter, envelope, hashlib.sha256(vote.tracker.encode()).digest())
    clock = ManualClock(place.clock.at)
    with place.app.app_context():
        with transaction() as session:
            cast_ballots(session, round_id=place.election.round_id, sealed=[cast], clock=clock)
        db.session.remove()


def numbers() -> list[int]:
    return [number for number, _cost in PROJECTS]


class Act:
    """One act: what comes before it, and itself."""

    def __init__(self, place: Place, name: str, sealed: tuple[Vote, bytes] | None) -> None:
        self.place, self.name, self.sealed = place, name, sealed

    def done(self) -> None:
        """Do it; moments count from here on, but not those of the pages before a cast."""
        if self.sealed is not None:
            client, slip = self._to_the_last_page()
        falls = self.place.falls
        falls.armed = True
        if self.sealed is not None:
            text = base64.b64encode(self.sealed[1]).decode()
            answer = client.post(f"{HOME}/cast", data={"slip": slip, "envelope": text})
            assert answer.status_code == 200, answer.text
        else:
            with self.place.app.app_context():
                self._others()[self.name]()
                db.session.remove()
        falls.armed = False

    def _to_the_last_page(self) -> tuple[FlaskClient, str]:
        assert self.sealed is not None
        client = self.place.app.test_client()
        client.post(HOME, data={"here": "1", "action": "next"})
        prove(client, self.place.election.codes[self.sealed[0].voter - 1])
        return client, hidden_field(client.get(f"{HOME}/check").text, "slip")

    def _others(self) -> dict[str, Callable[[], object]]:
        settings = self.place.settings

        def fold() -> None:
            fold_ballot_logs(settings)
            fold_site_log(settings)

        return {
            "fold": fold,
            "checkpoint": lambda: seal_logs(settings),
            "close": lambda: close(self.place),
            "separate": lambda: separate(ceremony(self.place)),
            "open": lambda: open_and_count(ceremony(self.place)),
        }


def ceremony(place: Place) -> Ceremony:
    keys = KeyStore(Path(place.settings.key_dir))
    return Ceremony(place.election.round_id, COMMAND, keys, lambda _session: CLOSES)


def close(place: Place) -> None:
    with transaction() as session:
        close_urn(session, pair=CLOSERS, round_id=place.election.round_id, now=CLOSES)


def roll(place: Place) -> None:
    for actor in (CLOSERS.first, CLOSERS.second):
        with transaction() as session:
            type_lot(
                session,
                actor=actor,
                round_id=place.election.round_id,
                digits="1234567890",
                now=CLOSES,
            )


def is_done(place: Place, name: str) -> bool:
    """Whether an act of the ceremony was done, as its page looks; call in a context."""
    round_ = db.session.get_one(Round, place.election.round_id, populate_existing=True)
    done: datetime | None = {
        "close": round_.closed_at,
        "separate": round_.separated_at,
        "open": round_.counted_at,
    }[name]
    return done is not None


def live(act: Act, falls_at: int, says: Connection) -> None:
    """What the process does: `ready`, then the act, then `done` with the moments it had."""
    place = act.place
    place.falls.at, place.falls.passed = falls_at, 0
    with place.app.app_context():
        place.falls.listen(db.engine)
    says.send("ready")
    act.done()
    says.send(place.falls.passed)
