"""The worker does what is due, and outlives what fails."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from config import Settings
from pbplatform.accounts import services as accounts
from pbplatform.accounts.models import LoginSession, MailLink
from pbplatform.audit import queries as audit_queries
from pbplatform.audit import services as audit
from pbplatform.audit.models import LogPending
from pbplatform.cli import worker
from pbplatform.core.db import db
from pbplatform.core.outbox import OutboxRow, announce, mark_done
from pbplatform.core.transaction import transaction
from pbplatform.notices.models import DevMail
from tests.conftest import NOON, SetClock
from tests.factories import make_place


def test_worker_delivers_mails_and_folds_both_kinds_of_log(app: Flask, settings: Settings) -> None:
    with app.app_context():
        with transaction() as session:
            make_place(session)
            accounts.request_link(session, email="rosa@example.org", next_path="", now=NOON)
            ballots = audit.ensure_log(session, "fund-2027")
            rows = audit.pending_rows(ballots, [{"kind": "vote:envelope:cast", "h": "aa"}])
            session.execute(LogPending.__table__.insert(), rows)
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
        worker.clean_up(settings)
        assert len(db.session.scalars(select(LoginSession)).all()) == 1
        assert len(db.session.scalars(select(MailLink)).all()) == 1
        assert len(db.session.scalars(select(OutboxRow)).all()) == 2
        clock.at = NOON + timedelta(days=6)
        worker.clean_up(settings)
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
        worker.Step("failing", 1.0, fail),
        worker.Step("sound", 1.0, lambda _settings: ran.append("sound")),
    ]
    with app.app_context():
        for at in (0.0, 1.0, 2.0, 6.0):
            worker.run_due(steps, settings, at=at)
        assert db.session.scalars(select(OutboxRow)).all() == []
    assert ran.count("sound") == 4
    assert ran.count("failing") == 3  # after 2 s, then after 4 s
    assert steps[0].failures == 3
    assert "no luck" in caplog.text


def test_ballot_logs_fold_hourly_in_a_real_place_and_at_once_in_a_demonstration(
    settings: Settings,
) -> None:
    real = {
        step.name: step.every for step in worker.steps_for(replace(settings, mode="production"))
    }
    shown = {step.name: step.every for step in worker.steps_for(replace(settings, mode="demo"))}
    assert real["site log"] <= 60
    assert real["ballot logs"] == 3600
    assert shown["ballot logs"] <= 10
