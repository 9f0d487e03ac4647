"""Many at once, and the last microsecond, with real threads and real processes."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, select

from config import ROOT, Settings
from pbplatform.audit import queries as log
from pbplatform.audit import services as audit
from pbplatform.core.db import db
from pbplatform.core.deciding_clock import ClockRow, ManualClock
from pbplatform.core.errors import Conflict
from pbplatform.core.transaction import transaction
from pbplatform.rounds.models import Round
from pbplatform.voting.models import UrnEnvelope
from pbplatform.voting.queries.ballot_log import read_ballot_log
from pbplatform.voting.queries.checks import round_findings
from pbplatform.voting.services.cast import Cast, cast_ballots
from pbplatform.voting.services.close import close_urn, to_close
from tests.conftest import TICK
from tests.voting.amending import HOUR, extend
from tests.voting.ceremony_acts import CLOSERS
from tests.voting.elections import CLOSES, OPENS, Election, make_election

DURING = ManualClock(OPENS + timedelta(days=1))


@pytest.fixture
def election(app: Flask, tmp_path: Path) -> Election:
    with app.app_context(), transaction() as session:
        return make_election(session, tmp_path / "keys", voters=20)


def run_threads(app: Flask, jobs: list[Any]) -> None:
    def work(job: Any) -> None:
        with app.app_context():
            try:
                job()
            finally:
                db.session.remove()

    threads = [threading.Thread(target=work, args=(job,)) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def live_by_log(slug: str) -> set[str]:
    """The envelopes that the public log says are in the box."""
    live: set[str] = set()
    for entry in log.all_entries(db.session(), log=f"rounds/{slug}"):
        if entry.kind == "vote:envelope:cast":
            replaced = entry.told.get("x")
            assert replaced is None or replaced in live, "an entry stands before what it replaced"
            live.discard(replaced or "")
            live.add(entry.told["h"])
    return live


def live_in_urn() -> set[str]:
    return {bytes(digest).hex() for digest in db.session.scalars(select(UrnEnvelope.env_hash))}


def test_two_hundred_casts_of_one_voter_at_once_leave_one_live_envelope(
    app: Flask, election: Election
) -> None:
    casts = [election.cast(1, 4) for _ in range(200)]

    def job(cast: Cast) -> Any:
        def put() -> None:
            with transaction() as session:
                cast_ballots(session, round_id=election.round_id, sealed=[cast], clock=DURING)

        return put

    run_threads(app, [job(cast) for cast in casts])
    with app.app_context():
        with transaction() as session:
            audit.fold(session, audit.ensure_log(session, f"rounds/{election.slug}"))
        assert len(live_in_urn()) == 1
        assert live_by_log(election.slug) == live_in_urn()
        cast_entries = [
            entry
            for entry in log.all_entries(db.session(), log=f"rounds/{election.slug}")
            if entry.kind == "vote:envelope:cast"
        ]
        assert len(cast_entries) == 200


def test_folding_while_votes_come_in_keeps_log_and_box_equal(
    app: Flask, election: Election
) -> None:
    casts = [election.cast(number % 20 + 1, 4) for number in range(100)]
    stop = threading.Event()

    def fold() -> None:
        while not stop.is_set():
            with transaction() as session:
                audit.fold(session, audit.ensure_log(session, f"rounds/{election.slug}"))

    def put(some: list[Cast]) -> Any:
        def work() -> None:
            for cast in some:
                with transaction() as session:
                    cast_ballots(session, round_id=election.round_id, sealed=[cast], clock=DURING)

        return work

    folder = threading.Thread(target=lambda: run_threads(app, [fold]))
    folder.start()
    run_threads(app, [put(casts[start::4]) for start in range(4)])
    stop.set()
    folder.join()
    with app.app_context():
        with transaction() as session:
            audit.fold(session, audit.ensure_log(session, f"rounds/{election.slug}"))
        assert live_by_log(election.slug) == live_in_urn()


def test_votes_racing_the_close_are_counted_in_it_or_refused(
    app: Flask, election: Election
) -> None:
    clock = ManualClock(CLOSES - TICK)
    accepted: list[str] = []
    refused: list[str] = []
    counted: list[int] = []

    def put(voter: int) -> Any:
        cast = election.cast(voter, 4)

        def work() -> None:
            try:
                with transaction() as session:
                    cast_ballots(session, round_id=election.round_id, sealed=[cast], clock=clock)
                accepted.append(cast.env_hash.hex())
            except Conflict as conflict:
                refused.append(conflict.code)

        return work

    def close() -> None:
        with transaction() as session:
            counts = close_urn(session, pair=CLOSERS, round_id=election.round_id, now=CLOSES)
        counted.append(counts.envelopes)

    run_threads(
        app, [*(put(voter) for voter in range(1, 11)), close, *(put(v) for v in range(11, 21))]
    )
    with app.app_context():
        assert counted == [len(accepted)]
        assert set(refused) <= {"vote.closed"}
        assert len(accepted) + len(refused) == 20
        assert live_by_log(election.slug) == set(accepted) == live_in_urn()


def test_second_press_closes_the_numbers_that_were_seen_or_nothing(
    app: Flask, election: Election
) -> None:
    """Votes that are in flight at that microsecond are in both people's numbers, or refused."""
    before = election.cast(20, 4)
    with app.app_context(), transaction() as session:
        cast_ballots(session, round_id=election.round_id, sealed=[before], clock=DURING)
        seen = to_close(session, session.get_one(Round, election.round_id))
    clock = ManualClock(CLOSES - TICK)
    accepted, refused = [before.env_hash.hex()], []

    def put(voter: int) -> Any:
        cast = election.cast(voter, 4)

        def work() -> None:
            try:
                with transaction() as session:
                    cast_ballots(session, round_id=election.round_id, sealed=[cast], clock=clock)
                accepted.append(cast.env_hash.hex())
            except Conflict as conflict:
                refused.append(conflict.code)

        return work

    def press() -> None:
        given = {"pair": CLOSERS, "round_id": election.round_id, "now": CLOSES}
        try:
            with transaction() as session:
                close_urn(session, seen=seen, **given)  # type: ignore[arg-type]
        except Conflict as conflict:
            refused.append(conflict.code)

    run_threads(app, [*(put(voter) for voter in range(1, 5)), press, *(put(v) for v in (6, 7))])
    with app.app_context():
        round_ = db.session.get_one(Round, election.round_id)
        assert (round_.closed_at is None) == (refused == ["urn.numbers_changed"])
        if round_.closed_at is not None:
            assert accepted == [before.env_hash.hex()]
            assert set(refused) == {"vote.closed"}
        assert live_in_urn() == set(accepted)
        with transaction() as session:
            audit.fold(session, audit.ensure_log(session, round_.path))
        assert live_by_log(election.slug) == set(accepted)


