"""Starting the demonstration again: the place as it was on the first morning."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from flask import Flask
from sqlalchemy import text

from pbplatform.audit.domain import triggers
from pbplatform.audit.queries.marks import ApartLogs, LogMarks
from pbplatform.core.db import Base, db
from pbplatform.core.deciding_clock import ClockRow
from pbplatform.core.engines import sqlite_path
from pbplatform.core.transaction import host_lock, transaction
from pbplatform.demo.clock import start_clock
from pbplatform.demo.seed import FIRST_START, seed


def _pristine(app: Flask) -> tuple[Path, Path] | None:
    """The database's file and the copy of its first morning; None on PostgreSQL."""
    path = sqlite_path(app.extensions["settings"].database_url)
    return (path, path.with_name(path.name + ".first-morning")) if path else None


def kept_morning(app: Flask) -> Path | None:
    """The file of the first morning, which must go through every migration like the place's own."""
    paths = _pristine(app)
    return paths[1] if paths and paths[1].exists() else None


def keep_pristine(app: Flask) -> None:
    """Keep a copy of the freshly made place, so that starting again takes no time."""
    if paths := _pristine(app):
        _copy(paths[0], paths[1])


def _copy(source: Path, target: Path) -> None:
    with closing(sqlite3.connect(source)) as read, closing(sqlite3.connect(target)) as write:
        read.backup(write)


def start_again(app: Flask) -> None:
    """Make everything new. Call in an application context, outside a transaction."""
    db.session.remove()
    paths = _pristine(app)
    if paths and paths[1].exists():
        path, first_morning = paths
        with host_lock(path.with_name(path.name + ".lock")):
            _copy(first_morning, path)
            forget_marks(app)
    else:
        _empty()
        forget_marks(app)
        seed(app)
        forget_marks(app)  # of a place half made, if the worker saw one
    with transaction() as session:
        row = session.get(ClockRow, 1)
        if row is not None:
            session.delete(row)
            session.flush()
        start_clock(session, first=FIRST_START)


def forget_marks(app: Flask) -> None:
    """This machine has seen nothing of the logs yet. Source: docs/rules/audit.md section 6.4."""
    folder = app.extensions["settings"].key_dir
    LogMarks(folder).forget()
    ApartLogs(folder).keep([])


def _empty() -> None:
    """Take every row away; the tables stay. Only a demonstration may do this to its log."""
    if db.engine.dialect.name == "sqlite":
        Base.metadata.drop_all(db.engine)
        Base.metadata.create_all(db.engine)
        return
    tables = ", ".join(table.name for table in Base.metadata.sorted_tables)
    with db.engine.begin() as connection:
        for table in triggers.TABLES:
            connection.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))
        connection.execute(text(f"TRUNCATE {tables} RESTART IDENTITY CASCADE"))
        for table in triggers.TABLES:
            connection.execute(text(f"ALTER TABLE {table} ENABLE TRIGGER USER"))
