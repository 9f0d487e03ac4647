"""Rows that nobody reads in the transaction that makes them: news, mails, entries of the log.

Whoever does many acts in one transaction has what they tell written at its end, by one statement
for each table. Elsewhere each is written at once, as ever.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from pbplatform.core.db import Base

_WAITING = "rows.together"
Waiting = dict[type[Base], list[Mapping[str, Any]]]


@contextmanager
def written_together(session: Session) -> Iterator[None]:
    """Keep such rows until the block ends, and write them then, in the order in which they came;
    a block inside another one changes nothing. Of a block that raises nothing is written.
    """
    if _WAITING in session.info:
        yield
        return
    waiting: Waiting = {}
    session.info[_WAITING] = waiting
    try:
        yield
    finally:
        del session.info[_WAITING]
    session.flush()
    for model, rows in waiting.items():
        _write(session, model, rows)


def add_row(session: Session, model: type[Base], row: Mapping[str, Any]) -> None:
    """Add one row; with the next that is sent, or at the end of the block."""
    waiting: Waiting | None = session.info.get(_WAITING)
    if waiting is None:
        session.add(model(**row))
    else:
        waiting.setdefault(model, []).append(row)


def write_rows(session: Session, model: type[Base], rows: Sequence[Mapping[str, Any]]) -> None:
    """Write rows, all with the same columns, after all that the session holds; or at the end of
    the block.
    """
    if not rows:
        return
    waiting: Waiting | None = session.info.get(_WAITING)
    if waiting is None:
        session.flush()
        _write(session, model, rows)
    else:
        waiting.setdefault(model, []).extend(rows)


def _write(session: Session, model: type[Base], rows: Sequence[Mapping[str, Any]]) -> None:
    session.connection().execute(insert(model.__table__), rows)  # type: ignore[arg-type]
