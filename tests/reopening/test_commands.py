"""`pbplatform urn open-again` and `urn destroy-key`. docs/rules/ceremony.md sections 9 and 10."""

from __future__ import annotations

from datetime import timedelta

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy import update

from config import Settings
from pbplatform.audit import queries as log
from pbplatform.audit import services as audit
from pbplatform.cli import main as program
from pbplatform.cli.main import main
from pbplatform.core.db import db
from pbplatform.core.transaction import transaction
from pbplatform.reopening.jobs import worker
from pbplatform.reopening.kinds import ReopenLog
from pbplatform.results.commands import again
from pbplatform.rounds.models import Round
from pbplatform.voting.domain.keystore import KeyStore
from pbplatform.voting.kinds import VoteLog
from pbplatform.voting.models import PublishedBallot
from tests.conftest import SetClock
from tests.reopening.boxes import certified, counted_box

pytestmark = pytest.mark.one_database
SLUG = "neighbour-fund"
TWO = ("--first", "finn@example.org", "--second", "una@example.org")


@pytest.fixture
def app_with_box(
    app: Flask, settings: Settings, clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> Flask:
    """Counted and certified; commands find this application, the day after."""
    with app.app_context():
        box = counted_box(db.session(), settings.key_dir)
        clock.at = certified(db.session(), box)
        db.session.commit()
        db.session.remove()
    monkeypatch.setattr(program, "_application", lambda: app)
    monkeypatch.setattr(again, "act_now", lambda _session: clock.at)
    monkeypatch.setattr(worker, "now", lambda: clock.at + timedelta(minutes=1))
    return app


def run(*words: str) -> Result:
    return CliRunner().invoke(main, ["urn", *words])


def test_box_is_opened_again_on_the_machine_of_its_key(app_with_box: Flask) -> None:
    done = run("open-again", SLUG)
    assert done.exit_code == 0, done.output
    assert "the list is what the envelopes hold, byte by byte" in done.output
    with app_with_box.app_context():
        db.session.execute(
            update(PublishedBallot).where(PublishedBallot.choices == "7").values(choices="15")
        )
        db.session.commit()
    done = run("open-again", SLUG)
    assert done.exit_code == 1
    assert "the envelopes hold 7, the list says 15" in done.output


def test_key_is_destroyed_for_two_people_and_not_for_one(
    app_with_box: Flask, settings: Settings
) -> None:
    assert "name two people" in run("destroy-key", SLUG).output
    alone = run("destroy-key", SLUG, "--first", "una@example.org", "--second", "una@example.org")
    assert alone.exit_code == 1
    assert KeyStore(settings.key_dir).holds(SLUG)
    done = run("destroy-key", SLUG, *TWO)
    assert done.exit_code == 0, done.output
    assert not KeyStore(settings.key_dir).holds(SLUG)
    with app_with_box.app_context(), transaction() as session:
        audit.fold(session, audit.ensure_log(session, "site"))
        told = {one.kind: one.told for one in log.all_entries(session, log="site")}
    assert told[ReopenLog.KEY_ENDED]["actor"]["name"] == "operator for Finn and Una"
    assert told[VoteLog.KEY_DESTROYED]["data"]["second"] == "Una"
    assert run("destroy-key", SLUG).exit_code == 0  # again: nothing is left to do
    again_ = run("open-again", SLUG)
    assert again_.exit_code != 0


def test_command_goes_on_where_it_was_stopped_between_decision_and_file(
    app_with_box: Flask, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*_args: object) -> bool:
        raise KeyboardInterrupt

    with monkeypatch.context() as stopped:
        stopped.setattr(again, "destroy_key", stop)
        assert run("destroy-key", SLUG, *TWO).exit_code != 0
    with app_with_box.app_context():
        assert db.session.get_one(Round, 1).key_destroyed_at is None
    assert run("destroy-key", SLUG).exit_code == 0
    with app_with_box.app_context():
        assert db.session.get_one(Round, 1).key_destroyed_at is not None
