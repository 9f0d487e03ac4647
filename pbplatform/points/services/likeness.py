"""Finding other answers with the same words, when one is published. Source: points.md 5.11."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.orm import Session

from pbplatform.points.domain.likeness import signature_of
from pbplatform.points.models import Answer, AnswerLikeness, AnswerSignature
from pbplatform.points.queries.likeness import (
    answers_with_reasons,
    like_text,
    text_of_answer,
)

COMPARED = timedelta(days=365)  # how far back answers are compared


def sign_answer(session: Session, answer: Answer, text: str) -> None:
    """Keep by what an answer is compared, and which answers of the year before are alike.

    Args:
        text: all that was written in it.
    """
    alike = like_text(
        session,
        text,
        since=answer.published_at - COMPARED,
        until=answer.published_at,
        but=answer.id,
    )
    session.add(AnswerSignature(answer_id=answer.id, signature=signature_of(text)))
    for other in alike:
        session.add(AnswerLikeness(answer_id=answer.id, other_id=other))
        session.add(AnswerLikeness(answer_id=other, other_id=answer.id))
    session.flush()


def sign_answers(session: Session, answer_ids: list[int]) -> None:
    """The same for answers of before; the oldest first, so that each meets those before it."""
    for answer in sorted(
        answers_with_reasons(session, answer_ids), key=lambda each: (each.published_at, each.id)
    ):
        if session.get(AnswerSignature, answer.id) is None:
            sign_answer(session, answer, text_of_answer(answer))
