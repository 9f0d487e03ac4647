"""What is kept about one person and until when, from the register of personal data (ruling 39)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import (
    Column,
    CompoundSelect,
    Integer,
    Table,
    bindparam,
    exists,
    literal,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import Session

from pbplatform.core.db import Base
from pbplatform.core.privacy import Personal

# Columns that name a person whom the row itself says nothing about.
NOT_ABOUT_THEM = frozenset(
    {
        ("idea", "claimed_by"),
        ("role_invitation", "asked_by"),
        ("role_invitation", "confirmed_by"),
    }
)


@dataclass(frozen=True)
class Kept:
    """One reason for keeping something about a person.

    Attributes:
        fields: names in the database, `table.column`.
    """

    why: str
    seen_by: str
    until: str
    fields: tuple[str, ...]


@cache
def tables_about_people() -> dict[str, list[Column[object]]]:
    """Tables with personal columns whose rows name an account, with the columns that name it."""
    found = {}
    for table in Base.metadata.sorted_tables:
        naming = [
            column
            for column in table.columns
            if any(key.column.table.name == "account" for key in column.foreign_keys)
            and (table.name, column.name) not in NOT_ABOUT_THEM
        ]
        if table.name == "account":
            naming = [table.c.id]
        if naming and _register(table):
            found[table.name] = naming
    return found


def _register(table: Table) -> list[tuple[str, Personal]]:
    return [
        (f"{table.name}.{column.name}", column.info["privacy"])
        for column in table.columns
        if isinstance(column.info.get("privacy"), Personal)
    ]


@cache
def _present() -> CompoundSelect[Any]:
    """Names of the tables with a row about `:account`; of so many tables put together once."""
    person = bindparam("account", type_=Integer)
    return union_all(
        *(
            select(literal(name)).where(exists().where(or_(*(each == person for each in naming))))
            for name, naming in tables_about_people().items()
        )
    )


def kept_about(session: Session, account_id: int) -> list[Kept]:
    """Lines of the register for tables that have a row about this person, in one read."""
    present = set(session.scalars(_present(), {"account": account_id}))
    fields: dict[Personal, list[str]] = {}
    for name in tables_about_people():
        if name in present:
            for field, told in _register(Base.metadata.tables[name]):
                fields.setdefault(told, []).append(field)
    return [
        Kept(told.why, told.seen_by, told.until, tuple(names)) for told, names in fields.items()
    ]
