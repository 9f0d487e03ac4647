"""A register imported by command, for a named keeper of the roll."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask

from pbplatform.cli import main as program
from pbplatform.cli.main import main
from pbplatform.core.db import db
from pbplatform.core.transaction import transaction
from pbplatform.voting import commands, queries
from pbplatform.voting.jobs import registers
from pbplatform.voting.services.roll.register import import_block
from tests.conftest import NOON
from tests.factories import make_person, make_place, make_round

FUND = "neighbour-fund"


@pytest.fixture
def console(app: Flask, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    with app.app_context(), transaction() as session:
        make_place(session)
        make_round(session)
        make_person(session, "Carla", role="clerk", scope=f"round:{FUND}")
        make_person(session, "Una", role="auditor")
    monkeypatch.setattr(program, "_application", lambda: app)
    monkeypatch.setattr(commands, "now", lambda: NOON)
    return CliRunner()


def run(console: CliRunner, file: Path, *words: str, by: str = "carla") -> Result:
    mail = f"{by}@example.org"
    return console.invoke(main, ["roll", "import", FUND, str(file), "--by", mail, *words])


def on_roll(app: Flask) -> int:
    with app.app_context():
        return queries.roll_size(db.session(), 1)


def test_command_imports_and_says_what_it_did(
    app: Flask, console: CliRunner, tmp_path: Path
) -> None:
    file = tmp_path / "register.csv"
    file.write_text("Nr;Name;State\n01;Zoë;\n02;Ed;moved\n;Nobody;\n03;Łucja;\n")
    mistakes = tmp_path / "mistakes.csv"
    by_name = ("--number", "nr", "--state", "State", "--gone", "MOVED")
    refused = run(console, file, *by_name, "--mistakes", str(mistakes))
    assert refused.exit_code == 1
    assert "4 rows, 2 voters, 2 of them new" in refused.output
    assert "add --skip-mistakes" in refused.output
    assert mistakes.read_text().splitlines()[1:] == ["4,,The register’s number is missing"]
    assert on_roll(app) == 0
    done = run(console, file, *by_name, "--skip-mistakes")
    assert "2 added; make their letters" in done.output
    assert on_roll(app) == 2
    again = run(console, file, *by_name, "--skip-mistakes")
    assert "Every voter of this file is on the roll already." in again.output


def test_command_asks_when_the_numbers_look_like_a_slip(
    app: Flask, console: CliRunner, tmp_path: Path
) -> None:
    file = tmp_path / "register.csv"
    file.write_text("1\n2\n3\n")
    by_place = ("--number", "1", "--no-header", "--expected", "300")
    asked = run(console, file, *by_place)
    assert asked.exit_code == 1
    assert "Voters in the file: 3. You expected: 300." in asked.output
    assert on_roll(app) == 0
    assert run(console, file, *by_place, "--sure").exit_code == 0
    assert on_roll(app) == 3


@pytest.mark.parametrize("by", ["una", "nobody"])
def test_command_is_for_a_keeper_of_the_roll(
    app: Flask, console: CliRunner, tmp_path: Path, by: str
) -> None:
    file = tmp_path / "register.csv"
    file.write_text("nr\n1\n")
    refused = run(console, file, "--number", "nr", by=by)
    assert "Only this round’s clerks and facilitators keep the roll." in refused.output
    assert on_roll(app) == 0


def test_command_that_was_cut_off_is_finished_by_the_worker(
    app: Flask, console: CliRunner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pbplatform.voting.services.roll.register.BLOCK", 2)
    file = tmp_path / "register.csv"
    file.write_text("nr\n" + "".join(f"{number}\n" for number in range(7)))

    def cut_off(*_args: object) -> None:
        with transaction() as session:
            import_block(session, round_id=1, import_no=1, now=NOON)
        raise KeyboardInterrupt

    monkeypatch.setattr(commands, "go_on", cut_off)
    assert run(console, file, "--number", "nr").exit_code != 0
    assert on_roll(app) == 2
    with app.app_context():
        registers.import_registers(app.extensions["settings"])
    assert on_roll(app) == 7
