"""Which tables changed: one number each, raised by the commit that changes the table.

Whoever keeps a page reads the numbers before making it, and again before giving it out. A commit
makes its rows and its numbers visible together, so no page is given out that was made before what
a reader could already know. Source: docs/rules/shared-pages.md section 2.
"""

from __future__ import annotations

import secrets
from collections.abc import Set

from sqlalchemy import BigInteger, Connection, String, select
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from pbplatform.core.db import Base
from pbplatform.core.privacy import not_personal

# A copy of the database that was put back does not come to the same numbers again.
_MOST_STEP = 1 << 20

# Tables that no kept page may read, so that those who write them need no number. Whoever votes or
# signs in waits for nobody else who does. A page that reads one of them is made for each reader.
KEPT_OUT = frozenset(
    {
        *("urn", "urn_superseded", "envelope_separated", "look_count", "helped_day"),
        *("login_session", "mail_link", "account_link"),
        *("sent_form", "try_count", "outbox", "storage_task", "counter", "clock", "page_version"),
        *("idea_draft", "point_draft", "dev_mail", "setup_code"),
    }
)


class PageVersion(Base):
    """How often a table changed, in steps of any size; a table that never did has no row."""

    __tablename__ = "page_version"

    name: Mapped[str] = mapped_column(String(63), primary_key=True, info=not_personal())
    version: Mapped[int] = mapped_column(BigInteger)


def raise_versions(session: Session, tables: Set[str]) -> None:
    """Say that these tables change with this transaction; the last thing before its commit.

    One statement, in the order of the names: two transactions never wait for each other here.
    """
    names = sorted(tables - KEPT_OUT)
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
    return {name: version for name, version in rows}
