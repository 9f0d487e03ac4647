"""The register of personal data: every text column says whether it is personal (ruling 39)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Personal:
    """Why a personal column is kept, who sees it, and until when."""

    why: str
    seen_by: str
    until: str


def personal(*, why: str, seen_by: str, until: str) -> dict[str, Any]:
    """`info=` of a column that says something about a person."""
    return {"privacy": Personal(why, seen_by, until)}


def not_personal() -> dict[str, Any]:
    """`info=` of a text or bytes column that says nothing about a person."""
    return {"privacy": None}
