"""Whose data: by what the rows of one person are found. Source: docs/rules/privacy.md."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, inspect, select
from sqlalchemy.orm import Session

from pbplatform.core.canonical import instant_text

# What opens something for whoever holds it; it says nothing about a person.
_SECRETS = ("token_hash",)
WITHOUT_WORDS = "–"  # stands where words were that have gone; a title may not be empty


@dataclass(frozen=True)
class Whose:
    """One person, as rows of any slice may name them.

    Attributes:
        email: their address in small letters; empty for none, and then no row has it.
        held_a_role: whether they ever acted in public; such acts keep their name.
    """

    account_id: int
    email: str
    name: str
    held_a_role: bool = False


def rows_of(session: Session, model: type[Any], where: ColumnElement[bool]) -> list[dict[str, Any]]:
    """Rows as plain values by the name of their column: text, whole numbers, lists; None."""
    key = inspect(model).primary_key
    found = session.scalars(select(model).where(where).order_by(*key))
    return [dict(_values(model, row)) for row in found]


def _values(model: type[Any], row: Any) -> Iterator[tuple[str, Any]]:
    for attribute in inspect(model).column_attrs:
        if attribute.key not in _SECRETS:
            yield attribute.columns[0].name, _plain(getattr(row, attribute.key))


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return instant_text(value)
    if isinstance(value, date):
        return value.isoformat()
    return value.hex() if isinstance(value, bytes) else value
