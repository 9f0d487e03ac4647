"""Points that are like what somebody says. Source: docs/rules/points.md section 1."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.core.text_stems import most_alike, stems_of
from pbplatform.points.kinds import PointState
from pbplatform.points.models import Point

MOST_READ = 2000  # public points of a forum that are looked through, the newest first


class PointTitle(NamedTuple):
    """A point by its number, and what it is about."""

    number: int
    title: str


def titles_of_points(session: Session, forum_id: int) -> list[PointTitle]:
    """Points of a forum that one can support, the newest first; one read."""
    query = (
        select(Point.number, Point.title)
        .where(Point.forum_id == forum_id, Point.state == PointState.PUBLISHED)
        .order_by(Point.number.desc())
        .limit(MOST_READ)
    )
    return [PointTitle(number, title) for number, title in session.execute(query)]


def similar_points(
    session: Session, forum_id: int, title: str, *, most: int = 3
) -> list[PointTitle]:
    """Points one can support whose titles share words with `title`, most alike first."""
    return most_alike(
        stems_of(title),
        titles_of_points(session, forum_id),
        words_of=lambda each: stems_of(each.title),
        then=lambda each: -each.number,
        most=most,
    )
