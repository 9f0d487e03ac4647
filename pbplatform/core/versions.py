"""Which tables changed: one number each, raised by the commit that changes the table.

Whoever keeps a page reads the numbers before making it, and again before giving it out. A commit
makes its rows and its numbers visible together, so no page is given out that was made before what
a reader could already know. Source: docs/rules/shared-pages.md section 2.
"""

from __future__ import annotations

import secrets
from collections.abc import Set
from datetime import timedelta

from sqlalchemy import BigInteger, Connection, String, select
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
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


class PageVersion(Base):
    """How often a table changed, in steps of any size; a table that never did has no row."""

    __tablename__ = "page_version"

    name: Mapped[str] = mapped_column(String(63), primary_key=True, info=not_personal())
    version: Mapped[int] = mapped_column(BigInteger)


def raise_versions(session: Session, tables: Set[str]) -> None:
    """Say that these tables change with this transaction; the last thing before its commit.

    One statement, in the order of the names: two transactions never wait for each other here.
    """
    names = sorted(tables - NO_NUMBER)
    if not names:
        return
    step = 1 + secrets.randbelow(_MOST_STEP)
    dialect = session.get_bind().dialect.name
    insert = postgresql_insert if dialect == "postgresql" else sqlite_insert
    rows = [{"name": name, "version": step} for name in names]
    one = insert(PageVersion).values(rows)
    session.execute(
        one.on_conflict_do_update(
            index_elements=["name"], set_={"version": PageVersion.version + one.excluded.version}
        )
    )


def sum_of_versions(connection: Connection) -> int:
    """All numbers together: the same as before only where none was raised."""
    told = connection.exec_driver_sql(_SUM).scalar_one()
    return int(told)


_SUM = "SELECT coalesce(sum(version), 0) FROM page_version"


def all_versions(connection: Connection) -> dict[str, int]:
    """The number of each table that ever changed."""
    rows = connection.execute(select(PageVersion.name, PageVersion.version))
    return {row.name: row.version for row in rows}
