"""After the opening the storage does not know who put which envelope in (rules of voting, 7).

A hundred and twenty people vote, forty of them twice. Before the opening the attacks find them all,
so the attacks work; afterwards they find nobody, whichever way of joining is tried.
"""

from __future__ import annotations

import secrets
from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Connection, create_engine, make_url, text

from config import Settings
from pbplatform.audit import queries as log
from pbplatform.audit import services as audit
from pbplatform.audit.models import SITE
from pbplatform.core import rewriting as core_rewriting
from pbplatform.core.db import db
from pbplatform.core.deciding_clock import ManualClock
from pbplatform.core.errors import Conflict
from pbplatform.core.transaction import transaction
from pbplatform.models import Base
from pbplatform.results.domain.tally import Tallied
from pbplatform.results.jobs import ceremony
from pbplatform.results.jobs.ceremony import Ceremony, open_and_count, separate
from pbplatform.rounds.models import Round
from pbplatform.voting.domain.keystore import KeyStore
from pbplatform.voting.queries.checks import round_findings
from pbplatform.voting.services import rewriting
from pbplatform.voting.services.cast import cast_ballots
from pbplatform.voting.services.close import close_urn, type_lot
from tests.factories import COMMAND, make_person
from tests.voting import storage_attacks as attacks
from tests.voting.ceremony_acts import CLOSERS
from tests.voting.elections import CLOSES, OPENS, Election, make_election

VOTERS, TWICE = 120, 40


@pytest.fixture
def election(app: Flask, settings: Settings) -> Election:
    with app.app_context(), transaction() as session:
        return make_election(session, Path(settings.key_dir), voters=VOTERS)


def vote(election: Election) -> dict[int, list[bytes]]:
    """Everybody casts in a transaction of their own; the hour ends twice meanwhile."""
    clock = ManualClock(OPENS + timedelta(days=1))
    order = [*range(1, VOTERS + 1), *range(1, TWICE + 1)]
    secrets.SystemRandom().shuffle(order)
    hashes: dict[int, list[bytes]] = defaultdict(list)
    for place, voter in enumerate(order):
        cast = election.cast(voter, 4 if place % 2 else 7)
        hashes[voter].append(cast.env_hash)
        with transaction() as session:
            cast_ballots(session, round_id=election.round_id, sealed=[cast], clock=clock)
        if place in (50, 100):
            with transaction() as session:
                audit.fold(session, audit.ensure_log(session, f"rounds/{election.slug}"))
    return hashes


def close(election: Election) -> None:
    with transaction() as session:
        close_urn(session, pair=CLOSERS, round_id=election.round_id, now=CLOSES)
        for name in ("Bea", "Carla"):
            clerk = make_person(session, name, role="auditor")
            type_lot(
                session, actor=clerk, round_id=election.round_id, digits="1234567890", now=CLOSES
            )


def told(settings: Settings, election: Election) -> Ceremony:
    return Ceremony(election.round_id, COMMAND, KeyStore(settings.key_dir), lambda _session: CLOSES)


def round_of(election: Election) -> Round:
    db.session.rollback()
    return db.session.get_one(Round, election.round_id, populate_existing=True)


def only_what_lives_is_stored(
    connection: Connection, folder: Path, hashes: Iterable[bytes]
) -> None:
    """One row version for all, rows in the order of their keys, no dead row, no byte between."""
    for table in ("roll", "roll_proof", "urn_superseded"):
        versions = text(f"SELECT count(DISTINCT xmin::text) FROM {table}")  # noqa: S608
        assert connection.scalar(versions) == 1
    ordered = "SELECT round_id, env_hash FROM urn_superseded ORDER BY ctid"
    rows = [(row[0], bytes(row[1])) for row in connection.execute(text(ordered))]
    assert rows == sorted(rows)
    numbers = connection.scalars(text("SELECT voter_no FROM roll ORDER BY ctid")).all()
    assert numbers == sorted(numbers)
    for table in rewriting.TABLES:
        live = connection.scalar(text(f"SELECT count(*) FROM {table}"))  # noqa: S608
        data = attacks.heap(connection, folder, table)
        assert len(list(attacks.tuples_of(data))) == live, table
        assert not any(hole.strip(b"\0") for hole in attacks.holes_of(data)), table
    for table in ("urn", "roll_account", "log_pending", "roll"):
        for file in attacks.relation_files(connection, folder, table):
            data = file.read_bytes()
            assert not any(attacks.is_in(digest, data) for digest in hashes)


