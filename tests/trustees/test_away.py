"""Opening away from the server: the export, and the list. docs/rules/trustees.md sections 4, 5.

The command runs in a process without settings, and the list is the one that our own opening gives.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask

from config import Settings
from pbplatform.audit.domain.bundle import SUMS, zipped
from pbplatform.cli.main import main
from pbplatform.core.canonical import canonical_json
from pbplatform.core.db import db
from pbplatform.results.queries.export import export_parts
from pbplatform.rounds.models import Round
from pbplatform.trustees.domain.shares import Share, combine, deal
from pbplatform.trustees.domain.signing import signed_text, signers
from pbplatform.voting.domain.keystore import HeldKeys
from pbplatform.voting.domain.opened_file import in_groups, list_pieces, read_opened
from pbplatform.voting.services.opening import open_round
from tests.bars import bars_seen, parts_of
from tests.trustees.away import NAMES, Box, exported, separated_box

ROOT = Path(__file__).parents[2]
Parts = dict[str, bytes]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("away")


@pytest.fixture
def box(app: Flask, settings: Settings) -> Box:
    with app.app_context():
        found = separated_box(db.session(), settings.key_dir, damaged=1)
        db.session.commit()
        db.session.remove()
    return found


@pytest.fixture
def export(app: Flask, box: Box, tmp_path: Path) -> Path:
    with app.app_context():
        return exported(db.session(), box.election.round_id, tmp_path / "export.zip")


def typed(*shares: Share, sure: str = "y\n") -> str:
    return sure + "".join(f"{share.number}\n{share.words}\n" for share in shares)


def run(export: Path, out: Path, words: str, *more: str) -> tuple[int, str]:
    args = ["trustees", "open", str(export), "--out", str(out), *more]
    ran = CliRunner().invoke(main, args, input=words)
    return ran.exit_code, ran.output


def read(export: Path) -> Parts:
    with zipfile.ZipFile(export) as packed:
        return {name: packed.read(name) for name in packed.namelist() if name != SUMS}


def write(path: Path, parts: Mapping[str, bytes]) -> Path:
    path.write_bytes(b"".join(zipped((name, [raw]) for name, raw in parts.items())))
    return path


def test_export_has_the_files_of_the_rules_and_the_same_state_gives_the_same_bytes(
    app: Flask, box: Box, export: Path
) -> None:
    with app.app_context():
        round_ = db.session.get_one(Round, box.election.round_id)
        again = b"".join(zipped(export_parts(db.session(), round_)))
    assert again == export.read_bytes()
    parts = read(export)
    assert list(parts) == [
        "header.json",
        "definition.json",
        "ballot-log.jsonl",
        "amendments.jsonl",
        "envelopes.txt",
    ]
    header = json.loads(parts["header.json"])
    assert canonical_json(header) == parts["header.json"]
    assert set(header) == {
        *("v", "what", "round", "level", "definition_sha256", "envelopes"),
        *("envelopes_sha256", "public_key", "opening"),
    }
    assert header["definition_sha256"] == hashlib.sha256(parts["definition.json"]).hexdigest()
    assert header["envelopes"] == 5
    assert header["opening"]["names"] == list(NAMES)
    for secret in (share.words.encode() for share in box.shares):
        assert secret not in export.read_bytes()


def test_list_is_the_one_that_our_own_opening_publishes(
    app: Flask, box: Box, export: Path, settings: Settings, tmp_path: Path
) -> None:
    code, told = run(export, tmp_path / "out", typed(box.shares[2], box.shares[0]))
    assert code == 0, told
    assert "5 closed votes, 4 opened, 1 damaged" in told
    raw = (tmp_path / "out" / "list.json").read_bytes()
    assert in_groups(hashlib.sha256(raw).digest()) in told
    with app.app_context():
        round_ = db.session.get_one(Round, box.election.round_id)
        key = combine(box.dealt, box.shares[:2])
        held = HeldKeys(settings.key_dir, key, (1, 2), round_.slug)
        ours = open_round(db.session(), held, round_)
        db.session.rollback()
    assert hashlib.sha256(raw).digest() == ours.list_sha256
    assert len(json.loads(raw)["ballots"]) == 5
    file = read_opened((tmp_path / "out" / "opened.json").read_bytes())
    assert b"".join(list_pieces(file.rows)) == raw
    assert (tmp_path / "out" / "damaged.txt").read_text().split() == [
        digest.hex() for digest in file.damaged
    ]
    text = signed_text(
        file.slug, file.definition_sha256, file.envelopes_sha256, hashlib.sha256(raw).digest()
    )
    points = dict(enumerate(box.dealt.points, 1))
    assert signers(points, file.signatures, text) == [1, 3]
    assert signers(points, file.signatures, text + b"!") == []
    # Neither a tracker, nor a choice, nor a total is said aloud.
    for tracker, _choices, _reason in json.loads(raw)["ballots"]:
        assert tracker not in told


def test_nothing_but_the_list_is_written_and_the_key_nowhere(
    box: Box, export: Path, tmp_path: Path
) -> None:
    before = set(tmp_path.rglob("*"))
    assert run(export, tmp_path / "out", typed(*box.shares[:2]))[0] == 0
    made = sorted(each.name for each in set(tmp_path.rglob("*")) - before)
    assert made == ["damaged.txt", "list.json", "opened.json", "out"]
    assert (tmp_path / "out").stat().st_mode & 0o077 == 0
    key = combine(box.dealt, box.shares[:2]).private_numbers().private_value
    for file in (tmp_path / "out").iterdir():
        assert f"{key:064x}" not in file.read_text()


def test_it_runs_in_a_process_without_settings_database_and_network(
    box: Box, export: Path, tmp_path: Path
) -> None:
    """Sockets are taken away before our program is loaded, and no setting is there."""
    program = (
        "import socket, sys\n"
        "def none(*a, **k): raise SystemExit('network')\n"
        "socket.socket.connect = none; socket.create_connection = none; socket.getaddrinfo = none\n"
        "import sqlalchemy\n"
        "sqlalchemy.create_engine = none\n"
        "from pbplatform.cli.main import main\n"
        "main(sys.argv[1:])\n"
    )
    words = typed(*box.shares[:2])
    ran = subprocess.run(
        [sys.executable, "-c", program, "trustees", "open", str(export), "--out", "out"],
        input=words,
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env={"PYTHONPATH": str(ROOT), "PATH": os.environ["PATH"]},
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    assert (tmp_path / "out" / "opened.json").exists()
    assert not (tmp_path / "instance").exists()


def test_of_each_share_it_is_said_what_is_wrong(box: Box, export: Path, tmp_path: Path) -> None:
    ada, ben, _cy = box.shares
    foreign = deal(2, NAMES)[1][1]
    wrong = ben.words.replace(ben.words.split()[3], "zzz", 1)
    said = (
        typed(ada)
        + f"2\n{foreign.words}\n"  # another key
        + f"1\n{ada.words}\n"  # twice
        + f"3\n{ben.words}\n"  # another number
        + f"2\n{wrong}\n"
        + "2\nabandon\n"
        + f"2\n{ben.words}\n"
    )
    code, told = run(export, tmp_path / "out", said)
    assert code == 0, told
    for words in (
        "belongs to another key",
        "was typed above already",
        "This is share 2 of this key",
        "Word 4 is not one",
        "These are 1 words",
        "It is the share of Ada.",
    ):
        assert words in told


def test_opening_away_shows_bars_that_end(
    box: Box, export: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = bars_seen(monkeypatch)
    code, told = run(export, tmp_path / "out", typed(*box.shares[:2]))
    assert code == 0, told
    assert parts_of(shown) == ["checking", "opening"]


def test_stopped_it_writes_nothing(box: Box, export: Path, tmp_path: Path) -> None:
    code, told = run(export, tmp_path / "out", typed(box.shares[0]))  # then input ends
    assert code == 1
    assert "Traceback" not in told
    assert not (tmp_path / "out").exists()
    code, told = run(export, tmp_path / "out", "n\n")
    assert code == 1
    assert not (tmp_path / "out").exists()


def test_a_folder_that_is_there_is_not_written_into(box: Box, export: Path, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    code, told = run(export, tmp_path / "out", typed(*box.shares[:2]))
    assert code == 1
    assert "is there already" in told


def _header(**values: object) -> Callable[[Parts], None]:
    def change(parts: Parts) -> None:
        told = json.loads(parts["header.json"])
        parts["header.json"] = canonical_json({**told, **values})

    return change


def _votes(change: Callable[[list[bytes]], list[bytes]]) -> Callable[[Parts], None]:
    def changed(parts: Parts) -> None:
        lines = change(parts["envelopes.txt"].splitlines(keepends=True))
        parts["envelopes.txt"] = b"".join(lines)

    return changed


def _log(before: bytes, after: bytes) -> Callable[[Parts], None]:
    def change(parts: Parts) -> None:
        assert before in parts["ballot-log.jsonl"]
        parts["ballot-log.jsonl"] = parts["ballot-log.jsonl"].replace(before, after, 1)

    return change


def _gone(name: str) -> Callable[[Parts], None]:
    return lambda parts: parts.__delitem__(name)


FAULTS: Mapping[str, tuple[Callable[[Parts], None], str]] = {
    "a file is gone": (_gone("amendments.jsonl"), "does not have the files"),
    "a file too many": (lambda parts: parts.update({"x.txt": b""}), "does not have the files"),
    "another round": (_header(round="other"), "header and definition"),
    "another key": (_header(public_key="04" + "00" * 64), "header and definition"),
    "other trustees": (_header(opening=None), "the same trustees"),
    "another number": (_header(envelopes=4), "has 5 closed votes, and says 4"),
    "another hash": (_header(envelopes_sha256="00" * 32), "not those that its header names"),
    "order": (_votes(lambda lines: lines[::-1]), "not in order"),
    "a vote twice": (_votes(lambda lines: [lines[0], *lines]), "one is there twice"),
    "a vote dropped": (_votes(lambda lines: lines[1:]), "has 4 closed votes, and says 5"),
    "not base 64": (_votes(lambda lines: [b"?\n", *lines[1:]]), "is not written as votes are"),
    "definition": (
        lambda parts: parts.update(
            {"definition.json": parts["definition.json"].replace(b"Project 4", b"Project 5")}
        ),
        "header and definition",
    ),
    "log without separation": (_log(b"vote:urn:separated", b"vote:urn:separatex"), "separated"),
    "log with another close": (_log(b'"envelopes":5', b'"envelopes":6'), "names other closed"),
    "log that took one out": (
        lambda parts: parts.update(
            {
                "ballot-log.jsonl": parts["ballot-log.jsonl"].replace(
                    b"vote:envelope:cast", b"vote:envelope:lost", 1
                )
            }
        ),
        "put into the box",
    ),
    "an amendment": (
        lambda parts: parts.update({"amendments.jsonl": b"{}\n"}),
        "its amendments are not",
    ),
    "a log that is none": (_log(b"{", b"["), "of its log is none"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_an_export_that_is_wrong_is_refused_in_words(
    name: str, box: Box, export: Path, tmp_path: Path
) -> None:
    change, says = FAULTS[name]
    parts = read(export)
    change(parts)
    changed = write(tmp_path / "changed.zip", parts)
    code, told = run(changed, tmp_path / "out", typed(*box.shares[:2]))
    assert code == 1
    assert says in told
    assert "Traceback" not in told
    assert not (tmp_path / "out").exists()


def test_a_byte_that_is_changed_is_seen_by_the_sums(box: Box, export: Path, tmp_path: Path) -> None:
    held = io.BytesIO()
    with zipfile.ZipFile(export) as old, zipfile.ZipFile(held, "w") as new:
        for name in old.namelist():
            raw = old.read(name)
            new.writestr(name, raw.replace(b'"envelopes":5', b'"envelopes":6'))
    (tmp_path / "changed.zip").write_bytes(held.getvalue())
    code, told = run(tmp_path / "changed.zip", tmp_path / "out", typed(*box.shares[:2]))
    assert code == 1
    assert "SHA256SUMS" in told


@pytest.mark.parametrize("raw", [None, b"", b"PK\x03\x04", b"x" * 100])
def test_a_file_that_is_no_export_is_said_in_words(tmp_path: Path, raw: bytes | None) -> None:
    if raw is not None:
        (tmp_path / "x.zip").write_bytes(raw)
    code, told = run(tmp_path / "x.zip", tmp_path / "out", "")
    assert code == 1
    assert "cannot be used" in told
    assert "Traceback" not in told
