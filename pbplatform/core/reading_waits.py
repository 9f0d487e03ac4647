"""How long a request waits to read a table that somebody writes anew.

Reading waits for no writer of rows, on either database. But PostgreSQL shows a table to nobody
while its file is written anew, or while somebody stands in line to do so. Whoever waits holds a
thread of the web server, so this is bounded as waiting to write is. SQLite shows what was before.
Source: docs/rules/running.md section 5.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, event
from sqlalchemy.orm import Session

from pbplatform.core.db import db
from pbplatform.core.slow_work import is_writing

READ_SECONDS = 3.0
# Whether somebody sits before a page; commands and the worker wait until it is their turn.
_somebody_waits: Callable[[], bool] = lambda: False  # noqa: E731  # replaced by `bound_reading`


def bound_reading(somebody_waits: Callable[[], bool]) -> None:
    """Have `somebody_waits` say whether what is read now is for a request."""
    global _somebody_waits  # one for all applications of a process
    _somebody_waits = somebody_waits


@event.listens_for(db.session, "after_begin")
def _bound(_session: Session, _transaction: object, connection: Connection) -> None:
    """Begin to read with a bound; a transaction that writes has its own (`transaction.py`)."""
    if connection.dialect.name != "postgresql" or is_writing() or not _somebody_waits():
        return
    dbapi: Any = connection.connection.dbapi_connection
    if dbapi.autocommit or dbapi.info.transaction_status:
        return
    # In place of psycopg's own BEGIN, and as quick. Where it fails, so does what is read next.
    bounded = f"BEGIN; SET LOCAL lock_timeout = {max(1, int(READ_SECONDS * 1000))}"
    dbapi.pgconn.exec_(bounded.encode())
