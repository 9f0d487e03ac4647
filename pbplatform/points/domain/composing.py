"""What an answer must contain. Pure; docs/rules/points.md section 5."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from pbplatform.core.errors import Conflict, DomainError
from pbplatform.points.kinds import (
    NEEDS_DETAIL,
    NEEDS_LINK,
    NEEDS_PROMISE,
    NEEDS_REASON,
    AnswerType,
    PointKind,
    ReasonCode,
)

_WEB = ("https://", "http://")
MOST_WORDS = 300
LONGEST_SENTENCE = 200  # letters


@dataclass(frozen=True)
class ReasonText:
    """Why not: a coded reason, its figure, link or owner, and what would change it."""

    code: str
    detail: str
    would_change: str


@dataclass(frozen=True)
class PromiseText:
    """What, who, by when."""

    what: str
    owner: str
    due: date | None
    project: str = ""  # by which it is done: an address, as typed


@dataclass(frozen=True)
class AnswerText:
    """An answer as it was written."""

    kind: str
    sentence: str
    explanation: str = ""
    link: str = ""
    about: str = ""  # another point or a project: an address or a number, as typed
    reasons: Sequence[ReasonText] = ()
    promises: Sequence[PromiseText] = ()


def word_count(text: str) -> int:
    return len(text.split())


def words_of(explanation: str, link: str, reasons: Iterable[Sequence[str]]) -> str:
    """All words of an answer below its sentence as one text: what the log commits to.

    Args:
        reasons: code, detail and what would change it, of each.
    Source: docs/rules/audit.md section 12.
    """
    told = [explanation, link, *("\n".join(filter(None, reason)) for reason in reasons)]
    return "\n\n".join(filter(None, told))


def refuse_answer_text(text: AnswerText, point_kind: str, today: date) -> DomainError | None:
    """Why this text is no answer to a point of this kind; None when it is one."""
    if refusal := _refuse_words(text, point_kind) or _refuse_reasons(text):
        return refusal
    if text.kind in NEEDS_PROMISE and not text.promises:
        return Conflict("answer.promise_needed", field="promises")
    return refuse_promises(text.promises, today)


def _refuse_words(text: AnswerText, point_kind: str) -> DomainError | None:
    if not text.sentence.strip():
        return Conflict("answer.sentence_needed", field="sentence")
    if len(text.sentence.strip()) > LONGEST_SENTENCE:
        return Conflict("answer.sentence_too_long", field="sentence")
    if text.kind not in set(AnswerType):
        return Conflict("answer.kind_unknown", field="kind")
    if text.kind == AnswerType.ANSWER and point_kind != PointKind.QUESTION:
        return Conflict("answer.questions_only", field="kind")
    if text.kind == AnswerType.ALREADY and not text.link.strip():
        return Conflict("answer.link_needed", field="link")
    if text.link.strip() and not text.link.strip().startswith(_WEB):
        return Conflict("answer.link_not_web", field="link")
    if word_count(text.explanation) > MOST_WORDS:
        return Conflict("answer.too_many_words", field="explanation")
    return None


def _refuse_reasons(text: AnswerText) -> DomainError | None:
    if text.kind not in NEEDS_REASON:
        return None
    if not text.reasons:
        return Conflict("answer.reason_needed", field="reason")
    for reason in text.reasons:
        if reason.code not in set(ReasonCode):
            return Conflict("answer.reason_needed", field="reason")
        if reason.code in NEEDS_DETAIL and not reason.detail.strip():
            return Conflict("answer.detail_needed", field="detail")
        if reason.code in NEEDS_LINK and not any(sign in reason.detail for sign in _WEB):
            return Conflict("answer.detail_needs_link", field="detail")
        if reason.code == ReasonCode.MONEY and not any(map(str.isdigit, reason.detail)):
            return Conflict("answer.detail_needs_figure", field="detail")
        if not reason.would_change.strip():
            return Conflict("answer.change_needed", field="would_change")
    return None


def refuse_promises(promises: Sequence[PromiseText], today: date) -> DomainError | None:
    """Why these are no promises: something is missing, or a day has passed; None when they are."""
    for promise in promises:
        if not promise.what.strip() or not promise.owner.strip() or promise.due is None:
            return Conflict("answer.promise_incomplete", field="promises")
        if promise.due < today:
            return Conflict("answer.promise_in_the_past", field="promises")
    return None
