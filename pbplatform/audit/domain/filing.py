"""What an entry is found by, taken from its own bytes: kept beside them, never instead of them.

Source: docs/rules/audit.md section 4.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, TypedDict

FAMILY_LENGTH = 40
ABOUT_LENGTH = 160
HASH_LETTERS = 20


class Filing(TypedDict):
    """The columns of an entry that pages filter by.

    Attributes:
        family: what its kind begins with, `vote` of `vote:urn:opened`.
        about: path of the round, forum or other thing its subject belongs to, as `rounds/fund`; of
            an envelope, which has no subject, the first letters of its hash.
        at: its instant; None for entries of ballot logs, which carry none.
    """

    family: str
    about: str
    at: datetime | None


def filing_of(told: Mapping[str, Any]) -> Filing:
    """Where an entry is filed; what it does not say is left empty."""
    family, colon, _rest = str(told.get("kind", "")).partition(":")
    return {
        "family": family[:FAMILY_LENGTH] if colon else "",
        "about": about_of(str(told.get("subject", "")))[:ABOUT_LENGTH] or envelope_filing(told),
        "at": _instant(told.get("at")),
    }


def envelope_filing(told: Mapping[str, Any]) -> str:
    """Under what the entry of an envelope is found again; empty for every other entry."""
    digest = told.get("h")
    return digest[:HASH_LETTERS] if isinstance(digest, str) else ""


def about_of(subject: str) -> str:
    """`rounds/fund` for `rounds/fund/ideas/4`, `round:fund` and `committee:fund/parks` alike."""
    scope, colon, name = subject.partition(":")
    if colon and "/" not in scope:
        if scope == "committee":
            slug, slash, _rest = name.partition("/")
            return f"rounds/{slug}" if slash else ""
        return f"{scope}s/{name}" if "/" not in name else ""
    return "/".join(subject.split("/")[:2])


def _instant(text: object) -> datetime | None:
    try:
        at = datetime.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        return None
    return at.astimezone(UTC) if at is not None and at.tzinfo else None
