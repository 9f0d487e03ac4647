"""Numbers that many transactions add to: what is counted of lists, and of points."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Session

from pbplatform.core.db import Base


def add_numbers(
    session: Session, table: type[Base], counts: Mapping[Any, int]
) -> list[dict[str, Any]]:
    """Add to the numbers of a table, in the order of their keys: two transactions that add to the
    same ones wait for each other once.

    Args:
        table: with a column `number`; all its other columns are its key.
        counts: by how much each rises or falls, by a named tuple of its key.
    Returns:
        The rows that were sent: the key's columns, and `number` as the difference.
    """
    changed = sorted((key, by) for key, by in counts.items() if by)
    rows = [{**key._asdict(), "number": by} for key, by in changed]
    if not rows:
        return []
    connection = session.connection()
    known = postgresql_insert if connection.dialect.name == "postgresql" else sqlite_insert
    one, keys = known(table), list(changed[0][0]._asdict())
    number = table.__table__.c.number
    add = {"number": number + one.excluded.number}
    connection.execute(one.on_conflict_do_update(index_elements=keys, set_=add), rows)
    return rows
