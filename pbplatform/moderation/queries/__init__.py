"""Reading reports, decisions and the words that went."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.core.errors import NotFound
from pbplatform.moderation.domain.striking import WHOLE
from pbplatform.moderation.kinds import IN_FORCE, CaseState, Outcome
from pbplatform.moderation.models import DecisionPart, KeptWords, TextCase, TextDecision


def decision_by_number(session: Session, number: int) -> TextDecision:
    """The decision; NotFound when there is none."""
    found = session.get(TextDecision, number)
    if found is None:
        raise NotFound("moderation.no_decision")
    return found


def open_case(session: Session, path: str) -> TextCase | None:
    """What waits about the text at a path."""
    return session.scalar(
        select(TextCase).where(TextCase.path == path, TextCase.state == CaseState.OPEN)
    )


def decisions_in_force(session: Session, *paths: str) -> list[TextDecision]:
    """Decisions that keep words of these texts away now, by number."""
    query = select(TextDecision).where(
        TextDecision.path.in_(paths),
        TextDecision.outcome != Outcome.LEFT,
        TextDecision.standing.in_(IN_FORCE),
    )
    return list(session.scalars(query.order_by(TextDecision.number)))


def went_by(decision: TextDecision) -> str:
    """The words that a decision strikes, or `WHOLE`."""
    return WHOLE if decision.outcome == Outcome.HIDDEN else decision.struck


def covering(session: Session, path: str) -> dict[tuple[str, int], list[TextDecision]]:
    """Which decisions that hold cover which part of a text, by number."""
    found: dict[tuple[str, int], list[TextDecision]] = {}
    query = (
        select(DecisionPart, TextDecision)
        .join(TextDecision, TextDecision.number == DecisionPart.number)
        .where(
            TextDecision.path == path,
            TextDecision.outcome != Outcome.LEFT,
            TextDecision.standing.in_(IN_FORCE),
        )
        .order_by(DecisionPart.number)
    )
    for part, decision in session.execute(query):
        found.setdefault((part.field, part.version), []).append(decision)
    return found


def covered_below(session: Session, path: str) -> dict[str, frozenset[tuple[str, int]]]:
    """Which parts decisions that hold keep away, of every text whose path begins so; one read."""
    found: dict[str, set[tuple[str, int]]] = {}
    query = (
        select(TextDecision.path, DecisionPart.field, DecisionPart.version)
        .join(DecisionPart, TextDecision.number == DecisionPart.number)
        .where(
            TextDecision.path.startswith(f"{path}/", autoescape=True),
            TextDecision.outcome != Outcome.LEFT,
            TextDecision.standing.in_(IN_FORCE),
        )
    )
    for row in session.execute(query):
        found.setdefault(row.path, set()).add((row.field, row.version))
    return {each: frozenset(parts) for each, parts in found.items()}


def kept_words(session: Session, path: str) -> Sequence[KeptWords]:
    """All words of a text that went."""
    query = select(KeptWords).where(KeptWords.path == path)
    return session.scalars(query.order_by(KeptWords.field, KeptWords.version)).all()


def kept_files(session: Session) -> set[bytes]:
    """Hashes of files that are hidden and may come back."""
    query = select(KeptWords.words).where(KeptWords.is_file, KeptWords.words.is_not(None))
    return {bytes.fromhex(words) for words in session.scalars(query) if words}
