"""Mails that wait carry no words that went. Source: docs/rules/moderation.md section 3."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.core.facts import NewsFact
from pbplatform.core.outbox import OutboxRow
from pbplatform.core.texts import FoundText
from pbplatform.moderation.domain.striking import WHOLE, belongs, places_of, without
from pbplatform.moderation.models import TextDecision
from pbplatform.moderation.queries import went_by

_OURS = "moderation:"
SHORTEST = 3  # letters; shorter parts stand in every mail


def take_from_unsent(session: Session, decision: TextDecision, text: FoundText) -> None:
    """Take the words out of facts about the text that nobody was told yet.

    Args:
        text: as it was before the decision.
    """
    struck = went_by(decision)
    whole = [
        part.words
        for part in text.fields
        if part.words and not part.is_file and decision.part in ("", part.part)
    ]
    query = select(OutboxRow).where(OutboxRow.done_at.is_(None))
    for row in session.scalars(query):
        if row.kind.startswith(_OURS) or not _is_about(row.payload, text.path):
            continue
        mended = {
            name: without(value, struck, whole) if isinstance(value, str) else value
            for name, value in row.payload.items()
        }
        if mended != row.payload:
            row.payload = mended


def take_from_all_unsent(session: Session, words: Iterable[str], struck: str) -> None:
    """Take erased words out of every mail that waits and every fact, whatever it is about.

    Facts are kept after they were told, for digests and lists of news.

    Args:
        words: of whole parts of a text, as they were.
        struck: the exact words that went, or `WHOLE`.
    """
    parts = sorted((each for each in words if len(each) > SHORTEST), key=len, reverse=True)
    query = select(OutboxRow).where(OutboxRow.done_at.is_(None))
    for row in session.scalars(query):
        mended = {name: _without(value, parts, struck) for name, value in row.payload.items()}
        if mended != row.payload:
            row.payload = mended
    for fact in session.scalars(select(NewsFact)):
        told = {name: _without(value, parts, struck) for name, value in fact.facts.items()}
        if told != fact.facts:
            fact.facts = told


def quotes(text: str, words: Iterable[str], struck: str) -> bool:
    """Whether a text of staff holds erased words: the struck ones, or a whole part."""
    if struck != WHOLE:
        return bool(places_of(struck, text))
    return any(len(each) > SHORTEST and each in text for each in words)


def _without(value: Any, parts: list[str], struck: str) -> Any:
    if isinstance(value, list):
        return [_without(each, parts, struck) for each in value]
    return without(value, struck, parts) if isinstance(value, str) else value


def _is_about(payload: dict[str, Any], path: str) -> bool:
    return any(
        isinstance(value, str) and "/" in value and belongs(path, _path_in(value))
        for value in payload.values()
    )


def _path_in(value: str) -> str:
    return value.partition("#")[0].strip("/")
