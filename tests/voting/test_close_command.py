"""`pbplatform urn close` for two people, and how far it is. docs/rules/ceremony.md 4.7."""

from __future__ import annotations

import sys
from datetime import timedelta
from typing import Any

import pytest
from click.testing import CliRunner, Result
from flask import Flask

from config import Settings
from pbplatform.cli import main as program
from pbplatform.cli.main import main
from pbplatform.core.db import db
from pbplatform.core.deciding_clock import ManualClock
from pbplatform.rounds.models import Round
from pbplatform.voting.kinds import VoteLog
from pbplatform.voting.models.checking import RollRoot
from pbplatform.voting.services import close as closing
from pbplatform.voting.services.cast import cast_ballots
from tests.bars import Bar, bars_seen, parts_of
from tests.factories import make_person
from tests.logged import left
from tests.voting.elections import CLOSES, OPENS, make_election

pytestmark = pytest.mark.one_database
COMMAND = sys.modules["pbplatform.results.commands.urn"]
CLOSE = ("urn", "close", "neighbour-fund")
TWO = ("--first", "carla@example.org", "--second", "una@example.org")


@pytest.fixture
def bars(app: Flask, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> list[Bar]:
    """The bars that commands show; a box of six voters of whom one voted is ready to be closed."""
    with app.app_context():
        session = db.session()
        made = make_election(session, settings.key_dir, voters=6)
        clock = ManualClock(OPENS + timedelta(days=1))
        cast_ballots(session, round_id=made.round_id, sealed=[made.cast(1, 4)], clock=clock)
        make_person(session, "Carla", role="clerk", scope="round:neighbour-fund")
        make_person(session, "Una", role="auditor")
        session.commit()
    monkeypatch.setattr(program, "_application", lambda: app)
    monkeypatch.setattr(COMMAND, "act_now", lambda _session: CLOSES)
    return bars_seen(monkeypatch)


def run(*words: str) -> Result:
    return CliRunner().invoke(main, [*CLOSE, *words])


def closed(app: Flask) -> bool:
    with app.app_context():
        return db.session.query(Round).one().closed_at is not None


def test_bar_goes_through_log_box_and_the_whole_roll_once(app: Flask, bars: list[Bar]) -> None:
    done = run(*TWO)
    assert done.exit_code == 0, done.output
    assert "closed: 1 envelopes, 1 marks, 6 voters on the roll" in done.output
    (bar,) = bars
    with app.app_context():
        rows = db.session.query(RollRoot).filter_by(stage="close").one().rows
    entries, votes = 2, 1
    assert (parts_of(bars), bar.total) == (["closing"], entries + votes + rows)
    assert rows >= 6
    assert len(left(app, VoteLog.URN_CLOSED)) == 1
    again = run(*TWO)
    assert again.exit_code == 1
    assert "Traceback" not in again.output
    assert len(left(app, VoteLog.URN_CLOSED)) == 1


def test_close_that_is_stopped_at_the_roll_leaves_the_box_open(
    app: Flask, bars: list[Bar], monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(_session: object, _round: int, _stage: str, tell: Any) -> dict[str, Any]:
        tell(1)
        raise KeyboardInterrupt

    with monkeypatch.context() as stopping:
        stopping.setattr(closing, "root_roll", stop)
        said = run(*TWO)
        assert said.exit_code != 0
        assert "stopped; the box is open as before" in said.output
    assert not closed(app)
    assert left(app, VoteLog.URN_CLOSED) == []
    assert run(*TWO).exit_code == 0
    assert closed(app)
