"""Answers, their reasons, corrections and promises as texts that can be reported and hidden.

Source: docs/rules/moderation.md section 3.
"""

from __future__ import annotations

from re import Match

from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.core.texts import FoundText, TextField
from pbplatform.core.whole import whole_or_none
from pbplatform.forums.models import ForumSeries
from pbplatform.points.models import Answer, AnswerCorrection, AnswerReason, Point
from pbplatform.points.services.asker import path_of
from pbplatform.promises.models import Commitment

_LONGEST_LINK = 500


def answer_path(forum: ForumSeries, point: Point, n: int) -> str:
    """`forums/town-forum/points/31/answers/1`."""
    return f"{path_of(forum, point)}/answers/{n}"


def _found(session: Session, named: Match[str]) -> tuple[Answer, Point, ForumSeries] | None:
    found = session.execute(
        select(Answer, Point, ForumSeries)
        .join(Point, Point.id == Answer.point_id)
        .join(ForumSeries, ForumSeries.id == Point.forum_id)
        .where(
            ForumSeries.slug == named[1],
            Point.number == whole_or_none(named[2]),
            Answer.n == whole_or_none(named[3]),
        )
    ).first()
    return None if found is None else (found[0], found[1], found[2])


def find_answer(session: Session, named: Match[str]) -> FoundText | None:
    """The answer of a path with all that belongs to it."""
    found = _found(session, named)
    if found is None:
        return None
    answer, point, forum = found
    parts = [
        TextField("sentence", answer.sentence),
        TextField("explanation", answer.explanation),
        TextField("link", answer.link, longest=_LONGEST_LINK),
    ]
    return FoundText(
        path=answer_path(forum, point, answer.n),
        number=f"{point.number}",
        fields=(*parts, *_below(session, answer)),
        authors=frozenset({answer.by_account_id}),
        url=f"/{path_of(forum, point)}#answer-{answer.n}",
        scope=forum.scope,
        is_public=point.is_public,
    )


def _below(session: Session, answer: Answer) -> list[TextField]:
    reasons = session.scalars(
        select(AnswerReason).where(AnswerReason.answer_id == answer.id).order_by(AnswerReason.n)
    )
    parts = []
    for reason in reasons:
        parts.append(TextField("detail", reason.detail, reason.n))
        parts.append(TextField("would_change", reason.would_change, reason.n))
    corrections = session.scalars(
        select(AnswerCorrection)
        .where(AnswerCorrection.answer_id == answer.id)
        .order_by(AnswerCorrection.n)
    )
    for each in corrections:
        parts.append(TextField("correction", each.text, each.n))
        parts.append(TextField("wrong", each.wrong, each.n))
    promises = session.scalars(
        select(Commitment).where(Commitment.answer_id == answer.id).order_by(Commitment.n)
    )
    parts += [TextField("promise", each.what, each.n) for each in promises]
    return parts


def write_answer(session: Session, named: Match[str], part: TextField) -> None:
    """Write one part of an answer, or of what stands under it."""
    found = _found(session, named)
    if found is None:
        raise KeyError(named[0])
    answer = session.get_one(Answer, found[0].id, with_for_update=True, populate_existing=True)
    if part.name in ("detail", "would_change"):
        setattr(session.get_one(AnswerReason, (answer.id, part.version)), part.name, part.words)
    elif part.name in ("correction", "wrong"):
        correction = session.get_one(AnswerCorrection, (answer.id, part.version))
        setattr(correction, "text" if part.name == "correction" else "wrong", part.words)
    elif part.name == "promise":
        query = select(Commitment).where(Commitment.answer_id == answer.id)
        session.scalars(query.where(Commitment.n == part.version)).one().what = part.words
    else:
        setattr(answer, part.name, part.words)
    session.flush()
