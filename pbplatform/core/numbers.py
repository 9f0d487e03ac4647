"""Numbers people read (idea 214): from a counter row, in order, never reused (ruling 5)."""

from __future__ import annotations

from sqlalchemy import String, select
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from pbplatform.core.db import Base
from pbplatform.core.privacy import not_personal


class Counter(Base):
    __tablename__ = "counter"

    scope: Mapped[str] = mapped_column(String(120), primary_key=True, info=not_personal())
    last: Mapped[int]


def next_number(session: Session, scope: str) -> int:
    """The next number of `scope` (`idea:<round>`), taken in the same transaction as its use."""
    return next_numbers(session, scope, 1)[0]


def next_numbers(session: Session, scope: str, count: int) -> range:
    """The next `count` numbers of `scope`, one at least, taken as by `next_number`."""
    insert = sqlite_insert if session.get_bind().dialect.name == "sqlite" else postgresql_insert
    counted = insert(Counter).values(scope=scope, last=count)
    session.execute(
        counted.on_conflict_do_update(
            index_elements=[Counter.scope], set_={"last": Counter.last + count}
        )
    )
    # The row is locked by the statement above, so nobody else can have moved it since.
    last = session.execute(select(Counter.last).where(Counter.scope == scope)).scalar_one()
    return range(last - count + 1, last + 1)
