"""A replay that is stopped or killed goes on, and shows how far it is (running.md section 9)."""

from __future__ import annotations

import multiprocessing
import random
import signal
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from pbplatform import create_app
from pbplatform.cli import replay as command
from pbplatform.cli import replay_steps
from pbplatform.core.db import db
from pbplatform.core.progress import Progress
from pbplatform.rounds.models import Round
from pbplatform.voting.models import PublishedBallot
from pbplatform.voting.queries.checks import round_findings
from tests.apps import let_go, share_compiled
from tests.bars import bars_seen, parts_of
from tests.cli.small_election import SMALL
from tests.conftest import settings_of
from tests.kills.falling import Falls

PARTS = [
    *("importing the roll", "freezing", "casting", "closing", "checking", "separating"),
    "rewriting the storage",
    *("checking", "opening", "publishing", "counting"),
]
WINNERS, VOTES = ["a", "c"], 5


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Five votes, cast two by two."""
    monkeypatch.setattr(replay_steps, "BATCH", 2)
    path = tmp_path / "small.pb"
    path.write_text(SMALL)
    return path


class Stops:
    """Whoever waits, and presses Ctrl-C when told for the so-and-so-many-th time."""

    def __init__(self, at: int = 0) -> None:
        self.at, self.told = at, 0
        self.parts: list[str] = []

    def __call__(self, part: str, _whole: int) -> Progress:
        self.parts.append(part)
        self._look(1)
        return self._look

    def _look(self, _done: int) -> None:
        self.told += 1
        if self.told == self.at:
            raise KeyboardInterrupt


def test_each_step_of_a_replay_shows_a_bar_that_ends(
    app: Flask, small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = bars_seen(monkeypatch)
    command.run(app, small, rule_name="official", as_json_=False)
    assert parts_of(shown) == PARTS
    for bar in shown:
        bar.disable = False
        assert "/s]" in bar.text or "s/row]" in bar.text  # rate
        assert "<" in bar.text  # time left


def _elsewhere(databases: Any, folder: Path) -> Flask:
    """An application with an empty database and folders of its own."""
    app = create_app(settings_of(databases.fresh(), folder))
    share_compiled(app)
    return app


def _goes_on(app: Flask, file: Path) -> None:
    """The same command again ends as if nothing had been."""
    with app.app_context():
        db.session.remove()
        done = command.replay(app, file, rule_name="official")
        assert (done.winners, done.ballots) == (WINNERS, VOTES)
        session = db.session()
        assert session.scalar(select(func.count()).select_from(PublishedBallot)) == VOTES
        assert round_findings(session, session.scalars(select(Round)).one()) == []
    let_go(app)


@pytest.mark.database
def test_replay_that_is_stopped_at_drawn_moments_goes_on_to_the_same_end(
    databases: Any, small: Path, tmp_path: Path
) -> None:
    whole = Stops()
    app = _elsewhere(databases, tmp_path / "whole")
    with app.app_context():
        command.replay(app, small, rule_name="official", parts=whole)
    let_go(app)
    assert whole.parts == PARTS
    for at in random.Random(5).sample(range(1, whole.told + 1), 6):
        app = _elsewhere(databases, tmp_path / str(at))
        with app.app_context(), pytest.raises(KeyboardInterrupt):
            command.replay(app, small, rule_name="official", parts=Stops(at))
        _goes_on(app, small)


def _live(app: Flask, file: Path, falls_at: int, says: Connection) -> None:
    falls = Falls(falls_at)
    with app.app_context():
        falls.listen(db.engine)
        falls.armed = True
        command.replay(app, file, rule_name="official")
    says.send(falls.passed)


def _one_life(app: Flask, file: Path, falls_at: int) -> int:
    """How many moments a replay had; 0 where it was killed."""
    let_go(app)
    context = multiprocessing.get_context("fork")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_live, args=(app, file, falls_at, theirs))
    process.start()
    theirs.close()
    process.join(60)
    if process.exitcode == -signal.SIGKILL:
        return 0
    assert process.exitcode == 0
    return int(ours.recv())


@pytest.mark.database
def test_replay_whose_process_is_killed_at_drawn_moments_goes_on_to_the_same_end(
    databases: Any, small: Path, tmp_path: Path
) -> None:
    """Before and after whatever it does to the database and the disk (running.md section 7)."""
    moments = _one_life(_elsewhere(databases, tmp_path / "whole"), small, 0)
    assert moments > 100
    for at in random.Random(9).sample(range(1, moments + 1), 4):
        app = _elsewhere(databases, tmp_path / str(at))
        assert _one_life(app, small, at) == 0
        _goes_on(app, small)