def test_every_table_that_knows_voters_or_envelopes_is_rewritten() -> None:
    """A table that is added with such a column is found here, before an attacker finds it."""
    telling = {"voter_no", "slot", "env_hash", "nonce_hash", "replaced_hash"}
    knowing = {
        table.name
        for table in Base.metadata.sorted_tables
        if telling & {column.name for column in table.columns}
    }
    # Written at the separation, in the order of hashes, without a voter.
    assert knowing - {"envelope_separated"} <= set(rewriting.TABLES)
    assert "log_pending" in rewriting.TABLES  # its bodies hold the hashes


@pytest.mark.only_on("postgresql")
def test_nobody_is_joined_to_an_envelope_after_the_separation_on_postgresql(
    app: Flask, settings: Settings, election: Election, databases: Any, capsys: Any
) -> None:
    folder = getattr(databases, "data_folder", None)
    assert folder is not None, "reads the server's files: run it without TEST_DATABASE_URL"
    engine = create_engine(
        databases._superuser.set(database=make_url(settings.database_url).database),
        isolation_level="AUTOCOMMIT",
    )

    def found(hashes: dict[int, list[bytes]]) -> tuple[set[int], set[int]]:
        with engine.connect() as connection:
            connection.execute(text("CHECKPOINT"))
            by_versions = attacks.linked_by_versions(connection, folder, hashes)
            oid = connection.scalar(
                text("SELECT oid FROM pg_database WHERE datname = current_database()")
            )
        by_bytes: set[int] = set()
        for file in (folder / "base" / str(oid)).iterdir():
            by_bytes |= attacks.linked_by_bytes(file.read_bytes(), hashes, election.round_id)
        return by_versions, by_bytes

    def in_wal(hashes: dict[int, list[bytes]]) -> int:
        kept = b"".join(
            file.read_bytes() for file in (folder / "pg_wal").iterdir() if file.is_file()
        )
        return len(attacks.linked_by_bytes(kept, hashes, election.round_id))

    with app.app_context():
        hashes = vote(election)
        by_versions, by_bytes = found(hashes)
        assert by_versions == by_bytes == set(hashes)  # the control: the attacks do work
        close(election)
        separate(told(settings, election))
        assert found(hashes) == (set(), set())  # before a key is used
        with engine.connect() as connection:
            every = [digest for own in hashes.values() for digest in own]
            only_what_lives_is_stored(connection, folder, every)
        figures = [in_wal(hashes)]
        with engine.connect() as connection:
            settings_of_wal = ("wal_recycle = off", "min_wal_size = '32MB'")
            for setting in settings_of_wal:
                connection.execute(text(f"ALTER SYSTEM SET {setting}"))
            connection.execute(text("SELECT pg_reload_conf()"))
            for _time in range(2):
                connection.execute(text("SELECT pg_switch_wal()"))
                connection.execute(text("CHECKPOINT"))
            figures.append(in_wal(hashes))
        open_and_count(told(settings, election))
        assert found(hashes) == (set(), set())
        with engine.connect() as connection:
            for setting in settings_of_wal:
                connection.execute(text(f"ALTER SYSTEM RESET {setting.split()[0]}"))
            connection.execute(text("SELECT pg_reload_conf()"))
        with capsys.disabled():
            kept, later = figures
            figure = f"{kept} of {len(hashes)} voters, {later} after docs/deploy.md was followed"
            print(f"\nbeside their envelope in the write-ahead log: {figure}")  # noqa: T201
    engine.dispose()


@pytest.mark.only_on("sqlite")
def test_nobody_is_joined_to_an_envelope_after_the_separation_on_sqlite(
    app: Flask, settings: Settings, election: Election
) -> None:
    path = Path(make_url(settings.database_url).database or "")

    def found(hashes: list[bytes]) -> set[bytes]:
        files = [file.read_bytes() for file in path.parent.glob(f"{path.name}*")]
        return set().union(*(attacks.linked_in_sqlite(data, hashes) for data in files))

    with app.app_context():
        hashes = [digest for own in vote(election).values() for digest in own]
        assert found(hashes) == set(hashes)  # the control: all of them, the replaced ones too
        close(election)
        separate(told(settings, election))
        assert found(hashes) == set()  # before a key is used
        assert db.session.scalar(text("PRAGMA freelist_count")) == 0
        open_and_count(told(settings, election))
        assert found(hashes) == set()
        assert db.session.scalar(text("PRAGMA freelist_count")) == 0


