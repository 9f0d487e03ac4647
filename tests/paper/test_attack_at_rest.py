"""Whoever has every file at rest reads nothing that a clerk entered, and names no voter.

Source: docs/rules/paper.md sections 2.3, 3.1, 3.5 and 5.5. `make attack-paper` does it at size.
"""

from __future__ import annotations

import base64
import gzip
import logging
import re
import tempfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import create_engine, make_url

from config import Settings
from pbplatform.core.db import db
from pbplatform.models import Base
from tests.conftest import SetClock
from tests.paper import attack
from tests.paper import counting_day as days
from tests.paper.at_rest import Wanted, search

PAPERS = 24
PAGE = Path(__file__).resolve().parents[2] / "templates" / "paper" / "batch.html"


@pytest.fixture
def own_folder(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Temporary files and a log of everything lie in the instance folder."""
    folder = days.folder_of(settings)
    (folder / "tmp").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder / "tmp"))
    handler = logging.FileHandler(folder / "program.log")
    root = logging.getLogger()
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield
    root.removeHandler(handler)
    root.setLevel(before)
    handler.close()


@pytest.fixture
def server(databases: Any) -> Path | None:
    """The folder of the PostgreSQL server that came with the tests."""
    folder: Path | None = getattr(databases, "data_folder", None)
    if databases.name == "postgresql":
        assert folder is not None, "reads the server's files: run it without TEST_DATABASE_URL"
    return folder


@pytest.fixture
def checkpoint(app: Flask, settings: Settings, databases: Any) -> Callable[[], None]:
    def put_in_order() -> None:
        if databases.name == "sqlite":
            with app.app_context():
                db.session.remove()
                with db.engine.connect() as connection:
                    connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            return
        url = databases._superuser.set(database=make_url(settings.database_url).database)
        engine = create_engine(url, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.exec_driver_sql("CHECKPOINT")
        engine.dispose()

    return put_in_order


@pytest.mark.usefixtures("own_folder")
def test_whoever_has_every_file_but_the_keys_reads_no_line_and_names_no_voter(
    app: Flask,
    settings: Settings,
    clock: SetClock,
    server: Path | None,
    checkpoint: Callable[[], None],
) -> None:
    found = attack.walk(app, settings, clock, papers=PAPERS, server=server, checkpoint=checkpoint)
    assert found.looked_for[0] > PAPERS
    assert {moment: (hits.lines, hits.values) for moment, hits in found.read.items()} == {
        moment: (set(), set())
        for moment in (
            *("batches in every state", "the same, files in order"),
            *("counted", "keys destroyed"),
        )
    }
    wanted, there = found.controls
    assert there == wanted > PAPERS  # the search does find what lies there
    assert found.lengths == (1, 1)
    assert found.joined == set()
    assert found.linked == 0, found.guesses
    # With the key folder: what the page of a batch says, until the keys go, and nothing after.
    assert set(found.opened) == {
        number for number, state in enumerate(days.STATES, 1) if state in days.OPEN_STATES
    }
    assert found.box_opened
    assert found.after == 0


@pytest.mark.only_on("sqlite")
def test_papers_that_were_not_mixed_are_told_by_their_order_to_whoever_has_the_keys(
    app: Flask, settings: Settings, clock: SetClock, checkpoint: Callable[[], None]
) -> None:
    """The control of the guesses, and why papers are mixed first (rule 2.8)."""
    found = attack.walk(
        app,
        settings,
        clock,
        papers=PAPERS,
        server=None,
        checkpoint=checkpoint,
        mixed=False,
        reads=False,
    )
    assert found.guesses["as given out / with keys, by sheet"] == found.papers
    assert found.linked == found.papers
    without = {way: right for way, right in found.guesses.items() if "with keys" not in way}
    assert max(without.values()) <= attack.BY_CHANCE


LINE = (7001, 7015, 7029, 7050, 7274)
TEXT = b"7001,7015,7029,7050,7274"
TRACKER = b"7Q4K9XMD2HTBWC3R"
BOTH = b"x" + TEXT + b'","' + TRACKER + b"y"
PACKED = {
    "plain": BOTH,
    "as typed": TEXT.replace(b",", b" ") + TRACKER,
    "in an address": TEXT.replace(b",", b"%2C") + TRACKER,
    "as JSON": b'{"c":[7001, 7015, 7029, 7050, 7274],"r":"' + TRACKER + b'"}',
    "as words of JSON": b'["7001","7015","7029","7050","7274"]' + TRACKER,
    "UTF-16, low end first": BOTH.decode().encode("utf-16-le"),
    "UTF-16, high end first": BOTH.decode().encode("utf-16-be"),
    "hex": BOTH.hex().encode(),
    "hex in capitals, odd": b"A" + BOTH.hex().upper().encode(),
    "base64": base64.b64encode(BOTH),
    "base64 for addresses": base64.urlsafe_b64encode(b"\xff\xfe\xfb" + BOTH),
    "base64, a letter later": b"A" + base64.b64encode(BOTH),
    "zlib": zlib.compress(BOTH),
    "gzip": gzip.compress(BOTH),
    "zlib in base64": base64.b64encode(zlib.compress(BOTH)),
}


@pytest.mark.parametrize("packed", PACKED.values(), ids=PACKED)
@pytest.mark.parametrize("at", range(3))
def test_a_line_and_a_tracker_are_found_in_whatever_they_are_packed(packed: bytes, at: int) -> None:
    data = b"\xf3\x00" * 100 + b"." * at + packed + b"." * 30
    wanted = Wanted(frozenset({LINE}), {TRACKER: "the tracker"})
    hits = search({"file": data}, wanted)
    assert hits.lines == {LINE}
    assert hits.values == {"the tracker"}


def test_no_table_has_a_voter_beside_a_sheet() -> None:
    sheet = {"batch", "sheet", "slot", "env_hash", "tracker", "seal"}
    found = {
        table.name
        for table in Base.metadata.sorted_tables
        if "voter_no" in table.columns and sheet & {column.name for column in table.columns}
    }
    assert found == set()


def test_page_of_a_batch_says_what_keys_and_database_together_give_away() -> None:
    said = re.sub(r'[\s"]+', " ", PAGE.read_text())
    assert "Whoever has both the database and the key folder can read what was entered" in said
    assert "until the keys are destroyed" in said
    assert "Nothing there says whose paper it was" in said
