"""A place under attack: its files in order, and its temporary files and log in its own folder."""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, make_url

from config import Settings
from pbplatform.core.db import db


def put_in_order(settings: Settings, databases: Any) -> None:
    """What lies in the write-ahead log goes into the files; call in an application context."""
    if databases.name == "sqlite":
        url, asked = make_url(settings.database_url), "PRAGMA wal_checkpoint(TRUNCATE)"
    else:
        name = make_url(settings.database_url).database
        url, asked = databases._superuser.set(database=name), "CHECKPOINT"
    db.session.remove()
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(asked)
    engine.dispose()


@contextmanager
def talkative(folder: Path) -> Iterator[None]:
    """Temporary files and a log of everything lie in this folder."""
    (folder / "tmp").mkdir(parents=True, exist_ok=True)
    handler = logging.FileHandler(folder / "program.log")
    root = logging.getLogger()
    before, usual = root.level, tempfile.tempdir
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    tempfile.tempdir = str(folder / "tmp")
    try:
        yield
    finally:
        root.removeHandler(handler)
        root.setLevel(before)
        handler.close()
        tempfile.tempdir = usual
