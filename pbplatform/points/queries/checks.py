"""Whether points and answers are those that the log tells of. docs/rules/audit.md section 6."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.audit.models import LogEntry, LogWords
from pbplatform.audit.queries import with_waiting
from pbplatform.core.canonical import instant_text
from pbplatform.core.errors import Conflict
from pbplatform.forums.models import ForumSeries
from pbplatform.moderation.queries.decided import Decided
from pbplatform.points.kinds import PointLog, PointState
from pbplatform.points.models import Answer, Point

# A published point never goes back to these.
_NEVER_AFTER = (PointState.RAISED, PointState.REFUSED)


def point_findings(session: Session) -> Iterator[Conflict]:
    """Points that are gone from the pages, and answers at another instant or in other words."""
    query = select(ForumSeries.slug, Point.number, Point.state).join(
        Point, Point.forum_id == ForumSeries.id
    )
    states = {f"forums/{row.slug}/points/{row.number}": row.state for row in session.execute(query)}
    kinds: dict[str, Counter[str]] = {}
    for _idx, body in with_waiting(session, having=b'"kind":"forum:point:'):
        entry = json.loads(body)
        kinds.setdefault(entry["subject"], Counter())[entry["kind"]] += 1
    gone = [
        path
        for path, told in kinds.items()
        if told[PointLog.POINT_PUBLISHED] and _is_gone(states.get(path), told)
    ]
    if gone:
        yield Conflict("check.points_gone", count=len(gone), first=min(gone))
    yield from _answer_findings(session)


def _is_gone(state: str | None, told: Counter[str]) -> bool:
    if state == PointState.WITHDRAWN:
        return not told[PointLog.POINT_WITHDRAWN]
    # What was withdrawn goes on from where it was, also from before it was published.
    return state is None or (state in _NEVER_AFTER and not told[PointLog.POINT_WITHDRAWN])


def _answer_findings(session: Session) -> Iterator[Conflict]:
    """Each answer has its entry, at its instant and with its sentence; each entry its answer."""
    told: dict[tuple[str, int], tuple[str, str]] = {}
    for _idx, body in with_waiting(
        session, having=f'"kind":"{PointLog.ANSWER_PUBLISHED}"'.encode()
    ):
        entry = json.loads(body)
        data = entry["data"]
        told[entry["subject"], data["answer"]] = (entry["at"], data["sort"])
    words, decided, wrong = _sentences(session), Decided(session), set()
    query = (
        select(ForumSeries.slug, Point.number, Answer)
        .join(Point, Point.id == Answer.point_id)
        .join(ForumSeries, ForumSeries.id == Point.forum_id)
        .execution_options(yield_per=200)
    )
    for slug, number, answer in session.execute(query):
        path = f"forums/{slug}/points/{number}"
        as_told = told.pop((path, answer.n), None)
        said = words.get((path, answer.n), answer.sentence)
        other_words = said != answer.sentence and not decided.about(path)
        if as_told != (instant_text(answer.published_at), answer.kind) or other_words:
            wrong.add(path)
    wrong |= {path for path, _n in told}
    if wrong:
        yield Conflict("check.answers_differ", count=len(wrong), first=min(wrong))


def _sentences(session: Session) -> dict[tuple[str, int], str]:
    """The first sentence of each answer, as it stands beside its entry in order."""
    query = (
        select(LogEntry.body, LogWords.words)
        .join(LogWords, LogWords.key16 == LogEntry.key16)
        .where(LogEntry.family == "response", LogWords.field == "sentence")
        .where(LogWords.words.is_not(None))
    )
    found = {}
    for row in session.execute(query):
        entry = json.loads(row.body)
        if entry["kind"] == PointLog.ANSWER_PUBLISHED:
            found[entry["subject"], entry["data"]["answer"]] = str(row.words)
    return found
