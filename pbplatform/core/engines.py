"""The two databases behave alike: SQLite for a small place, PostgreSQL for a city (ruling 8)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, event
from sqlalchemy.engine import make_url

# How long a statement waits for a lock that something else holds.
LOCK_SECONDS = 8
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
    if make_url(url).get_backend_name() == "sqlite":
        return {
            "hide_parameters": True,
            "connect_args": {"check_same_thread": False, "timeout": LOCK_SECONDS},
        }
    return {
        "hide_parameters": True,
        "pool_pre_ping": True,
        "pool_size": 5,
        "max_overflow": 10,
        # PgBouncer in transaction mode before 1.21 loses prepared statements.
        "connect_args": {"prepare_threshold": None},
    }


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
    """Attach our transaction behaviour to an SQLite engine; PostgreSQL needs none.

    Sessions begin DEFERRED; `core.transaction` asks for IMMEDIATE. Without this pysqlite begins
    late and concurrent read-then-write loses updates.
    """
    if engine.dialect.name != "sqlite":
        return

    @event.listens_for(engine, "connect")
    def _on_connect(dbapi: Any, _record: object) -> None:
        dbapi.isolation_level = None  # we send BEGIN ourselves
        for pragma in _PRAGMAS:
            dbapi.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _on_begin(connection: Connection) -> None:
        mode = connection.get_execution_options().get("sqlite_begin", "DEFERRED")
        connection.exec_driver_sql(f"BEGIN {mode}")
