"""Answers in which the same words stand. Source: docs/rules/points.md section 5.11."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from pbplatform.core.kept_lists import KeptRow
from pbplatform.forums.models import ForumSeries
from pbplatform.points.domain.composing import AnswerText
from pbplatform.points.domain.likeness import (
    Signatures,
    are_alike,
    signature_of,
    whole_text,
)
from pbplatform.points.domain.told import UNSIGNED
from pbplatform.points.kinds import NEEDS_REASON
from pbplatform.points.models import Answer, AnswerLikeness, AnswerSignature, Point
from pbplatform.points.queries.points import is_public_point

_AT_ONCE = 500  # answers in a statement


@dataclass(frozen=True)
class SameWords:
    """Another answer in which the same words stand."""

    forum_slug: str
    number: int
    title: str
    n: int
    day: date


def same_words(session: Session, answer_ids: Iterable[int]) -> dict[int, list[SameWords]]:
    """For each of these answers the public ones with the same words, newest first, in one read."""
    found: dict[int, list[SameWords]] = defaultdict(list)
    query = (
        select(
            AnswerLikeness.answer_id,
            ForumSeries.slug,
            Point.number,
            Point.title,
            Answer.n,
            Answer.day,
        )
        .join(Answer, Answer.id == AnswerLikeness.other_id)
        .join(Point, Point.id == Answer.point_id)
        .join(ForumSeries, ForumSeries.id == Point.forum_id)
        .where(AnswerLikeness.answer_id.in_(list(answer_ids)), is_public_point())
        .order_by(AnswerLikeness.answer_id, Answer.published_at.desc(), Answer.id.desc())
    )
    for row in session.execute(query):
        found[row.answer_id].append(SameWords(row.slug, row.number, row.title, row.n, row.day))
    return found


def text_of_answer(answer: Answer) -> str:
    """All that was written in a published answer; its reasons must have been read."""
    reasons = [(reason.detail, reason.would_change) for reason in answer.reasons]
    return whole_text(answer.sentence, answer.explanation, reasons)


def text_of_words(text: AnswerText) -> str:
    """All that people will read of an answer that is not published yet."""
    told = text.reasons if text.kind in NEEDS_REASON else ()
    reasons = [(reason.detail.strip(), reason.would_change.strip()) for reason in told]
    return whole_text(text.sentence, text.explanation, reasons)


def like_text(session: Session, text: str, *, since: datetime, until: datetime) -> list[int]:
    """Answers published from `since` to `until` in which the words of `text` stand, by id.

    Two reads: the signatures, then the words of those that may be alike.
    """
    return like_texts(session, [text], since=since, until=until)[0]


def like_texts(
    session: Session, texts: Sequence[str], *, since: datetime, until: datetime
) -> list[list[int]]:
    """The same of many texts, in the same two reads."""
    wanted = [signature_of(text) for text in texts]
    if not any(wanted):
        return [[] for _text in texts]
    signed = (
        select(AnswerSignature.answer_id, AnswerSignature.signature)
        .join(Answer, Answer.id == AnswerSignature.answer_id)
        .where(
            Answer.published_at >= since,
            Answer.published_at <= until,
            AnswerSignature.signature != b"",
        )
    )
    rows = session.execute(signed).all()
    if not rows:
        return [[] for _text in texts]
    laid = Signatures([row.signature for row in rows])
    near = [[rows[at].answer_id for at in laid.near(one)] if one else [] for one in wanted]
    read = answers_with_reasons(session, sorted({each for some in near for each in some}))
    words = {answer.id: text_of_answer(answer) for answer in read}
    return [
        sorted(each for each in some if are_alike(text, words[each]))
        for text, some in zip(texts, near, strict=True)
    ]


def answers_with_reasons(session: Session, answer_ids: Sequence[int]) -> list[Answer]:
    """These answers with their reasons, in the order of their ids where these come so."""
    if not answer_ids:
        return []
    found: list[Answer] = []
    for at in range(0, len(answer_ids), _AT_ONCE):
        own = Answer.id.in_(answer_ids[at : at + _AT_ONCE])
        query = select(Answer).where(own).options(joinedload(Answer.reasons)).order_by(Answer.id)
        found += session.scalars(query).unique()
    return found


def shown_like(
    session: Session, text: AnswerText, *, since: datetime, until: datetime
) -> list[SameWords]:
    """Public answers with the same words as one that is not published yet, newest first."""
    ids = like_text(session, text_of_words(text), since=since, until=until)
    if not ids:
        return []
    query = (
        select(ForumSeries.slug, Point.number, Point.title, Answer.n, Answer.day)
        .join(Point, Point.id == Answer.point_id)
        .join(ForumSeries, ForumSeries.id == Point.forum_id)
        .where(Answer.id.in_(ids), is_public_point())
        .order_by(Answer.published_at.desc(), Answer.id.desc())
    )
    return [SameWords(*row) for row in session.execute(query)]


def unsigned_answers(session: Session, *, limit: int) -> list[int]:
    """Answers without a signature, the oldest first: those of before there were any."""
    waiting = select(KeptRow.row_id).where(KeptRow.list == UNSIGNED, KeptRow.scope == 0)
    return list(session.scalars(waiting.order_by(KeptRow.place, KeptRow.row_id).limit(limit)))
