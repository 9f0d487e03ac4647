"""Fixtures of every test. People have names: rosa (resident), amina (delegate), tom (official),
bea (facilitator)."""

from __future__ import annotations

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
from jinja2 import FileSystemBytecodeCache
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.orm import Session
from werkzeug.routing import Rule
from werkzeug.test import TestResponse
from whitenoise import WhiteNoise

from config import Settings
from pbplatform import create_app
from pbplatform.cli.database import upgrade
from pbplatform.core.db import db
from tests.databases import PostgresqlDatabases, SqliteDatabases
from tests.translating import Listening, known_sentences, listen

# The same examples on every run, and no word about time: machines are busy.
hypothesis.settings.register_profile("same", deadline=None, derandomize=True, database=None)
hypothesis.settings.load_profile("same")

NOON = datetime(2027, 3, 10, 12, 0, tzinfo=UTC)
TICK = timedelta(microseconds=1)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--db", choices=("sqlite", "postgresql"), default="sqlite")


# Files that take longest go first, so that no process is left alone with one at the end.
LONG = (
    "test_every_public_page.py",
    "test_every_desk_page.py",
    "test_bad_input.py",
    "test_serving.py",
)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Tests that touch the database are marked, so that they run on both; but not those marked
    `one_database`, which need one and say nothing of it."""
    items.sort(key=lambda item: item.path.name not in LONG)
    elsewhere = [item for item in items if _is_for_another_database(config, item)]
    config.hook.pytest_deselected(items=elsewhere)
    items[:] = [item for item in items if item not in elsewhere]
    for item in items:
        needs = "databases" in getattr(item, "fixturenames", ())
        if needs and item.get_closest_marker("one_database") is None:
            item.add_marker(pytest.mark.database)


def pytest_make_parametrize_id(val: object) -> str | None:
    """Letters that no line can carry are written out, or the report of a test is lost with it."""
    if isinstance(val, str) and not val.isprintable():
        return ascii(val)[1:-1]
    return None


def _is_for_another_database(config: pytest.Config, item: pytest.Item) -> bool:
    marked = item.get_closest_marker("only_on")
    return marked is not None and config.getoption("--db") not in marked.args


def pytest_configure() -> None:
    """Almost every test makes an application, and most of that time went into compiling its
    addresses. What werkzeug compiles of one depends on nothing but its parts."""
    compile_builder, made = Rule._compile_builder, {}

    def once(rule: Rule, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        parts = (tuple(rule._trace), tuple(sorted((rule.defaults or {}).items())), append_unknown)
        if parts not in made:
            made[parts] = compile_builder(rule, append_unknown)
        return made[parts]

    Rule._compile_builder = once
    _scan_static_files_once()
    _compile_statements_once()


def _scan_static_files_once() -> None:
    """Style sheets and scripts are the same for every application of a run."""
    scan, known = WhiteNoise.update_files_dictionary, {}

    def once(self: WhiteNoise, root: str, prefix: str) -> None:
        if (root, prefix) not in known:
            scan(self, root, prefix)
            known[root, prefix] = dict(self.files)
        self.files.update(known[root, prefix])

    WhiteNoise.update_files_dictionary = once
    listen()


_compiled: dict[str, Any] = {}


def _compile_statements_once() -> None:
    """Databases of a run differ in their address only, so what statements compile to is shared."""
    for dialect in (SQLiteDialect_pysqlite, PGDialect_psycopg):
        dialect.__eq__ = lambda one, other: type(one) is type(other)  # type: ignore[method-assign]
        dialect.__hash__ = lambda one: hash(type(one))  # type: ignore[method-assign]


def share_compiled(app: Flask) -> None:
    """Let this application's engine use what others of this run compiled."""
    with app.app_context():
        engine = db.engine
        engine._compiled_cache = _compiled.setdefault(engine.dialect.name, engine._compiled_cache)


@dataclass
class SetClock:
    """A clock that tests set."""

    at: datetime = NOON

    def __call__(self) -> datetime:
        return self.at

    def decide(self, _session: Session) -> datetime:
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


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    return Settings(
        mode="test",
        database_url=database_url,
        database_direct_url=database_url,
        secret_key="a secret of tests, thirty-two letters long",
        key_dir=tmp_path / "keys",
        files_dir=tmp_path / "files",
        public_url="http://localhost",
    )


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture(scope="session")
def compiled_templates(tmp_path_factory: pytest.TempPathFactory) -> FileSystemBytecodeCache:
    """Each test has an application of its own; what their templates compile to is the same."""
    return FileSystemBytecodeCache(str(tmp_path_factory.mktemp("templates")))


class ReadingClient(FlaskClient):
    """Reads each answer to its end: a stream left half-read would keep its connection open."""

    def open(self, *args: Any, buffered: bool = True, **options: Any) -> TestResponse:
        return super().open(*args, buffered=buffered, **options)


@pytest.fixture
def make_app(
    clock: SetClock, compiled_templates: FileSystemBytecodeCache
) -> Iterator[Callable[[Settings], Flask]]:
    """Makes applications; their connections are closed when the test is over."""
    apps = []

    def make(settings: Settings) -> Flask:
        made = create_app(settings, clock=clock, deciding=clock)
        made.jinja_env.bytecode_cache = compiled_templates
        made.test_client_class = ReadingClient
        share_compiled(made)
        apps.append(made)
        return made

    yield make
    for made in apps:
        with made.app_context():
            db.session.remove()
            db.engine.dispose()


@pytest.fixture
def app(settings: Settings, make_app: Callable[[Settings], Flask]) -> Flask:
    return make_app(settings)


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
    new = Listening.asked - _known
    if new and request.node.get_closest_marker("own_sentences") is None:
        unknown = new - known_sentences(request.config.cache)
        _known.update(new)
        assert unknown == set(), "`make messages` does not find this"
    _known.update(new)


_known: set[tuple[str, ...]] = set()


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
