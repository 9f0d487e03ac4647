"""What an author says in an idea, and how long each part may be: read by table, form and service.

Source: docs/rules/proposals.md section 1.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from pbplatform.proposals.kinds import NameShown

# Letters that each part may have, as the author counts them.
LETTERS: Mapping[str, int] = MappingProxyType(
    {
        "title": 120,
        "text": 600,
        "spot": 120,
        "who_benefits": 200,
        "photo_alt": 300,
        "people": 200,
        "credit": 80,
    }
)


@dataclass(frozen=True, kw_only=True)
class IdeaFacts:
    """What an author says.

    Attributes:
        area_id: one area; None for a spot in words or for everywhere.
        photo: SHA-256 of a stored, cleaned picture.
        relations: codes by relationship question.
        people: who could make it happen, in words.
    """

    title: str
    text: str
    area_id: int | None = None
    spot: str = ""
    who_benefits: str = ""
    photo: bytes | None = None
    photo_alt: str = ""
    relations: Mapping[str, Sequence[str]] = field(default_factory=dict)
    people: str = ""
    name_shown: str = NameShown.FIRST
    language: str = "en"
