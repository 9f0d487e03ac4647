"""Declarative base, naming of constraints and the column types every slice uses."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import (
    BigInteger,
    Connection,
    DateTime,
    Dialect,
    Integer,
    MetaData,
    String,
    event,
)
from sqlalchemy.orm import DeclarativeBase, Mapper, Session
from sqlalchemy.types import TypeDecorator, TypeEngine

from pbplatform.core.plain_session import PlainSession
from pbplatform.core.text import tidy_line

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMING)


@event.listens_for(Mapper, "mapper_configured")
def _tidy_lines(mapper: Mapper[Any], model: type[Any]) -> None:
    """A column of so many letters is one line, whoever sets it: pages, commands, imports, the demo.

    Words on several lines are `Text`. Source: docs/rules/text.md section 1.
    """
    for column in mapper.column_attrs:
        kind = column.columns[0].type
        if isinstance(kind, String) and kind.length:
            event.listen(getattr(model, column.key), "set", _tidied, retval=True)


def _tidied(_row: object, value: Any, _before: object, _why: object) -> Any:
    tidy = tidy_line(value) if isinstance(value, str) else value
    # What was tidy stays itself, a member of an enumeration too.
    return value if tidy == value else tidy


db = SQLAlchemy(model_class=Base, disable_autonaming=True, session_options={"class_": PlainSession})
# Where an act is done: in a session, or by plain statements alone (`plain_transaction`).
Where = Session | Connection


def connection_of(where: Where) -> Connection:
    """The connection on which the statements of this act go."""
    return where if isinstance(where, Connection) else where.connection()


def _instant_of_text(stored: str | None) -> datetime | None:
    return None if stored is None else datetime.fromisoformat(f"{stored}+00:00")


def _instants_of_texts(stored: Iterable[str | None]) -> list[datetime | None]:
    read = datetime.fromisoformat
    return [None if each is None else read(f"{each}+00:00") for each in stored]


class UtcDateTime(TypeDecorator[datetime]):
    """An aware datetime with microseconds, stored and returned in UTC; a naive one is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        # What a page compares with its instant is found in the statement (watched_statement.py).
        value = getattr(value, "plain", value)
        if value.tzinfo is None:
            raise ValueError("naive datetime given to a UTC column")
        value = value.astimezone(UTC)
        # SQLite compares text: one form without an offset keeps order equal to time.
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)

    def result_processor(self, dialect: Dialect, coltype: object) -> Any:
        """On SQLite, where it is text, in one step: a page reads hundreds of instants."""
        if dialect.name == "sqlite":
            return _instant_of_text
        return super().result_processor(dialect, coltype)

    def column_processor(self, dialect: Dialect) -> Any:
        """The same of all rows at once (`core/plain_rows.py`)."""
        return _instants_of_texts if dialect.name == "sqlite" else None


class Minor(TypeDecorator[int]):
    """Money: a whole number of minor units (pence, cents), 64 bits (ruling 6)."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: int | None, _dialect: Dialect) -> int | None:
        if value is not None and (isinstance(value, bool) or not isinstance(value, int)):
            raise TypeError("money is a whole number of minor units")
        return value

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[int]:
        return dialect.type_descriptor(Integer() if dialect.name == "sqlite" else BigInteger())
