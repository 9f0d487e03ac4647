"""Entries of the public log are shown without words that went. Their bytes are another matter.

Source: docs/rules/moderation.md section 3.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.moderation.domain.striking import WHOLE, belongs, without
from pbplatform.moderation.kinds import IN_FORCE, WENT
from pbplatform.moderation.models import KeptWords, TextDecision
from pbplatform.moderation.queries import went_by

_HOLDING = (
    select(TextDecision)
    .where(TextDecision.outcome.in_(WENT), TextDecision.standing.in_(IN_FORCE))
    .order_by(TextDecision.number)
)
Veil = Callable[[str, Any], Any]


def veil_over(session: Session, subjects: Iterable[str]) -> Veil:
    """How a value of an entry reads, told the entry's subject: without what went of that text.

    Two reads, however many subjects.
    """
    wanted = set(subjects)
    holding = [
        each
        for each in session.scalars(_HOLDING)
        if any(belongs(each.path, subject) for subject in wanted)
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
            if belongs(each.path, subject):
                value = without(value, went_by(each), kept.get(each.path, []))
        return value

    return veil
