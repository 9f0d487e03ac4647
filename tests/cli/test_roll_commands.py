"""The command line acts on a roll for two named people only, and joins letter files."""

from __future__ import annotations

import importlib
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import select

from pbplatform.audit import services as audit
from pbplatform.audit.models import LogEntry
from pbplatform.cli import main as program
from pbplatform.cli.main import main
from pbplatform.core.db import db
from pbplatform.core.transaction import transaction
from pbplatform.voting import commands, queries
from pbplatform.voting.domain import letter_files
from pbplatform.voting.services.close import close_urn
from tests.factories import make_person
from tests.voting.ceremony_acts import CLOSERS
from tests.voting.elections import CLOSES, OPENS, make_election

FUND = "neighbour-fund"
# The package calls its group of commands like the module that they are in.
urn_commands = importlib.import_module("pbplatform.results.commands.urn")


@pytest.fixture
def console(app: Flask, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    """Commands that find this application, on the third day of voting."""
    with app.app_context(), transaction() as session:
        make_election(session, Path(app.extensions["settings"].key_dir))
        make_person(session, "Carla", role="clerk", scope=f"round:{FUND}")
        make_person(session, "Cleo", role="clerk", scope=f"round:{FUND}")
        make_person(session, "Ada", role="auditor")
        make_person(session, "New", role="auditor", now=OPENS + timedelta(days=2))
    monkeypatch.setattr(program, "_application", lambda: app)
    monkeypatch.setattr(commands, "now", lambda: OPENS + timedelta(days=2))
    return CliRunner()


def people(first: str, second: str) -> tuple[str, ...]:
    return ("--first", f"{first}@example.org", "--second", f"{second}@example.org")


@pytest.mark.parametrize(
    ("first", "second", "told"),
    [
        ("carla", "carla", "A second person must do this"),
        ("carla", "cleo", "One of the two people must be an auditor"),
        ("carla", "new", "The role is too new"),
        ("carla", "nobody", "Your role does not do this"),
    ],
)
def test_command_refuses_the_wrong_two_people(
    app: Flask, console: CliRunner, first: str, second: str, told: str
) -> None:
    for words in (("bind-spare", FUND, "1", "1"), ("add", FUND, "1", "2"), ("take-out", FUND, "1")):
        answer = console.invoke(main, ["roll", *words, *people(first, second)])
        assert answer.exit_code == 1
        # Where there is nothing to take out, the two are asked first all the same.
        assert told in answer.output
    with app.app_context():
        assert not queries.roll_changes(db.session(), 1)


def test_command_acts_for_two_people_and_the_log_says_for_whom(
    app: Flask, console: CliRunner
) -> None:
    bound = ["roll", "bind-spare", FUND, "1", "1", *people("carla", "ada")]
    assert "no vote is in the box" in console.invoke(main, bound).output
    assert "is somebody’s already" in console.invoke(main, bound).output
    added = console.invoke(main, ["roll", "add", FUND, "2", "3", *people("ada", "carla")])
    assert added.output == "2 added to 5 voters\n"
    with app.app_context(), transaction() as session:
        audit.fold(session, audit.ensure_log(session, "site"))
        bodies = [bytes(body) for body in session.scalars(select(LogEntry.body))]
    told = [body for body in bodies if b"spare_bound" in body]
    assert b"operator for Carla and Ada" in told[0]


def test_lot_is_typed_for_two_people(
    app: Flask, console: CliRunner, monkeypatch: pytest.MonkeyPatch
) -> None:
    with app.app_context(), transaction() as session:
        close_urn(session, pair=CLOSERS, round_id=1, now=CLOSES)
    monkeypatch.setattr(urn_commands, "act_now", lambda _session: CLOSES)
    typed = ["urn", "lot", FUND, "1234567890"]
    wrong = console.invoke(main, [*typed, *people("carla", "cleo")])
    assert "One of the two people must be an auditor" in wrong.output
    assert console.invoke(main, [*typed, *people("carla", "ada")]).output.startswith("the lot")
    with app.app_context():
        lot = queries.lot_number(db.session(), 1)
        assert lot is not None
        assert lot.confirmed
        assert lot.first_by == "operator for Carla"


def test_box_is_closed_for_a_clerk_and_an_auditor_separated_and_opened(
    app: Flask, console: CliRunner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(urn_commands, "act_now", lambda _session: CLOSES)
    assert console.invoke(main, ["urn", "close", FUND]).exit_code == 2  # nobody is named
    clerks = console.invoke(main, ["urn", "close", FUND, *people("carla", "cleo")])
    assert "One of the two people must be an auditor" in clerks.output
    assert "is not closed yet" in console.invoke(main, ["urn", "separate", FUND]).output
    closed = console.invoke(main, ["urn", "close", FUND, *people("carla", "ada")])
    assert closed.output == "closed: 0 envelopes, 0 marks, 5 voters on the roll\n"
    opening = ["urn", "open", FUND, "--early"]
    assert "dice" in console.invoke(main, ["urn", "separate", FUND]).output
    console.invoke(main, ["urn", "lot", FUND, "1234567890", *people("carla", "ada")])
    assert "not separated" in console.invoke(main, opening).output
    separated = console.invoke(main, ["urn", "separate", FUND])
    assert "separated: 0 sealed votes lie apart from voters" in separated.output
    assert (
        "separated from the voters already"
        in console.invoke(main, ["urn", "separate", FUND]).output
    )
    assert console.invoke(main, opening).output.endswith("4 winners of 0 ballots\n")
    with app.app_context(), transaction() as session:
        audit.fold(session, audit.ensure_log(session, "site"))
        told = [bytes(body) for body in session.scalars(select(LogEntry.body))]
    assert any(b"operator for Carla and Ada" in body and b"urn:closed" in body for body in told)


def test_letter_files_are_joined_away_from_the_server(tmp_path: Path) -> None:
    key = letter_files.new_key()
    closed = letter_files.close_file(key, voters=[(1, "ABCDEFGH")], spares=[(2, "JKMNPQRS")])
    (tmp_path / "file").write_bytes(closed)
    (tmp_path / "key").write_text(key.hex() + "\n")
    (tmp_path / "wrong").write_text("00" * 32)
    paths = [str(tmp_path / name) for name in ("file", "key", "out")]
    done = CliRunner().invoke(main, ["letters", "join", *paths])
    assert done.exit_code == 0, done.output
    rows = (tmp_path / "out").read_text().split()
    assert rows == ["letter,number,code", "voter,1,ABCD-EFGH", "spare,2,JKMN-PQRS"]
    paths = [str(tmp_path / name) for name in ("file", "wrong", "other")]
    wrong = CliRunner().invoke(main, ["letters", "join", *paths])
    assert wrong.exit_code == 1
    assert "does not open this file" in wrong.output
