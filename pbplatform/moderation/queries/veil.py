"""Entries of the public log are shown without words that went. Their bytes are another matter.

Source: docs/rules/moderation.md section 3.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.core.texts import MARK, TextField
from pbplatform.moderation.domain.striking import WHOLE, shown
from pbplatform.moderation.kinds import IN_FORCE, Outcome
from pbplatform.moderation.models import KeptWords, TextDecision
from pbplatform.moderation.queries import went_by

Veil = Callable[[str, Any], Any]
# Shorter words are masked where they are a whole value, not inside another one.
_SHORTEST_INSIDE = 12


def veil_over(session: Session, subjects: Iterable[str]) -> Veil:
    """How a value of an entry reads, told the entry's subject: without what went of that text.

    Two reads, however many subjects.
    """
    wanted = set(subjects)
    query = select(TextDecision).where(
        TextDecision.outcome != Outcome.LEFT, TextDecision.standing.in_(IN_FORCE)
    )
    holding = [
        each
        for each in session.scalars(query.order_by(TextDecision.number))
        if any(_belong(each.path, subject) for subject in wanted)
    ]
    kept: dict[str, list[str]] = {}
    if any(went_by(each) == WHOLE for each in holding):
        rows = select(KeptWords.path, KeptWords.words).where(
            KeptWords.path.in_({each.path for each in holding}), KeptWords.is_file.is_(False)
        )
        for path, words in session.execute(rows):
            kept.setdefault(path, []).extend([words] if words else [])

    def veil(subject: str, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        for each in holding:
            if _belong(each.path, subject):
                value = _without(value, went_by(each), kept.get(each.path, []))
        return value

    return veil


def _belong(path: str, subject: str) -> bool:
    """Whether an entry about `subject` may hold words of the text at `path`."""
    about, told = path.split("/"), subject.split("/")
    # An answer, or minutes, belong to what their first four parts name; so do promises.
    return about[:4] == told[:4] or about == told[: len(about)] or told == about[: len(told)]


def _without(value: str, struck: str, kept: Iterable[str]) -> str:
    if struck != WHOLE:
        return shown(TextField("", value), [struck])
    for words in kept:
        if value == words:
            return MARK
        if len(words) >= _SHORTEST_INSIDE:
            value = value.replace(words, MARK)
    return value
