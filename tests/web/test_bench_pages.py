"""The tables of `make bench-pages` at a small size: docs/benchmarks.md, “Public pages beside their
bare pages”. Nothing here is about how fast anything is."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from pbplatform.core.transaction import transaction
from pbplatform.demo.seed import FIRST_START
from tests.conftest import SetClock
from tests.factories import make_forum, make_person, make_place, make_point, make_round

# It measures files of SQLite.
pytestmark = pytest.mark.one_database


@pytest.fixture(autouse=True)
def programs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Benchmarks are programs: they find each other in their folder."""
    monkeypatch.syspath_prepend(str(Path(__file__).resolve().parents[2] / "benchmarks"))


@pytest.fixture
def place(app: Flask, clock: SetClock) -> Flask:
    """A place with one round, one forum with a point, an official and a facilitator."""
    clock.at = FIRST_START
    with app.app_context(), transaction() as session:
        make_place(session)
        make_round(session)
        forum = make_forum(session)
        make_person(session, "Tom", role="official", scope="team:environment")
        make_person(session, "Bea", role="facilitator")
        make_point(session, forum, make_person(session, "Rosa"), now=FIRST_START)
    return app


def rows_of(place: Flask, *more: str) -> dict[str, list[list[str]]]:
    """The cells of each table, by its heading."""
    from bench_pages import arguments, tables

    asked = arguments(["--times", "2", *more])
    found: dict[str, list[list[str]]] = {}
    heading = ""
    for line in "\n".join(tables(place, asked)).splitlines():
        if line.startswith("|"):
            found[heading].append([cell.strip() for cell in line.strip("|").split("|")])
        elif line:
            heading = line
            found[heading] = []
    return found


def test_every_page_is_measured_made_and_out_of_the_store(place: Flask) -> None:
    tables = rows_of(place)
    made, desks, kept = (tables[name] for name in list(tables)[1:])
    assert "1 rounds, 0 ideas, 0 proposals, 1 points" in tables
    for table in (made, desks, kept):
        assert {len(row) for row in table} == {8}
    pages = [row[0] for row in made[3:]]
    assert "`/`" in pages
    assert "`/forums/town-forum/points`" in pages
    assert pages == [row[0] for row in kept[3:]]
    for row in made[3:]:
        assert float(row[4]) > 0, row
        assert float(row[5]) > 0, row
        assert int(row[7]) > 0, row
    for row in kept[3:]:
        assert float(row[6]) > 0, row
        assert row[7].endswith("%")


def test_desks_are_those_of_people_who_are_there(place: Flask) -> None:
    desks = {
        row[0]: row for row in rows_of(place, "--pages", "/about")["Desks, made for one person"]
    }
    assert float(desks["`/desk/official`"][4]) > 0
    assert float(desks["`/desk/facilitator/forums/town-forum`"][4]) > 0
    assert desks["`/desk/auditor`"][1] == "nobody is auditor"


def test_page_that_cannot_be_kept_or_read_says_so(place: Flask) -> None:
    tables = rows_of(place, "--no-desks", "--pages", "/sign-in", "/nowhere")
    made = {row[0]: row for row in tables["Public pages, made"]}
    kept = {row[0]: row for row in tables["Public pages, kept"]}
    assert float(made["`/sign-in`"][4]) > 0
    assert kept["`/sign-in`"][1] == "not kept"
    assert made["`/nowhere`"][1] == "answers 404"


def test_page_that_was_made_again_is_not_measured_as_kept(
    place: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    from bench_pages import kept_row
    from fixed_page import make_app

    assert "`/about`" in kept_row(place, "/about", 1, fixed(make_app()))
    versions: Any = place.extensions["kept_pages"].versions
    told = iter(range(1, 10_000))
    monkeypatch.setattr(versions, "read", lambda: (next(told), {"place": next(told)}))
    with pytest.raises(RuntimeError, match="was to come out of the store"):
        kept_row(place, "/about", 1, fixed(make_app()))


def fixed(app: Flask) -> Any:
    from bench_pages import Asking, measured

    return measured(Asking(app, "/"), 2)


def test_original_is_copied_and_stays_as_it_is(tmp_path: Path) -> None:
    from bench_pages import copied

    original, folder = tmp_path / "place" / "demo.db", tmp_path / "copies"
    original.parent.mkdir()
    (original.parent / "keys").mkdir()
    folder.mkdir()
    with sqlite3.connect(original) as made:
        made.execute("PRAGMA journal_mode=WAL")
        made.execute("CREATE TABLE team (name)")
        made.execute("INSERT INTO team VALUES ('Parks')")
        made.commit()
        copy = copied(original, folder)  # what only stands in the log of the original is copied too
    made.close()
    with sqlite3.connect(copy) as read:
        assert read.execute("SELECT name FROM team").fetchall() == [("Parks",)]
        read.execute("DELETE FROM team")
    read.close()
    with sqlite3.connect(original) as read:
        assert read.execute("SELECT count(*) FROM team").fetchone() == (1,)
    read.close()
    assert (folder / "keys").is_dir()
