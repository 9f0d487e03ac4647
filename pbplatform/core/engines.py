"""The two databases behave alike: SQLite for a small place, PostgreSQL for a city (ruling 8)."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import InvalidatePoolError

# How long a statement waits for a lock that something else holds.
LOCK_SECONDS = 8
# Connections of a process, all of them kept: one that is made for a moment costs more than an act.
MOST_CONNECTIONS = 15
# A connection that was used so lately is not asked whether it still leads anywhere.
_FRESH_SECONDS = 1.0
_LEFT = "left_at"
DIRECT = "direct"  # in the notes of a connection that leads to PostgreSQL itself
_PREPARED_AFTER = 5  # uses of the same statement on one connection
# FULL: a vote confirmed to a voter survives a power cut. secure_delete: erased means erased.
_PRAGMAS = (
    "journal_mode=WAL",
    f"busy_timeout={LOCK_SECONDS * 1000}",
    "synchronous=FULL",
    "foreign_keys=ON",
    "secure_delete=ON",
)


def engine_options(url: str) -> dict[str, Any]:
    """SQLAlchemy engine options for `url`."""
    # What a statement was about is people's: it stands in no error and in no log.
    options: dict[str, Any] = {"hide_parameters": True}
    if make_url(url).get_backend_name() == "sqlite":
        options["connect_args"] = {"check_same_thread": False, "timeout": LOCK_SECONDS}
        options["json_deserializer"] = _read_json
        pooled = sqlite_path(url) is not None
    else:
        # Prepared statements begin once a connection has shown to whom it leads (`configure`).
        options["connect_args"] = {"prepare_threshold": None}
        pooled = True
    if pooled:
        options |= {"pool_size": MOST_CONNECTIONS, "max_overflow": 0, "pool_use_lifo": True}
    return options


_read_value = json.JSONDecoder().scan_once  # type: ignore[attr-defined]  # no stub has it
_EMPTY: dict[str, type] = {"[]": list, "{}": dict}


def _read_json(text: str) -> Any:
    """What SQLite keeps as text; a page reads hundreds, most of them empty lists."""
    if text in _EMPTY:
        return _EMPTY[text]()
    try:
        value, end = _read_value(text, 0)
    except StopIteration:
        end = -1
    return value if end == len(text) else json.loads(text)


def sqlite_path(url: str) -> Path | None:
    """The file of an SQLite URL; None for PostgreSQL and for memory."""
    parsed = make_url(url)
    if (
        parsed.get_backend_name() != "sqlite"
        or not parsed.database
        or parsed.database == ":memory:"
    ):
        return None
    return Path(parsed.database)


def configure(engine: Engine) -> None:
    """Attach our behaviour to the connections of an engine."""
    if engine.dialect.name == "sqlite":
        _configure_sqlite(engine)
    else:
        _configure_postgresql(engine)


def _configure_sqlite(engine: Engine) -> None:
    """Sessions begin DEFERRED; `core.transaction` asks for IMMEDIATE.

    Without this pysqlite begins late and concurrent read-then-write loses updates.
    """

    @event.listens_for(engine, "connect")
    def _on_connect(dbapi: Any, _record: object) -> None:
        dbapi.isolation_level = None  # we send BEGIN ourselves
        for pragma in _PRAGMAS:
            dbapi.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _on_begin(connection: Connection) -> None:
        mode = connection.get_execution_options().get("sqlite_begin", "DEFERRED")
        if mode == "DEFERRED":
            # Every page begins so. It takes no lock, so that nothing of it can fail.
            dbapi: Any = connection.connection.driver_connection
            dbapi.execute("BEGIN DEFERRED")
        else:
            connection.exec_driver_sql(f"BEGIN {mode}")


def find_out_where_it_leads(dbapi: Any, record: Any) -> None:
    """A new connection of PostgreSQL: whether something stands between it and the server."""
    told = dbapi.execute("SELECT pg_backend_pid()").fetchone()[0]
    dbapi.rollback()
    if told == dbapi.info.backend_pid:
        dbapi.prepare_threshold = _PREPARED_AFTER
        record.info[DIRECT] = True


def _configure_postgresql(engine: Engine) -> None:
    """Statements are planned once where that is safe, and idle connections are tried before use.

    PgBouncer in transaction mode before 1.21 loses prepared statements. It shows itself by the
    number of the server's process, of which it tells one of its own.
    """

    event.listen(engine, "connect", find_out_where_it_leads)

    @event.listens_for(engine, "checkin")
    def _on_checkin(_dbapi: Any, record: Any) -> None:
        record.info[_LEFT] = time.monotonic()

    @event.listens_for(engine, "checkout")
    def _on_checkout(dbapi: Any, record: Any, _proxy: object) -> None:
        left = record.info.get(_LEFT)
        if left is None or time.monotonic() - left < _FRESH_SECONDS:
            return
        try:
            engine.dialect.do_ping(dbapi)
        except engine.dialect.loaded_dbapi.Error as error:
            raise InvalidatePoolError from error  # the pool makes new ones
