"""Voting by page, step by step, and opening the box."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from config import Settings
from pbplatform.core.db import db
from pbplatform.core.secrets import derive_key
from pbplatform.core.transaction import transaction
from pbplatform.voting.models import UrnEnvelope
from pbplatform.voting.services.close import close_urn, type_lot
from pbplatform.voting.services.rewriting import rewrite_storage
from tests.conftest import SetClock
from tests.factories import make_person
from tests.pages import hidden_field
from tests.voting import elections
from tests.voting.ceremony_acts import CLOSERS, open_committed_box, separate_box
from tests.voting.elections import CLOSES, OPENS, Election, make_election

HOME = "/rounds/neighbour-fund/vote"


@pytest.fixture
def election(
    app: Flask, settings: Settings, clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> Election:
    monkeypatch.setattr(elections, "CODE_KEY", derive_key(settings.secret_key, "letter-codes"))
    clock.at = OPENS + timedelta(days=1)
    with app.app_context(), transaction() as session:
        return make_election(session, Path(settings.key_dir))


def choose(client: FlaskClient, *numbers: int, action: str = "next") -> TestResponse:
    return client.post(HOME, data={"project": [str(n) for n in numbers], "action": action})


def prove(client: FlaskClient, code: str, **more: str) -> TestResponse:
    return client.post(f"{HOME}/eligibility", data={"code": code, **more})


def slip_of(client: FlaskClient) -> str:
    return hidden_field(client.get(f"{HOME}/check").text, "slip")


def cast(client: FlaskClient, slip: str) -> TestResponse:
    return client.post(f"{HOME}/cast", data={"slip": slip})


def vote(client: FlaskClient, code: str, *numbers: int) -> TestResponse:
    choose(client, *numbers)
    prove(client, code)
    return cast(client, slip_of(client))


def in_box(app: Flask) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(UrnEnvelope)) or 0


def close_and_separate(election: Election) -> None:
    with transaction() as session:
        close_urn(session, pair=CLOSERS, round_id=election.round_id, now=CLOSES)
        for name in ("Bea", "Carla"):
            clerk = make_person(session, name, role="auditor")
            type_lot(
                session, actor=clerk, round_id=election.round_id, digits="1234567890", now=CLOSES
            )
        separate_box(session, election.round_id, now=CLOSES)
    rewrite_storage(db.engine)


def open_box(settings: Settings, election: Election) -> None:
    close_and_separate(election)
    open_committed_box(Path(settings.key_dir), election.round_id, now=CLOSES)
