"""The relationship card as words, in the order of its five steps; never summed (ruling 38)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pbplatform.proposals.words.kinds import RELATION_HEADINGS, RELATION_WORDS
from pbplatform.web.presentation import listed


def relation_rows(told: Mapping[str, Any] | None) -> list[dict[str, str]]:
    """One row for each question that was answered: `key`, `step` and `words`."""
    rows = []
    for key, heading in RELATION_HEADINGS.items():
        chosen = set((told or {}).get(key, ()))
        words = [str(text) for code, text in RELATION_WORDS[key].items() if code in chosen]
        if key == "makers" and told and told.get("people"):
            words.append(str(told["people"]))
        if words:
            rows.append({"key": key, "step": str(heading), "words": listed(words)})
    return rows
