"""Which tables changed: one number each, raised by the commit that changes the table.

Whoever keeps a page reads the numbers before making it, and again before giving it out. A commit
makes its rows and its numbers visible together, so no page is given out that was made before what
a reader could already know. Source: docs/rules/shared-pages.md section 2.
"""

from __future__ import annotations

import os
import secrets
import threading
from collections.abc import Mapping, Set
from datetime import timedelta
from functools import cache
from typing import Any

from sqlalchemy import BigInteger, Engine, Insert, String
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.exc import InterfaceError
from sqlalchemy.orm import Mapped, Session, mapped_column

from pbplatform.core.db import Base
from pbplatform.core.privacy import not_personal

# A copy of the database that was put back does not come to the same numbers again.
_MOST_STEP = 1 << 20

# What voting and signing in write. These have no number, so that nobody who votes waits for anybody
# else who does, and a cast makes no page anew. A page that shows some of it is kept for `BRIEFLY`.
NO_NUMBER = frozenset(
    {
        *("urn", "urn_superseded", "roll", "roll_account", "look_count", "helped_day"),
        "log_pending",  # entries that wait; putting them in order writes `log_entry`
        *("login_session", "mail_link", "account_link", "sent_form", "try_count", "outbox"),
        *("clock", "storage_task", "page_version"),
    }
)
BRIEFLY = timedelta(seconds=5)
_SUM = "SELECT coalesce(sum(version), 0) FROM page_version"
_EACH = "SELECT name, version FROM page_version"
_MOST = 4  # connections of a process; more readers at once wait for each other


class PageVersion(Base):
    """How often a table changed, in steps of any size; a table that never did has no row."""

    __tablename__ = "page_version"

    name: Mapped[str] = mapped_column(String(63), primary_key=True, info=not_personal())
    version: Mapped[int] = mapped_column(BigInteger)


def raise_versions(session: Session, tables: Set[str]) -> None:
    """Say that these tables change with this transaction; the last thing before its commit.

    One after the other, in the order of the names: two transactions never wait for each other here.
    """
    names = sorted(tables - NO_NUMBER)
    if not names:
        return
    step = 1 + secrets.randbelow(_MOST_STEP)
    rows = [{"name": name, "version": step} for name in names]
    session.connection().execute(_raise_one(session.get_bind().dialect.name), rows)


@cache
def _raise_one(dialect: str) -> Insert:
    """Put together once: what `excluded` stands for is a copy of the table."""
    insert = postgresql_insert if dialect == "postgresql" else sqlite_insert
    one = insert(PageVersion)
    return one.on_conflict_do_update(
        index_elements=["name"], set_={"version": PageVersion.version + one.excluded.version}
    )


class Versions:
    """The numbers as they are now, asked for with every page that is given out.

    The question is put to the driver itself, on connections kept for nothing else: what the pool
    and its transactions would add takes longer than the answer.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._free: list[tuple[int, Any]] = []
        self._turns = threading.BoundedSemaphore(_MOST)
        self._known: tuple[int, Mapping[str, int]] = (0, {})

    def read(self) -> tuple[int, Mapping[str, int]]:
        """All numbers together, which are the same as before only where none was raised; and each.

        Raises:
            SQLAlchemyError: the database does not answer.
        """
        with self._turns:
            return self._read()

    def _read(self) -> tuple[int, Mapping[str, int]]:
        try:
            return self._asked(self._taken())
        except self._engine.dialect.loaded_dbapi.Error:
            self.close()  # the database was away, or ended them
        try:
            return self._asked(self._made())
        except self._engine.dialect.loaded_dbapi.Error as error:
            raise InterfaceError(_SUM, None, error) from error

    def _asked(self, connection: Any) -> tuple[int, Mapping[str, int]]:
        try:
            return self._told(connection)
        except BaseException:
            connection.close()
            raise

    def _told(self, connection: Any) -> tuple[int, Mapping[str, int]]:
        known = self._known
        total = self._sum(connection)
        if total != known[0]:
            each = {name: int(version) for name, version in connection.execute(_EACH).fetchall()}
            known = self._known = (sum(each.values()), each)
        self._free.append((os.getpid(), connection))
        return known

    def _sum(self, connection: Any) -> int:
        libpq = getattr(connection, "pgconn", None)
        if libpq is None:
            return int(connection.execute(_SUM).fetchone()[0])
        # What psycopg makes ready for each statement takes four times as long as this one does.
        dbapi = self._engine.dialect.loaded_dbapi
        answer = libpq.exec_(_SUM.encode())
        if answer.status != dbapi.pq.ExecStatus.TUPLES_OK:
            raise dbapi.OperationalError("the numbers of pages could not be read")
        return int(answer.get_value(0, 0))

    def _taken(self) -> Any:
        try:
            process, connection = self._free.pop()
        except IndexError:
            return self._made()
        return connection if process == os.getpid() else self._made()

    def _made(self) -> Any:
        pooled = self._engine.raw_connection()
        connection: Any = pooled.dbapi_connection
        pooled.detach()
        if self._engine.dialect.name == "postgresql":
            connection.autocommit = True
        return connection

    def close(self) -> None:
        """Let go of the connections; they are made again when they are needed."""
        while True:
            try:
                _process, connection = self._free.pop()  # others may take some, too
            except IndexError:
                return
            connection.close()
