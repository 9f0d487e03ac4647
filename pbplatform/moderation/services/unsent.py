"""Mails that wait carry no words that went. Source: docs/rules/moderation.md section 3."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.core.outbox import OutboxRow
from pbplatform.core.texts import MARK, FoundText, TextField
from pbplatform.moderation.domain.striking import WHOLE, shown
from pbplatform.moderation.models import TextDecision
from pbplatform.moderation.queries import went_by

_OURS = "moderation:"


def take_from_unsent(session: Session, decision: TextDecision, text: FoundText) -> None:
    """Take the words out of facts about the text that nobody was told yet.

    Args:
        text: as it was before the decision.
    """
    struck = went_by(decision)
    whole = {part.words for part in text.fields if part.words and not part.is_file}
    query = select(OutboxRow).where(OutboxRow.done_at.is_(None))
    for row in session.scalars(query):
        if row.kind.startswith(_OURS) or not _is_about(row.payload, text.path):
            continue
        mended = {name: _mended(value, struck, whole) for name, value in row.payload.items()}
        if mended != row.payload:
            row.payload = mended


def _is_about(payload: dict[str, Any], path: str) -> bool:
    return any(
        isinstance(value, str) and f"{value.strip('/')}/".startswith(f"{path}/")
        for value in payload.values()
    )


def _mended(value: Any, struck: str, whole: set[str]) -> Any:
    if not isinstance(value, str):
        return value
    if struck == WHOLE:
        return MARK if value in whole else value
    return shown(TextField("", value), [struck])
