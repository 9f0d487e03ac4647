"""The demonstration makes its place once, whole, whatever cut the making off."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import select

from config import Settings, SettingsError
from pbplatform.cli import demo
from pbplatform.cli.database import downgrade
from pbplatform.core.db import db
from pbplatform.core.deciding_clock import ClockRow
from pbplatform.core.engines import sqlite_path
from pbplatform.core.transaction import transaction
from pbplatform.demo import restart
from pbplatform.demo import seed as seeding
from pbplatform.places import queries as places
from pbplatform.voting.models import RollEntry
from tests.factories import make_place, make_team

Progress = Callable[[int, int], None]


def make_a_whole_place(app: Flask, progress: Progress) -> None:
    with app.app_context(), transaction() as session:
        make_place(session)
        make_team(session)
    progress(2, 2)


def test_place_whose_making_was_cut_off_is_made_anew_and_a_whole_one_is_kept(
    app: Flask, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []

    def cut_off(app: Flask, _progress: Progress) -> None:
        with app.app_context(), transaction() as session:
            make_place(session)
        raise KeyboardInterrupt

    def whole(app: Flask, progress: Progress) -> None:
        made.append("whole")
        with app.app_context(), transaction() as session:
            make_place(session)
            make_team(session)
        progress(2, 2)

    monkeypatch.setattr(seeding, "seed", cut_off)
    with pytest.raises(KeyboardInterrupt):
        demo.make_ready(app, settings)
    monkeypatch.setattr(seeding, "seed", whole)
    if sqlite_path(settings.database_url) is None:
        with pytest.raises(SettingsError, match="half made"):
            demo.make_ready(app, settings)
        return
    for _start in range(2):
        demo.make_ready(app, settings)
        with app.app_context():
            assert [team.name for team in places.teams(db.session())] == ["Parks"]
            assert db.session.get(ClockRow, 1) is not None
    assert made == ["whole"]


def test_whoever_stops_the_making_is_told_in_one_sentence_how_to_begin_anew(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(*_given: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(demo, "prepare_folders", lambda _environ: None)
    monkeypatch.setattr(demo, "make_key_dir", lambda _found: None)
    monkeypatch.setattr(demo, "close_to_others", lambda _found: None)
    monkeypatch.setattr(demo, "create_app", lambda _found: None)
    monkeypatch.setattr(demo, "settings", lambda _environ: settings)
    monkeypatch.setattr(demo, "make_ready", stopped)
    done = CliRunner().invoke(demo.demo, ["--size", "city"])
    assert done.exit_code == 1
    lines = done.output.splitlines()
    if sqlite_path(settings.database_url) is None:
        empty = "empty the database of DEMO_DATABASE_URL, then start it again"
        assert lines == [f"Error: stopped; {empty}"]
    else:
        assert lines == ["Error: stopped; start it again, and the whole place is made anew"]


def test_database_that_holds_a_town_is_not_shown_as_a_city(
    app: Flask, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(seeding, "seed", make_a_whole_place)
    demo.make_ready(app, settings)
    with pytest.raises(SettingsError, match="holds a town, not a city"):
        demo.make_ready(app, replace(settings, demo_size="city"))


@pytest.mark.parametrize("copy_is_there", [True, False])
def test_starting_again_works_on_the_tables_of_today_also_from_a_copy_of_an_older_version(
    app: Flask,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    copy_is_there: bool,
) -> None:
    monkeypatch.setattr(seeding, "seed", make_a_whole_place)
    monkeypatch.setattr(restart, "seed", lambda app: make_a_whole_place(app, lambda *_: None))
    demo.make_ready(app, settings)
    if copy := restart.kept_morning(app):
        downgrade(f"sqlite:///{copy}", "0012")
        if not copy_is_there:
            copy.unlink()
    demo.make_ready(app, settings)
    with app.app_context():
        restart.start_again(app)
        assert db.session.scalars(select(RollEntry.letter)).all() == []
        assert [team.name for team in places.teams(db.session())] == ["Parks"]
