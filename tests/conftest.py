"""Fixtures of every test. People have names: rosa (resident), amina (delegate), tom (official),
bea (facilitator)."""

from __future__ import annotations

import gc
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.orm import Session
from xdist.scheduler import LoadFileScheduling

from config import Settings
from pbplatform.cli.database import upgrade
from pbplatform.core.db import Where, db
from tests import acts_seen
from tests.apps import Apps, let_go
from tests.databases import PostgresqlDatabases, SqliteDatabases
from tests.once import run_folder
from tests.translating import Listening, known_sentences, listen

# The same examples on every run, and no word about time: machines are busy.
hypothesis.settings.register_profile("same", deadline=None, derandomize=True, database=None)
hypothesis.settings.load_profile("same")

pytest_plugins = ["tests.demonstration"]

NOON = datetime(2027, 3, 10, 12, 0, tzinfo=UTC)
TICK = timedelta(microseconds=1)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--db", choices=("sqlite", "postgresql"), default="sqlite")


# Files that take longest go first, the longest of all before others, so that no process is left
# alone with one at the end.
LONG = (
    "test_bad_input.py",
    "test_attack.py",
    "test_every_desk_page.py",
    "test_every_public_page.py",
    "test_kills.py",
    "test_serving.py",
    "test_slip_table.py",
    "test_long_words.py",
)
_TURN = {name: turn for turn, name in enumerate(LONG)}


# Folders whose files share what is made once for a process and takes long: the demonstration, which
# PostgreSQL has no copy of.
TOGETHER = ("tests/demo/",)


class FilesTogether(LoadFileScheduling):
    """Each file in one process, and so are all files of a folder that is named above."""

    def _split_scope(self, nodeid: str) -> str:
        file = str(super()._split_scope(nodeid))
        return next((folder for folder in TOGETHER if file.startswith(folder)), file)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> FilesTogether | None:
    return FilesTogether(config, log) if config.getoption("dist") == "loadfile" else None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Tests that touch the database are marked, so that they run on both; but not those marked
    `one_database`, which need one and say nothing of it."""
    items.sort(key=lambda item: _TURN.get(item.path.name, len(LONG)))
    elsewhere = [item for item in items if _is_for_another_database(config, item)]
    config.hook.pytest_deselected(items=elsewhere)
    items[:] = [item for item in items if item not in elsewhere]
    for item in items:
        needs = "databases" in getattr(item, "fixturenames", ())
        if needs and item.get_closest_marker("one_database") is None:
            item.add_marker(pytest.mark.database)
        if _is_pure(item):
            item.add_marker(pytest.mark.pure)


def pytest_make_parametrize_id(val: object) -> str | None:
    """Letters that no line can carry are written out, or the report of a test is lost with it."""
    if isinstance(val, str) and not val.isprintable():
        return ascii(val)[1:-1]
    return None


# What modules have at hand whose tests make an application, or start a process.
_HEAVY = frozenset({"create_app", "subprocess", "multiprocessing", "Console"})


def _is_pure(item: pytest.Item) -> bool:
    """Whether a test needs nothing but Python: no database, application, browser or process."""
    wants = set(getattr(item, "fixturenames", ()))
    heavy = _HEAVY & vars(getattr(item, "module", object)).keys()
    return (
        not heavy and not wants & {"databases", "apps"} and not item.get_closest_marker("browser")
    )


def _is_for_another_database(config: pytest.Config, item: pytest.Item) -> bool:
    marked = item.get_closest_marker("only_on")
    return marked is not None and config.getoption("--db") not in marked.args


def pytest_configure() -> None:
    run_folder()  # before other processes are started, which share it
    _compile_statements_once()
    listen()
    acts_seen.listen()


def pytest_collection_finish() -> None:
    """What is there by now stays for the run: looking through it for garbage takes long."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


def _compile_statements_once() -> None:
    """Databases of a run differ in their address only, so what statements compile to is shared."""
    for dialect in (SQLiteDialect_pysqlite, PGDialect_psycopg):
        dialect.__eq__ = lambda one, other: type(one) is type(other)  # type: ignore[method-assign]
        dialect.__hash__ = lambda one: hash(type(one))  # type: ignore[method-assign]