def test_reader_of_an_older_state_holds_up_the_separation_and_is_told_of(
    app: Flask,
    settings: Settings,
    election: Election,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What a backup that is running keeps readable is not called rewritten."""
    impatient = rewriting.rewrite_storage
    monkeypatch.setattr(ceremony, "rewrite_storage", lambda engine: impatient(engine, patience=0.1))
    monkeypatch.setattr(core_rewriting, "_LOCK_MILLISECONDS", 100)
    level = "REPEATABLE READ" if settings.database_url.startswith("postgres") else "SERIALIZABLE"
    with app.app_context():
        vote(election)
        close(election)
        other = create_engine(settings.database_url, isolation_level=level)
        reader = other.connect()
        # A snapshot of this table alone would block the lock; the dead rows are those of others.
        if level == "SERIALIZABLE":
            reader.exec_driver_sql("BEGIN")
        reader.execute(text("SELECT count(*) FROM place")).all()
        with pytest.raises(Conflict, match="storage_in_use"):
            separate(told(settings, election))
        assert round_of(election).separated_at is None
        with pytest.raises(Conflict, match="not_separated"):
            open_and_count(told(settings, election))
        reader.close()
        other.dispose()
        separate(told(settings, election))
        assert round_of(election).separated_at == CLOSES
        assert open_and_count(told(settings, election)) is not None


SEPARATION = ("separate_envelopes", "rewrite_storage", "record_separation")
OPENING = ("open_round", "record_opening", "services.count_in_memory", "services.publish_result")


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("cut", [*SEPARATION, *OPENING])
def test_ceremony_that_was_cut_off_goes_on_where_it_stood(
    app: Flask,
    settings: Settings,
    election: Election,
    monkeypatch: pytest.MonkeyPatch,
    cut: str,
    after: bool,
) -> None:
    """Its step is rolled back or, where it stood outside a transaction, done; then it goes on."""
    module, name = (ceremony.services, cut.partition(".")[2]) if "." in cut else (ceremony, cut)
    whole: Callable[..., Any] = getattr(module, name)

    def fall(*given: Any, **named: Any) -> None:
        if after:
            whole(*given, **named)
        raise ConnectionError("the machine lost its power")

    def go_on() -> Tallied | None:
        if round_of(election).separated_at is None:
            separate(told(settings, election))
        return open_and_count(told(settings, election))

    with app.app_context():
        vote_of_few(election)
        close(election)
        monkeypatch.setattr(module, name, fall)
        with pytest.raises(ConnectionError):
            go_on()
        round_ = round_of(election)
        assert (round_.separated_at is None) == (cut in SEPARATION)
        assert round_.counted_at is None
        assert not round_findings(db.session(), round_)
        monkeypatch.setattr(module, name, whole)
        tallied = go_on()
        assert tallied is not None
        assert tallied.result.ballots == 3
        with transaction() as session:
            audit.fold(session, audit.ensure_log(session, SITE))
        kinds = [entry.kind for entry in log.entries(db.session(), newest=10)]
        assert kinds.count("vote:urn:separated") == kinds.count("vote:urn:opened") == 1
        with pytest.raises(Conflict, match="opened_already"):
            separate(told(settings, election))
        with pytest.raises(Conflict, match="counted_already"):
            open_and_count(told(settings, election))


def vote_of_few(election: Election) -> None:
    sealed = [election.cast(voter, 4) for voter in (1, 2, 3)]
    with transaction() as session:
        cast_ballots(session, round_id=election.round_id, sealed=sealed, clock=ManualClock(OPENS))


def test_round_that_was_counted_before_is_rewritten_when_somebody_asks(
    app: Flask, settings: Settings, election: Election
) -> None:
    """Rounds opened by an older version have a result and no word of their storage."""
    with app.app_context():
        vote_of_few(election)
        close(election)
        separate(told(settings, election))
        open_and_count(told(settings, election))
        with transaction() as session:
            round_ = session.get_one(Round, election.round_id)
            round_.storage_rewritten_at, round_.older_order = None, True
        assert open_and_count(told(settings, election)) is None
        assert round_of(election).storage_rewritten_at == CLOSES
