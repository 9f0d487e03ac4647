"""The worker does what is due, and outlives what fails."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from flask import Flask
from sqlalchemy import select

from config import Settings
from pbplatform.accounts import services as accounts
from pbplatform.accounts.jobs import worker as accounts_worker
from pbplatform.accounts.models import LoginSession, MailLink
from pbplatform.audit import queries as audit_queries
from pbplatform.audit import services as audit
from pbplatform.audit.jobs import worker as audit_worker
from pbplatform.audit.models import LogPending
from pbplatform.cli import worker
from pbplatform.core.db import Base, db
from pbplatform.core.outbox import OutboxRow, announce, mark_done
from pbplatform.core.transaction import transaction
from pbplatform.notices.models import DevMail
from pbplatform.web import worker as web_worker
from pbplatform.web.slices import WorkerStep
from tests.conftest import NOON, SetClock
from tests.factories import make_place


def test_worker_delivers_mails_and_folds_both_kinds_of_log(
    app: Flask, settings: Settings, clock: SetClock
) -> None:
    with app.app_context():
        with transaction() as session:
            make_place(session)
            accounts.request_link(session, email="rosa@example.org", next_path="", now=NOON)
            ballots = audit.ensure_log(session, "fund-2027")
            rows = audit.pending_rows(ballots, [{"kind": "vote:envelope:cast", "h": "aa"}])
            session.execute(LogPending.__table__.insert(), rows)
        worker.run_due(worker.steps_for(settings), settings, at=0.0)
        assert audit_queries.size(db.session(), log="fund-2027") == 0  # its time has just begun
        clock.at = NOON + audit_worker.BALLOT_BATCH_DEMO
        worker.run_due(worker.steps_for(settings), settings, at=0.0)
        assert db.session.scalars(select(DevMail.to_address)).all() == ["rosa@example.org"]
        assert audit_queries.size(db.session(), log="site") == 2
        assert audit_queries.size(db.session(), log="fund-2027") == 1
        assert not audit_queries.logs_with_pending(db.session())


def test_clean_up_forgets_what_has_ended_and_nothing_else(
    app: Flask, settings: Settings, clock: SetClock
) -> None:
    with app.app_context():
        with transaction() as session:
            person = accounts.ensure_account(session, email="rosa@example.org", name="Rosa")
            accounts.open_session(session, account_id=person.id, now=NOON - timedelta(days=15))
            accounts.open_session(session, account_id=person.id, now=NOON)
            for age in (timedelta(days=8), timedelta(hours=1)):
                accounts.request_link(session, email="a@b.org", next_path="", now=NOON - age)
            session.flush()
            for row in session.scalars(select(OutboxRow)):
                mark_done(row, now=max(row.due_at, NOON - timedelta(days=2)))
        accounts_worker.clean_up(settings)
        web_worker.clean_up(settings)
        assert len(db.session.scalars(select(LoginSession)).all()) == 1
        assert len(db.session.scalars(select(MailLink)).all()) == 1
        assert len(db.session.scalars(select(OutboxRow)).all()) == 2
        clock.at = NOON + timedelta(days=6)
        accounts_worker.clean_up(settings)
        web_worker.clean_up(settings)
        assert len(db.session.scalars(select(OutboxRow)).all()) == 1


def test_failing_step_waits_longer_each_time_and_holds_up_no_other(
    app: Flask, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    ran: list[str] = []

    def fail(_settings: Settings) -> None:
        ran.append("failing")
        with transaction() as session:
            announce(session, "never:kept", now=NOON)
            raise RuntimeError("no luck")

    steps = [
        worker.Due(WorkerStep("failing", 1.0, fail)),
        worker.Due(WorkerStep("sound", 1.0, lambda _settings: ran.append("sound"))),
    ]
    with app.app_context():
        for at in (0.0, 1.0, 2.0, 6.0):
            worker.run_due(steps, settings, at=at)
        assert db.session.scalars(select(OutboxRow)).all() == []
    assert ran.count("sound") == 4
    assert ran.count("failing") == 3  # after 2 s, then after 4 s
    assert steps[0].failures == 3
    assert "no luck" in caplog.text


def cast_one(digest: str, log: str = "rounds/fund-2027") -> None:
    """An entry as a cast leaves it."""
    with transaction() as session:
        rows = audit.pending_rows(
            audit.ensure_log(session, log), [{"kind": "vote:envelope:cast", "h": digest}]
        )
        session.execute(LogPending.__table__.insert(), rows)


def test_ballot_batches_are_hourly_in_a_real_place_and_quick_in_a_demonstration(
    app: Flask, settings: Settings
) -> None:
    with app.app_context():
        found = worker.steps_for(replace(settings, mode="production"))
    real = {due.step.name: due.step.every for due in found}
    assert real["site log"] <= 60
    assert real["ballot logs"] <= 60  # looks often, so that the hour ends within 70 minutes
    assert timedelta(hours=1) == audit_worker.BALLOT_BATCH
    assert timedelta(seconds=10) >= audit_worker.BALLOT_BATCH_DEMO


def test_worker_that_starts_again_and_again_makes_no_batch_smaller_than_an_hour(
    app: Flask, settings: Settings, clock: SetClock
) -> None:
    real = replace(settings, mode="production")
    dice = random.Random(16)  # not a secret
    folded_at: list[datetime] = []
    cast_at: dict[str, datetime] = {}
    with app.app_context():
        for minute in range(0, 60 * 8, 3):
            clock.at = NOON + timedelta(minutes=minute)
            before = audit_queries.size(db.session(), log="rounds/fund-2027")
            if dice.random() < 0.4:
                digest = f"{minute:04x}"
                cast_one(digest)
                cast_at[digest] = clock.at
            if 200 < minute < 320:
                continue  # the worker is away for two hours
            worker.run_due(worker.steps_for(real), real, at=0.0)  # a new one each time
            if audit_queries.size(db.session(), log="rounds/fund-2027") > before:
                folded_at.append(clock.at)
        waits = [later - earlier for earlier, later in pairwise(folded_at)]
        assert len(folded_at) >= 5
        assert min(waits) >= timedelta(hours=1)
        # While the worker was there, everything was public within 70 minutes.
        for at in cast_at.values():
            public = next((end for end in folded_at if end >= at), None)
            if public and not NOON + timedelta(minutes=130) < at < NOON + timedelta(minutes=330):
                assert public - at <= timedelta(minutes=70)


def test_first_vote_after_a_quiet_night_waits_for_the_hour_like_every_other(
    app: Flask, settings: Settings, clock: SetClock
) -> None:
    real = replace(settings, mode="production")
    with app.app_context():
        cast_one("aa")
        for minute in range(0, 601, 10):
            clock.at = NOON + timedelta(minutes=minute)
            audit_worker.fold_ballot_logs(real)
        clock.at += timedelta(minutes=5)
        cast_one("bb")
        audit_worker.fold_ballot_logs(real)
        assert audit_queries.size(db.session(), log="rounds/fund-2027") == 1


def test_clock_that_goes_back_makes_no_batch(
    app: Flask, settings: Settings, clock: SetClock
) -> None:
    real = replace(settings, mode="production")
    with app.app_context():
        cast_one("aa")
        audit_worker.fold_ballot_logs(real)
        clock.at = NOON - timedelta(days=1)
        audit_worker.fold_ballot_logs(real)
        assert audit_queries.size(db.session(), log="rounds/fund-2027") == 0
        clock.at += timedelta(hours=1)
        audit_worker.fold_ballot_logs(real)
        assert audit_queries.size(db.session(), log="rounds/fund-2027") == 1


def test_no_step_does_its_work_twice_because_the_worker_starts_again(
    app: Flask, settings: Settings, clock: SetClock
) -> None:
    with app.app_context():
        with transaction() as session:
            make_place(session)
            accounts.request_link(session, email="rosa@example.org", next_path="", now=NOON)
        worker.run_due(worker.steps_for(settings), settings, at=0.0)
        kept = told_by_every_table()
        for _again in range(4):
            worker.run_due(worker.steps_for(settings), settings, at=0.0)
        assert told_by_every_table() == kept


def told_by_every_table() -> dict[str, list[object]]:
    """Every row of the database, by table."""
    db.session.rollback()
    return {
        table.name: sorted(map(repr, db.session.execute(table.select()).all()))
        for table in Base.metadata.sorted_tables
    }
