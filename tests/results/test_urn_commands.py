"""`pbplatform urn export` and `urn open --list` as an operator gives them.

Source: docs/rules/trustees.md sections 4 and 5.
"""

from __future__ import annotations

import io
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from flask import Flask

from config import Settings
from pbplatform.cli import main as program
from pbplatform.cli.main import main
from pbplatform.core.db import db
from pbplatform.results.commands import exporting, zip_file
from pbplatform.rounds.models import Round
from pbplatform.trustees.kinds import TrusteeLog
from pbplatform.voting.kinds import VoteLog
from tests.bars import bars_seen, parts_of
from tests.conftest import SetClock
from tests.logged import left
from tests.trustees.away import PROMISED
from tests.trustees.ready import Ready

pytestmark = pytest.mark.one_database
SLUG = "neighbour-fund"
OPENING = sys.modules["pbplatform.results.commands.urn"]  # its name in the package is the group's


@pytest.fixture
def ready(
    app: Flask,
    settings: Settings,
    clock: SetClock,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Ready:
    """A separated box with trustees, at its promised hour; commands find this application."""
    made = Ready(app, settings, tmp_path)
    clock.at = PROMISED
    monkeypatch.setattr(program, "_application", lambda: app)
    for command in (exporting, OPENING):
        monkeypatch.setattr(command, "act_now", lambda _session: PROMISED)
    monkeypatch.setattr(OPENING, "now", lambda: PROMISED)
    return made


def run(*words: str, typed: bytes | str | None = None) -> Result:
    return CliRunner().invoke(main, ["urn", *words], input=typed)


def refused(done: Result, says: str) -> None:
    """In one sentence, without the innards of the program."""
    assert done.exit_code == 1, done.output
    assert says in done.output
    assert "Traceback" not in done.output


def test_export_is_written_whole_with_a_bar_and_the_log_says_so(
    app: Flask, ready: Ready, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bars: list[Any] = []

    class Bar(zip_file.tqdm):  # type: ignore[type-arg]
        def __init__(self, **how: Any) -> None:
            super().__init__(**{**how, "disable": False, "file": io.StringIO()})
            bars.append(self)

    monkeypatch.setattr(zip_file, "tqdm", Bar)
    out = tmp_path / "closed.zip"
    done = run("export", SLUG, str(out))
    assert done.exit_code == 0, done.output
    assert f"pbplatform trustees open {out.name}" in done.output
    assert zipfile.ZipFile(out).testzip() is None
    (bar,) = bars
    assert (bar.desc, bar.n) == ("writing", bar.total)
    assert not out.with_name("closed.zip.part").exists()
    assert len(left(app, TrusteeLog.EXPORT_TAKEN)) == 1
    first = out.read_bytes()
    assert run("export", SLUG, str(out)).exit_code == 0  # again: the same bytes, told again
    assert out.read_bytes() == first
    assert len(left(app, TrusteeLog.EXPORT_TAKEN)) == 2


def test_export_that_cannot_be_had_or_written_is_refused_in_words(
    app: Flask, ready: Ready, tmp_path: Path
) -> None:
    refused(run("export", "no-such-round", str(tmp_path / "a.zip")), "round")
    refused(run("export", SLUG, str(tmp_path / "none" / "a.zip")), "cannot be written")
    assert left(app, TrusteeLog.EXPORT_TAKEN) == []
    assert not (tmp_path / "a.zip").exists()


def test_export_that_is_stopped_leaves_the_file_of_before_and_no_entry(
    app: Flask, ready: Ready, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(_parts: object) -> Iterator[bytes]:
        yield b"PK"
        raise KeyboardInterrupt

    out = tmp_path / "closed.zip"
    out.write_bytes(b"of before")
    with monkeypatch.context() as stopping:
        stopping.setattr(zip_file, "zipped", stopped)
        refused(run("export", SLUG, str(out)), "stopped; nothing was kept")
    assert out.read_bytes() == b"of before"
    assert not out.with_name("closed.zip.part").exists()
    assert left(app, TrusteeLog.EXPORT_TAKEN) == []
    assert run("export", SLUG, str(out)).exit_code == 0
    assert zipfile.is_zipfile(out)


def two_type(ready: Ready) -> None:
    """Two trustees typed the hash of the list; by the command line it is brought."""
    for who in (0, 1):
        ready.type(who, by_command=True)


def opened(app: Flask) -> bool:
    with app.app_context():
        return db.session.query(Round).one().opened_at is not None


def test_list_of_trustees_opens_the_box_once_and_its_votes_are_counted(
    app: Flask, ready: Ready
) -> None:
    two_type(ready)
    done = run("open", SLUG, "--list", "-", typed=ready.raw)
    assert done.exit_code == 0, done.output
    assert "winners of" in done.output
    assert opened(app)
    assert len(left(app, VoteLog.URN_OPENED)) == 1
    again = run("open", SLUG, "--list", "-", typed=ready.raw)
    assert again.exit_code in (0, 1)
    assert "Traceback" not in again.output
    assert len(left(app, VoteLog.URN_OPENED)) == 1


def test_list_that_is_brought_shows_bars_that_end(
    app: Flask, ready: Ready, monkeypatch: pytest.MonkeyPatch
) -> None:
    two_type(ready)
    shown = bars_seen(monkeypatch)
    assert run("open", SLUG, "--list", "-", typed=ready.raw).exit_code == 0
    assert parts_of(shown) == ["checking", "reading the list", "publishing", "counting"]


def test_list_is_not_taken_before_enough_trustees_typed_its_hash(app: Flask, ready: Ready) -> None:
    ready.type(0, by_command=True)
    refused(run("open", SLUG, "--list", "-", typed=ready.raw), "trustee")
    assert not opened(app)
    ready.type(1, by_command=True)
    assert run("open", SLUG, "--list", "-", typed=ready.raw).exit_code == 0


def test_list_that_is_wrong_is_refused_in_words_and_opens_nothing(
    app: Flask, ready: Ready, tmp_path: Path
) -> None:
    two_type(ready)
    for raw, says in (
        (b"", "file"),
        (b"not a list", "file"),
        (b"\xff\xfe\x00", "file"),
        (ready.raw[:-40], "file"),
        (ready.raw.replace(b"[4]", b"[9]", 1), "file"),
    ):
        refused(run("open", SLUG, "--list", "-", typed=raw), says)
        assert not opened(app)
    none = run("open", SLUG, "--list", str(tmp_path / "none.json"))
    assert (none.exit_code, "none.json" in none.output) == (2, True)
    assert not opened(app)
    assert run("open", SLUG, "--list", "-", typed=ready.raw).exit_code == 0


def test_opening_that_is_stopped_after_the_list_goes_on_by_the_same_command(
    app: Flask, ready: Ready, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*_told: object) -> None:
        raise KeyboardInterrupt

    two_type(ready)
    with monkeypatch.context() as stopping:
        stopping.setattr(OPENING, "open_and_count", stop)
        assert run("open", SLUG, "--list", "-", typed=ready.raw).exit_code != 0
    assert opened(app)  # the list is public; nothing is counted yet
    done = run("open", SLUG)
    assert done.exit_code == 0, done.output
    assert "winners of" in done.output
    assert len(left(app, VoteLog.URN_OPENED)) == 1
    assert len(left(app, VoteLog.RESULT_COUNTED)) == 1
