"""Replaying an election: every ballot through the urn, once, whatever interrupts it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click import ClickException
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import func, select

from pbplatform.cli import replay as command
from pbplatform.cli import replay_steps as steps
from pbplatform.cli.main import main
from pbplatform.core.db import db
from pbplatform.rounds.models import Round
from pbplatform.voting.models import PublishedBallot, RollEntry
from tests.cli.small_election import SMALL


@pytest.fixture
def small(tmp_path: Path) -> Path:
    path = tmp_path / "small.pb"
    path.write_text(SMALL)
    return path


def test_replay_gives_the_winners_totals_and_money_of_the_file(
    app: Flask, small: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command.run(app, small, rule_name="official", as_json_=True)
    told = json.loads(capsys.readouterr().out)
    assert told["winners"] == ["a", "c"]
    assert told["totals"] == {"a": 3, "b": 2, "c": 2}
    assert (told["budget"], told["spent"], told["ballots"]) == (100, 100, 5)
    assert set(told) == {"winners", "totals", "budget", "spent", "ballots", "seconds"}


def test_replay_of_a_ballot_that_names_a_project_twice_says_how_it_is_counted(
    app: Flask, small: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    small.write_text(SMALL.replace("v2;a,c", "v2;a,c,a"))
    command.run(app, small, rule_name="official", as_json_=False)
    told = capsys.readouterr().out
    assert "2 winners: a, c" in told
    assert "read generously: small.pb, line 24, vote: names project a twice" in told
    command.run(app, small, rule_name="official", as_json_=True)
    as_json = json.loads(capsys.readouterr().out)
    assert as_json["totals"] == {"a": 3, "b": 2, "c": 2}
    assert len(as_json["read_generously"]) == 1
    with pytest.raises(ClickException, match="names project a twice"):
        command.run(app, small, rule_name="official", as_json_=True, strict=True)


def test_replay_of_equal_shares_takes_any_number_of_choices(
    app: Flask, small: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    small.write_text(SMALL.replace("rule;greedy", "rule;equalshares"))
    command.run(app, small, rule_name="official", as_json_=True)
    assert json.loads(capsys.readouterr().out)["winners"] == ["a"]
    with app.app_context():
        assert db.session.scalars(select(Round.max_choices)).all() == [None]


def test_replay_goes_on_where_it_stopped_and_doubles_no_ballot(
    app: Flask, small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(steps, "BATCH", 2)
    cast = steps.cast_ballots
    calls = []

    def stop_at_the_second(*args: object, **kwargs: object) -> object:
        calls.append(1)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return cast(*args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(steps, "cast_ballots", stop_at_the_second)
    with pytest.raises(ClickException, match="goes on where it stopped"):
        command.run(app, small, rule_name="official", as_json_=True)
    with app.app_context():
        assert db.session.scalar(select(func.count()).where(RollEntry.marked)) == 2
        db.session.remove()
        monkeypatch.setattr(steps, "cast_ballots", cast)
        first = command.replay(app, small, rule_name="official")
        again = command.replay(app, small, rule_name="official")
        assert (first.cast_now, again.cast_now) == (3, 0)
        assert first.winners == again.winners == ["a", "c"]
        published = select(func.count()).select_from(PublishedBallot)
        assert db.session.scalar(published) == 5


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("vote_type;approval", "vote_type;ordinal", "cannot be replayed yet"),
        ("num_votes;5", "num_votes;6", "num_votes"),
        ("v3;a,b", "v3;a,x", "line 25"),
        ("v5;c", "v1;c", "voter_id"),
        ("b;50", "b;-50", "cost"),
        ("b;50", "b;999999999", "cost"),
        ("VOTES\n", "BALLOTS\n", "VOTES"),
    ],
)
def test_bad_file_gives_one_clear_line_and_leaves_the_database_as_it_was(
    app: Flask, small: Path, old: str, new: str, told: str
) -> None:
    small.write_text(SMALL.replace(old, new))
    with pytest.raises(ClickException) as refused:
        command.run(app, small, rule_name="official", as_json_=True)
    line = refused.value.message
    assert "small.pb" in line
    assert told in line
    assert "\n" not in line
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Round)) == 0


def test_bad_file_makes_no_database_where_there_was_none(small: Path, tmp_path: Path) -> None:
    small.write_text(SMALL.replace("num_votes;5", "num_votes;6"))
    folder = tmp_path / "instance"
    told = CliRunner().invoke(main, ["replay", str(small)], env={"INSTANCE_DIR": str(folder)})
    assert told.exit_code == 1
    assert "small.pb" in told.output
    assert not folder.exists()


@pytest.mark.parametrize(
    "change", [lambda text: "\ufeff" + text, lambda text: text.replace("\n", "\r\n")]
)
def test_byte_order_mark_and_windows_lines_are_read(
    app: Flask, small: Path, change: object
) -> None:
    small.write_bytes(change(SMALL).encode())  # type: ignore[operator]
    with app.app_context():
        assert command.replay(app, small, rule_name="official").winners == ["a", "c"]
