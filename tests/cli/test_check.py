"""`pbplatform check` and `accept-log`, and what does not start on another log."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import pytest
from click.testing import Result

from pbplatform.audit.queries.marks import LogMarks, Mark
from tests.cli.console import Console

pytestmark = pytest.mark.one_database


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a place on which the program has looked once."""
    made = Console(tmp_path_factory.mktemp("place") / "instance")
    told = made.run("init", "--name", "Hackford", "--facilitator", "bea@example.org")
    assert told.exit_code == 0, told.output
    assert made.run("check").exit_code == 0
    return made.folder


@pytest.fixture
def console(place: Path, tmp_path: Path) -> Console:
    shutil.copytree(place, tmp_path / "instance")
    return Console(tmp_path / "instance")


def database(console: Console) -> Path:
    return console.folder / "pbplatform.db"


def write_entry(console: Console, words: str) -> None:
    """An entry at the end of the site log, as the worker puts it there."""
    with sqlite3.connect(database(console)) as connection:
        last = connection.execute("SELECT coalesce(max(idx), -1) FROM log_entry").fetchone()[0]
        body = (
            '{"actor":{"role":"operator"},"at":"2026-10-01T09:00:00.000000Z","data":{"name":"%s"},'
            '"kind":"place:team:added","subject":"place","v":1}'
        )
        connection.execute(
            "INSERT INTO log_entry (log_id, idx, key16, body, family, about, at) "
            "VALUES (1, ?, ?, ?, 'place', 'place', '2026-10-01 09:00:00.000000')",
            (last + 1, words.ljust(16).encode()[:16], (body % words).encode()),
        )
    connection.close()


def put_older_copy_back(console: Console) -> None:
    """Two entries came, then a copy from before them takes the database's place."""
    write_entry(console, "one")
    assert console.run("check").exit_code == 0
    copy = console.folder / "copy.db"
    with sqlite3.connect(database(console)) as read, sqlite3.connect(copy) as written:
        read.backup(written)
    read.close()
    written.close()
    write_entry(console, "two")
    write_entry(console, "three")
    assert console.run("check").exit_code == 0
    for file in console.folder.glob("pbplatform.db*"):
        file.unlink()
    shutil.copyfile(copy, database(console))


def says_where_to_go(told: Result) -> bool:
    return told.exit_code != 0 and "pbplatform accept-log site" in told.output


@pytest.mark.parametrize("command", ["check", "serve", "worker"])
def test_nothing_starts_on_an_older_copy_of_the_database(console: Console, command: str) -> None:
    put_older_copy_back(console)
    assert says_where_to_go(console.run(command))


def test_operator_says_in_public_that_an_older_copy_was_put_back(console: Console) -> None:
    put_older_copy_back(console)
    words = ("--by", "Omar", "--reason", "The disk broke on Tuesday")
    told = console.run("accept-log", "site", *words)
    assert told.exit_code == 0, told.output
    rows = console.ask("SELECT body FROM log_entry ORDER BY idx DESC LIMIT 1")
    body = str(rows[0][0])
    assert "place:log:accepted" in body
    beside = console.ask("SELECT words FROM log_words")
    assert "The disk broke on Tuesday" in [row[0] for row in beside]
    assert "Omar" in body
    assert console.run("check").exit_code == 0
    again = console.run("accept-log", "site", *words)
    assert again.exit_code != 0
    assert "nothing to accept" in again.output


def test_log_that_the_copy_does_not_have_at_all_can_be_accepted_too(console: Console) -> None:
    marks = LogMarks(console.folder / "keys")
    assert marks.path.exists()
    marks.put("rounds/fund-2027", Mark(1, "ab" * 32))
    told = console.run("check")
    assert "pbplatform accept-log rounds/fund-2027" in told.output
    words = ("--by", "Omar", "--reason", "The copy is from before the freeze")
    accepted = console.run("accept-log", "rounds/fund-2027", *words)
    assert accepted.exit_code == 0, accepted.output
    assert console.ask("SELECT slug FROM log") == [("site",)]
    assert console.run("check").exit_code == 0


def test_log_that_grew_past_its_mark_with_other_entries_is_seen(console: Console) -> None:
    put_older_copy_back(console)
    for words in ("four", "five", "six", "seven"):
        write_entry(console, words)
    assert says_where_to_go(console.run("check"))


@pytest.mark.parametrize(
    ("log", "reason", "says"),
    [("rounds/none", "x", "no log of this name"), ("site", "  ", "Say in words")],
)
def test_accepting_a_log_fails_in_words(console: Console, log: str, reason: str, says: str) -> None:
    put_older_copy_back(console)
    told = console.run("accept-log", log, "--by", "Omar", "--reason", reason)
    assert told.exit_code != 0
    assert says in told.output


def test_marks_only_ever_move_forward_by_themselves(tmp_path: Path) -> None:
    marks = LogMarks(tmp_path)
    one, two = Mark(1, "ab" * 32), Mark(2, "cd" * 32)
    marks.keep({"site": two})
    marks.keep({"site": one})
    assert marks.read() == {"site": two}
    assert marks.path.stat().st_mode & 0o077 == 0
    marks.put("site", one)
    assert marks.read() == {"site": one}


def test_check_of_an_unknown_round_says_so(console: Console) -> None:
    told = console.run("check", "nothing")
    assert told.exit_code != 0
    assert "There is no such round" in told.output
