"""What is kept about one person and until when, from the register of personal data (ruling 39)."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Column, Table, exists, literal, or_, select, union_all
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


def kept_about(session: Session, account_id: int) -> list[Kept]:
    """Lines of the register for tables that have a row about this person, in one read."""
    about = tables_about_people()
    query = union_all(
        *(
            select(literal(name)).where(
                exists().where(or_(*(column == account_id for column in naming)))
            )
            for name, naming in about.items()
        )
    )
    present = set(session.scalars(query))
    fields: dict[Personal, list[str]] = {}
    for name in about:
        if name in present:
            for field, told in _register(Base.metadata.tables[name]):
                fields.setdefault(told, []).append(field)
    return [
        Kept(told.why, told.seen_by, told.until, tuple(names)) for told, names in fields.items()
    ]
