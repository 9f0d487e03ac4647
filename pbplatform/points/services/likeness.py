"""Finding other answers with the same words, when one is published. Source: points.md 5.11."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy.orm import Session

from pbplatform.points.domain.likeness import signature_of
from pbplatform.points.models import Answer, AnswerLikeness, AnswerSignature
from pbplatform.points.queries.likeness import (
    answers_with_reasons,
    like_texts,
    text_of_answer,
)

COMPARED = timedelta(days=365)  # how far back answers are compared


def sign_answer(session: Session, answer: Answer, text: str) -> None:
    """Keep by what an answer is compared, and which answers of the year before are alike.

    Args:
        text: all that was written in it.
    """
    sign_together(session, [(answer, text)])


def sign_together(session: Session, written: Sequence[tuple[Answer, str]]) -> None:
    """The same of answers that are published at one instant: each meets those of the year before,
    and those before it here.
    """
    texts = [text for _answer, text in written]
    session.add_all(
        AnswerSignature(answer_id=answer.id, signature=signature_of(text))
        for answer, text in written
    )
    session.flush()
    until = written[0][0].published_at
    found = like_texts(session, texts, since=until - COMPARED, until=until)
    order = {answer.id: place for place, (answer, _text) in enumerate(written)}
    for place, (answer, _text) in enumerate(written):
        for other in found[place]:
            if order.get(other, -1) < place:
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
