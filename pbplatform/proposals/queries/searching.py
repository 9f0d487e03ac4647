"""What a list of ideas is narrowed by, and how words are looked for.

Source: docs/rules/text.md section 2.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import ColumnElement, Select, false, or_

from pbplatform.core.text_fold import fold
from pbplatform.places.models import Area
from pbplatform.proposals.models import Idea

MANY_WORDS = 8
NO_AREA = "-"
"""In the place of an area's slug: ideas that name none."""


class Sort(StrEnum):
    """In which order a list of ideas stands; the first unless one asks."""

    NEWEST = "newest"
    SUPPORTED = "supported"  # most supporters first
    NEEDS = "needs"  # those that can be supported, fewest supporters first
    HOUR = "hour"  # shuffled, another order every hour


@dataclass(frozen=True)
class IdeaFilter:
    """What a list of ideas shows; empty means all."""

    words: str = ""
    area: str = ""  # slug, or NO_AREA
    status: str = ""  # a public state
    sort: str = Sort.NEWEST

    @property
    def is_narrowed(self) -> bool:
        return bool(self.words.strip() or self.area or self.status)


def _has_word(word: str, areas: Sequence[Area]) -> ColumnElement[bool]:
    """Source: docs/rules/text.md section 2."""
    named = [area.id for area in areas if word in fold(area.name)]
    found = Idea.searched.contains(word, autoescape=True)
    return or_(found, Idea.area_id.in_(named)) if named else found


def with_words(query: Select[Idea], words: str, areas: Sequence[Area]) -> Select[Idea]:
    """Ideas with all of these words; words that are nothing but signs are in none."""
    wanted = fold(words).split()[:MANY_WORDS]
    if words.strip() and not wanted:
        return query.where(false())
    for word in wanted:
        query = query.where(_has_word(word, areas))
    return query
