"""Rows that may be there already: the key decides, nobody looks before."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Session

from pbplatform.core.db import Base


def insert_new(session: Session, model: type[Base], rows: Sequence[dict[str, Any]]) -> None:
    """Insert those rows whose key is not there yet, also when others insert at this moment.

    Args:
        rows: the same columns in each.
    """
    if rows:
        insert = sqlite_insert if session.get_bind().dialect.name == "sqlite" else postgresql_insert
        session.execute(insert(model).on_conflict_do_nothing(), rows)