@contextmanager
def app_process(settings: Settings) -> Iterator[Any]:
    """A second process with the same database; yields a function that casts there."""
    given = {
        name: str(value) if isinstance(value, Path) else value
        for name, value in asdict(settings).items()
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.voting.cast_process", json.dumps(given)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"

    def cast(round_id: int, vote: Cast) -> dict[str, str]:
        line = {
            "round_id": round_id,
            "slot": vote.slot,
            "envelope": vote.envelope.hex(),
            "nonce": vote.nonce_hash.hex(),
        }
        process.stdin.write(json.dumps(line) + "\n")  # type: ignore[union-attr]
        process.stdin.flush()  # type: ignore[union-attr]
        told: dict[str, str] = json.loads(process.stdout.readline())  # type: ignore[union-attr]
        return told

    yield cast
    process.stdin.close()
    process.stdout.close()
    process.wait(timeout=20)


def set_clock(app: Flask, at: datetime) -> None:
    with app.app_context(), transaction() as session:
        session.merge(ClockRow(id=1, frozen_at=at, offset_us=0))


def test_two_processes_agree_on_the_last_microsecond(
    app: Flask, settings: Settings, election: Election
) -> None:
    row_clock = replace(settings, row_clock=True)
    with app_process(row_clock) as first, app_process(row_clock) as second:
        set_clock(app, CLOSES - TICK)
        for voter, process in ((1, first), (2, second)):
            told = process(election.round_id, election.cast(voter, 4))
            assert told == {"at": (CLOSES - TICK).isoformat()}
        set_clock(app, CLOSES)
        for voter, process in ((3, first), (4, second)):
            told = process(election.round_id, election.cast(voter, 4))
            assert told == {"refused": "vote.closed"}
        # The close entry stands: turning the clock back lets nothing in.
        with app.app_context(), transaction() as session:
            close_urn(session, pair=CLOSERS, round_id=election.round_id, now=CLOSES)
        set_clock(app, OPENS + timedelta(days=1))
        for voter, process in ((5, first), (6, second)):
            assert process(election.round_id, election.cast(voter, 4)) == {"refused": "vote.closed"}
    with app.app_context():
        assert len(live_in_urn()) == 2
        assert db.session.get_one(Round, election.round_id).closed_at == CLOSES


def test_two_processes_agree_on_the_microsecond_to_which_voting_was_extended(
    app: Flask, settings: Settings, election: Election
) -> None:
    row_clock, end = replace(settings, row_clock=True), CLOSES + HOUR
    with app_process(row_clock) as first, app_process(row_clock) as second:
        set_clock(app, CLOSES)
        assert first(election.round_id, election.cast(1, 4)) == {"refused": "vote.closed"}
        with app.app_context(), transaction() as session:
            extend(session, election, end, now=CLOSES)
        for at, voters, told in (
            (CLOSES, (1, 2), {"at": CLOSES.isoformat()}),
            (end - TICK, (3, 4), {"at": (end - TICK).isoformat()}),
            (end, (5, 6), {"refused": "vote.closed"}),
        ):
            set_clock(app, at)
            for voter, process in zip(voters, (first, second), strict=True):
                assert process(election.round_id, election.cast(voter, 4)) == told
    with app.app_context():
        assert len(live_in_urn()) == 4
        round_ = db.session.get_one(Round, election.round_id)
        assert round_findings(db.session(), round_) == []


def test_votes_that_are_put_in_order_while_the_log_is_read_are_read_once(
    app: Flask, election: Election
) -> None:
    """The worker folds between two statements of a check; nothing is missing for that."""
    votes = [election.cast(voter, 4) for voter in range(1, 6)]
    asked: list[str] = []
    folded: list[int] = []

    def fold() -> None:
        with transaction() as session:
            log_id = audit.ensure_log(session, f"rounds/{election.slug}")
            folded.append(audit.fold(session, log_id))

    def after_the_log_was_asked_for(*told: Any) -> None:
        if "FROM log_entry" in told[2] and not asked:
            asked.append(told[2])
            run_threads(app, [fold])

    with app.app_context():
        with transaction() as session:
            cast_ballots(session, round_id=election.round_id, sealed=votes, clock=DURING)
        round_ = db.session.get_one(Round, election.round_id)
        event.listen(db.engine, "after_cursor_execute", after_the_log_was_asked_for)
        told = read_ballot_log(db.session(), round_)
        event.remove(db.engine, "after_cursor_execute", after_the_log_was_asked_for)
        assert folded == [5]
        assert (set(told.put), told.twice) == ({vote.env_hash for vote in votes}, 0)
        assert round_findings(db.session(), round_) == []
