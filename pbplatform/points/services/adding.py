"""A point is added to its forum, from outside a meeting or at one; one or many at once.

Source: docs/rules/points.md section 1.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from pbplatform.audit import services as audit
from pbplatform.core.actor import ActorRef
from pbplatform.core.errors import Conflict
from pbplatform.core.numbers import next_numbers
from pbplatform.forums.models import ForumSeries, Meeting
from pbplatform.places import queries as places
from pbplatform.points.kinds import PointKind, PointLog, PointState
from pbplatform.points.models import Point
from pbplatform.points.services.asker import path_of

LONGEST = 1500  # letters of a resident's own words


@dataclass(frozen=True, kw_only=True)
class PointWords:
    """What is said in a point, and what it is."""

    title: str
    verbatim: str
    kind: str


@dataclass(frozen=True)
class Said:
    """What is said, who writes it down, and the point that is to keep it."""

    actor: ActorRef
    words: PointWords
    point: Point
    now: datetime


def add_point(
    session: Session,
    actor: ActorRef,
    forum: ForumSeries,
    words: PointWords,
    point: Point,
    now: datetime,
) -> Point:
    """Add a point to a forum, with its number, its clock and its entry in the log.

    Raises:
        Conflict: a part is missing or too long.
    """
    return add_points(session, forum, [Said(actor, words, point, now)])[0]


def add_points(session: Session, forum: ForumSeries, said: Sequence[Said]) -> list[Point]:
    """Add points to a forum, all or none, in their order; raises as `add_point`."""
    for each in said:
        _check_words(each.words)
    calendar = places.newest_calendar(session)
    answer_days = places.require_place(session).answer_days
    numbers = next_numbers(session, f"point:{forum.id}", len(said))
    commitments = []
    for each, number in zip(said, numbers, strict=True):
        point, words = each.point, each.words
        salt, commitment = audit.text_commitment(words.verbatim.strip())
        commitments.append(commitment)
        point.forum_id = forum.id
        point.number = number
        point.kind = words.kind
        point.title = words.title.strip()
        point.verbatim = words.verbatim.strip()
        point.verbatim_salt = salt
        point.came_at = each.now
        point.calendar_version = calendar
        point.answer_days = answer_days
    session.add_all(each.point for each in said)
    session.flush()
    entries = [
        audit.Entry(
            kind=PointLog.POINT_RAISED,
            actor=each.actor,
            subject=path_of(forum, each.point),
            now=each.now,
            data={"words": commitment, **_told_of(session, each.point)},
        )
        for each, commitment in zip(said, commitments, strict=True)
    ]
    audit.record_all(session, entries)
    return [each.point for each in said]


def _check_words(words: PointWords) -> None:
    if words.kind not in set(PointKind):
        raise Conflict("point.kind_unknown", field="kind")
    if not words.title.strip():
        raise Conflict("point.title_needed", field="title")
    if not words.verbatim.strip():
        raise Conflict("point.words_needed", field="verbatim")
    if len(words.verbatim.strip()) > LONGEST:
        raise Conflict("point.words_too_long", field="verbatim")


def _told_of(session: Session, point: Point) -> dict[str, Any]:
    """What the log tells of a point that was raised, beside the hash of its words."""
    meeting = session.get_one(Meeting, point.meeting_id) if point.meeting_id else None
    return {
        "sort": point.kind,
        "at_meeting": point.meeting_id is not None,
        "public": point.state == PointState.PUBLISHED,
        "answer_days": point.answer_days,
        "calendar": point.calendar_version,
        **({"meeting": meeting.slug} if meeting else {}),
    }
