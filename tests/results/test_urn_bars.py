"""Every way to open shows bars that end, and can be stopped (docs/rules/running.md section 8)."""

from __future__ import annotations

import sys
from typing import Any

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy import func, select

from config import Settings
from pbplatform.cli import main as program
from pbplatform.cli.main import main
from pbplatform.core.db import db
from pbplatform.core.deciding_clock import ManualClock
from pbplatform.core.progress import Progress
from pbplatform.core.transaction import transaction
from pbplatform.rounds.models import Round
from pbplatform.voting.models import PublishedBallot, SeparatedEnvelope, UrnEnvelope
from pbplatform.voting.services.cast import cast_ballots
from tests.bars import bars_seen, parts_of
from tests.conftest import SetClock
from tests.voting.ceremony_acts import close_and_roll
from tests.voting.elections import CLOSES, OPENS, make_election

SLUG, VOTERS = "neighbour-fund", 4
OPENING = sys.modules["pbplatform.results.commands.urn"]  # its name in the package is the group's
SEPARATING = ["checking", "separating", "rewriting the storage"]
OPENED = ["checking", "opening", "publishing", "counting"]


def run(*words: str) -> Result:
    return CliRunner().invoke(main, ["urn", *words])


@pytest.fixture
def closed(
    app: Flask, settings: Settings, clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> Flask:
    """A box with four votes, closed, with its lot; commands find its application."""
    clock.at = CLOSES
    with app.app_context():
        with transaction() as session:
            election = make_election(session, settings.key_dir, voters=VOTERS)
        casts = [election.cast(voter, 4) for voter in range(1, VOTERS + 1)]
        with transaction() as session:
            given: dict[str, Any] = {"round_id": election.round_id, "clock": ManualClock(OPENS)}
            cast_ballots(session, sealed=casts, **given)
        with transaction() as session:
            close_and_roll(session, election.round_id, now=CLOSES)
        db.session.remove()
    monkeypatch.setattr(program, "_application", lambda: app)
    monkeypatch.setattr(OPENING, "act_now", lambda _session: CLOSES)
    monkeypatch.setattr(OPENING, "now", lambda: CLOSES.replace(year=CLOSES.year + 1))
    return app


def test_separating_opening_and_counting_show_bars_that_end(
    closed: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = bars_seen(monkeypatch)
    assert run("separate", SLUG).exit_code == 0
    assert parts_of(shown) == SEPARATING
    shown.clear()
    done = run("open", SLUG)
    assert done.exit_code == 0, done.output
    assert parts_of(shown) == OPENED


class Stops:
    """Bars of somebody who presses Ctrl-C at the so-and-so-many-th thing that they are told."""

    left = 0
    told = 0

    def __init__(self, **_how: object) -> None:
        """As many as there are commands."""

    def __enter__(self) -> Stops:
        return self

    def __exit__(self, *_error: object) -> None:
        """Nothing to end."""

    def __call__(self, _part: str, _whole: int) -> Progress:
        self.look(0)
        return self.look

    @classmethod
    def look(cls, _done: int) -> None:
        cls.told, cls.left = cls.told + 1, cls.left - 1
        if cls.left == 0:
            raise KeyboardInterrupt


def _stopped_at(monkeypatch: pytest.MonkeyPatch, moment: int, *words: str) -> Result:
    class Here(Stops):
        left = moment

    with monkeypatch.context() as stopping:
        stopping.setattr(OPENING, "Bars", Here)
        return run(*words)


def _held(app: Flask) -> tuple[int, int, int]:
    """Votes beside voters, apart from them, published."""
    with app.app_context():
        tables = (UrnEnvelope, SeparatedEnvelope, PublishedBallot)
        found = [db.session.scalar(select(func.count()).select_from(table)) for table in tables]
        db.session.remove()
        return found[0] or 0, found[1] or 0, found[2] or 0


@pytest.mark.database
def test_ceremony_that_is_stopped_whenever_it_tells_something_goes_on_by_the_same_command(
    closed: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each command again and again, stopped one moment later each time, until it ends."""
    for act in ("separate", "open"):
        for moment in range(1, 40):
            done = _stopped_at(monkeypatch, moment, act, SLUG)
            apart, separated, published = _held(closed)
            assert {apart, separated, published} <= {0, VOTERS}
            assert VOTERS in (apart, separated)
            if done.exit_code == 0:
                break
            assert "stopped; start it again and it goes on where it stood" in done.output
        assert moment > 4
    with closed.app_context():
        round_ = db.session.query(Round).one()
        assert (round_.opened_at, round_.counted_at) == (CLOSES, CLOSES)
    assert _held(closed) == (0, VOTERS, VOTERS)
