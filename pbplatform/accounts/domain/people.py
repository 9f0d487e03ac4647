"""How the rest of the program names a person: never on a page, never in an address."""

from __future__ import annotations


def person_path(account_id: int | None) -> str:
    """`people/7`; of nobody a path that nobody has."""
    return f"people/{account_id or 0}"
