"""The scopes in which roles of a round hold, as text. Pure. Source: docs/rules/accounts.md 3.1."""

from __future__ import annotations


def scope_of_committee(round_slug: str, slug: str) -> str:
    """The scope of a delegate's role in the committee of this slug."""
    return f"committee:{round_slug}/{slug}"