@dataclass
class SetClock:
    """A clock that tests set."""

    at: datetime = NOON

    def __call__(self) -> datetime:
        return self.at

    def decide(self, _where: Where, _told: datetime | None = None) -> datetime:
        return self.at


@pytest.fixture(scope="session")
def databases(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Any]:
    kind = {"sqlite": SqliteDatabases, "postgresql": PostgresqlDatabases}[
        request.config.getoption("--db")
    ]
    made = kind(tmp_path_factory.mktemp("databases"), upgrade)
    yield made
    made.close()


@pytest.fixture
def database_url(databases: Any) -> Iterator[str]:
    url = databases.fresh()
    yield url
    databases.drop(url)


@pytest.fixture
def empty_database_url(databases: Any) -> Iterator[str]:
    url = databases.empty()
    yield url
    databases.drop(url)


def settings_of(database_url: str, folder: Path) -> Settings:
    """Settings of a test, with its keys and its files in this folder."""
    return Settings(
        mode="test",
        database_url=database_url,
        database_direct_url=database_url,
        secret_key="a secret of tests, thirty-two letters long",
        key_dir=folder / "keys",
        files_dir=folder / "files",
        public_url="http://localhost",
    )


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    return settings_of(database_url, tmp_path)


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture(scope="session")
def apps() -> Apps:
    return Apps()


@pytest.fixture
def make_app(apps: Apps, clock: SetClock) -> Iterator[Callable[[Settings], Flask]]:
    """Makes applications; their connections are closed when the test is over."""
    made: list[Flask] = []

    def make(settings: Settings) -> Flask:
        made.append(apps.make(settings, clock))
        return made[-1]

    yield make
    for app in made:
        let_go(app)


@pytest.fixture(scope="session")
def wordy_app(apps: Apps, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """An application whose database has no table, for addresses and words. It is shared, so nobody
    changes it; whoever asks it for a row is told that there is no such table."""
    folder = tmp_path_factory.mktemp("wordy")
    made = apps.make(settings_of(f"sqlite:///{folder / 'empty.db'}", folder), SetClock())
    yield made
    let_go(made)


@pytest.fixture
def app(apps: Apps, settings: Settings, clock: SetClock) -> Iterator[Flask]:
    taken = apps.take(settings, clock)
    yield taken
    apps.give_back(taken)


@pytest.fixture
def session(app: Flask) -> Iterator[Session]:
    with app.app_context():
        yield db.session()
        db.session.rollback()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    app.config["WTF_CSRF_ENABLED"] = False
    return app.test_client()


@pytest.fixture
def row_clock_settings(settings: Settings) -> Settings:
    return replace(settings, row_clock=True)


@pytest.fixture(autouse=True)
def sentences_are_known(request: pytest.FixtureRequest) -> Iterator[None]:
    """What a test makes the program say is among the sentences that translators are given."""
    yield
    if not Listening.asked:
        return
    new = Listening.asked - _heard
    Listening.asked.clear()
    _heard.update(new)
    if new and request.node.get_closest_marker("own_sentences") is None:
        if not _known:
            _known.update(known_sentences(request.config.cache))
        assert new <= _known, f"`make messages` does not find {new - _known}"


_heard: set[tuple[str, ...]] = set()
_known: set[tuple[str, ...]] = set()


@pytest.fixture(autouse=True)
def acts_leave_entries() -> Iterator[None]:
    """Whatever requests of a test changed left an entry of the public log, or says why not."""
    yield
    silent = acts_seen.silent_acts()
    assert not silent, "it changed this and left no entry (tests/conventions/acts.txt)"


def pytest_sessionfinish() -> None:
    acts_seen.keep()


@pytest.fixture(autouse=True)
def no_strange_hosts(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test talks to another machine."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6) and address[0] not in (
            "127.0.0.1",
            "::1",
            "localhost",
        ):
            raise AssertionError(f"a test tried to reach {address[0]}")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)
