"""Writing the files of a database anew, so that what was deleted is in them no longer.

A database keeps what was deleted, and which rows were written together, until its files are
written anew. Somebody who still reads an older state keeps it there: then nothing is rewritten
for good, and this says so instead of being silent. Source: docs/rules/privacy.md section 5.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable
from typing import Any

from sqlalchemy import JSON, Column, Engine, String
from sqlalchemy.exc import OperationalError

from pbplatform.core.db import Base
from pbplatform.core.engines import sqlite_path
from pbplatform.core.errors import Conflict
from pbplatform.core.privacy import Personal
from pbplatform.core.slow_work import slow
from pbplatform.core.write_turns import host_lock

PATIENCE_SECONDS = 20.0
_PAUSE_SECONDS = 0.2
_LOCK_MILLISECONDS = 2000
_SHORT = 60  # letters of a column that holds codes and names of places, not words
_NEVER_CHANGED = ("log_entry", "log_tile", "log_checkpoint", "log_cosignature")


def tables_with_words() -> list[str]:
    """Tables that can hold words or name people, by name; what is never changed is left alone."""
    return sorted(
        name
        for name, table in Base.metadata.tables.items()
        if name not in _NEVER_CHANGED
        and (
            any(_holds_words(column) for column in table.columns)
            or any(key.column.table.name == "account" for key in table.foreign_keys)
        )
    )


def _holds_words(column: Column[Any]) -> bool:
    kind = column.type
    if isinstance(kind, String):
        return kind.length is None or kind.length > _SHORT
    return isinstance(kind, JSON) or isinstance(column.info.get("privacy"), Personal)


@slow
def rewrite_database(
    engine: Engine, *, tables: Iterable[str], busy: str, patience: float = PATIENCE_SECONDS
) -> None:
    """Write anew the whole file (SQLite) or these tables (PostgreSQL); call between transactions.

    Args:
        busy: code of the refusal when somebody reads an older state all the while.
        patience: seconds to wait for whoever does.
    Raises:
        Conflict: somebody still reads an older state; nothing is lost, call again later.
    """
    if engine.dialect.name == "sqlite":
        _rewrite_file(engine, patience, busy)
        return
    until = time.monotonic() + patience
    for table in tables:
        _until(until, lambda table=table: _cluster(engine, table), busy)  # type: ignore[misc]


@slow
def forget_statistics(engine: Engine, tables: Iterable[str]) -> None:
    """Have PostgreSQL take its samples of values anew: they too quote what was in a column."""
    if engine.dialect.name != "postgresql":
        return
    for table in tables:
        with engine.connect() as connection, connection.begin():
            connection.exec_driver_sql(f"ANALYZE {table}")
    # The owner of the database may; others are only warned, and the server cleans up in time.
    alone = engine.execution_options(isolation_level="AUTOCOMMIT")
    with alone.connect() as connection:
        connection.exec_driver_sql("VACUUM FULL pg_statistic")


def _until(until: float, attempt: Callable[[], bool], busy: str) -> None:
    """Try again until it is done."""
    while not attempt():
        if time.monotonic() >= until:
            raise Conflict(busy)
        time.sleep(_PAUSE_SECONDS)


def _rewrite_file(engine: Engine, patience: float, busy: str) -> None:
    """VACUUM writes every page anew; the checkpoint then empties the write-ahead log.

    With a reader of an older state open the checkpoint does nothing and only its answer says so.
    """
    path = sqlite_path(engine.url.render_as_string(hide_password=False))
    with engine.connect() as connection:
        raw = connection.connection.dbapi_connection
        assert raw is not None  # noqa: S101  # a checked-out connection has one
        cursor = raw.cursor()

        def checkpoint() -> bool:
            in_the_way, _pages, _moved = cursor.execute(
                "PRAGMA wal_checkpoint(TRUNCATE)"
            ).fetchone()
            return not in_the_way

        usual = cursor.execute("PRAGMA busy_timeout").fetchone()[0]
        try:
            if path is None:  # a database in memory has no files
                cursor.execute("VACUUM")
                return
            with host_lock(path.with_name(path.name + ".lock")):
                cursor.execute("VACUUM")
            cursor.execute(f"PRAGMA busy_timeout = {_LOCK_MILLISECONDS // 10}")
            _until(time.monotonic() + patience, checkpoint, busy)
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {usual}")
            cursor.close()


def _cluster(engine: Engine, table: str) -> bool:
    """Write a table and its indexes anew; whether nothing dead was carried over.

    CLUSTER takes over rows that are dead but still seen by a reader of an older state, and tells
    how many only as a notice: the first number of its detail, in whatever language.
    """
    told: list[str] = []

    def listen(diagnostic: object) -> None:
        told.append(getattr(diagnostic, "message_detail", None) or "")

    with engine.connect() as connection:
        raw = connection.connection.driver_connection
        assert raw is not None  # noqa: S101  # a checked-out connection has one
        raw.add_notice_handler(listen)
        try:
            # A transaction of its own, since PgBouncer keeps settings for a transaction only.
            with connection.begin():
                # Whoever waits for a table keeps everybody behind from it: not for long.
                connection.exec_driver_sql(f"SET LOCAL lock_timeout = {_LOCK_MILLISECONDS}")
                connection.exec_driver_sql(f"CLUSTER VERBOSE {table} USING pk_{table}")
        except OperationalError as error:
            if getattr(error.orig, "sqlstate", "") != "55P03":  # lock not available
                raise
            return False
        finally:
            raw.remove_notice_handler(listen)
    kept = [re.search(r"\d+", detail) for detail in told if detail]
    if not any(kept):
        raise RuntimeError(f"the database did not say what it kept of {table}")
    return all(int(number.group()) == 0 for number in kept if number)
