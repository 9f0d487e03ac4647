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
    insert = sqlite_insert if session.get_bind().dialect.name == "sqlite" else postgresql_insert
    counted = insert(Counter).values(scope=scope, last=1)
    session.execute(
        counted.on_conflict_do_update(
            index_elements=[Counter.scope], set_={"last": Counter.last + 1}
        )
    )
    # The row is locked by the statement above, so nobody else can have moved it since.
    return session.execute(select(Counter.last).where(Counter.scope == scope)).scalar_one()
