"""The points of a forum that changed last, without reading the others. Source: docs/rules/feeds.md.

What changed last is among those that came last and those of which news was told last.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from sqlalchemy import ColumnElement, and_, exists, select, union_all
from sqlalchemy.orm import Session

from pbplatform.core.facts import NewsFact
from pbplatform.forums.models import ForumSeries
from pbplatform.points.models import Point
from pbplatform.points.models.kept import PointStretch, scope_of
from pbplatform.points.queries.points import is_public_point
from pbplatform.points.queries.standings import Narrowed, Test, cells_of, in_forum

_AT_ONCE = 200


def changed_last(
    session: Session, forum: ForumSeries, test: Test, narrowed: Narrowed, *, today: date, most: int
) -> list[int]:
    """Ids of public points among which are the `most` that changed last of those that stand so.

    Few that fit among very many are looked for longer.
    """
    fits = and_(Point.forum_id == forum.id, is_public_point())
    codes = [cell.code for cell in cells_of(session, scope_of(forum.id), today=today) if test(cell)]
    stands = exists().where(
        PointStretch.point_id == Point.id,
        PointStretch.cell.in_(sorted(codes)),
        PointStretch.first_day <= today,
        PointStretch.end_day > today,
        *in_forum(forum.id, narrowed),
    )
    fits = and_(fits, stands)
    read = select(Point.id).where(fits, Point.decided_at.is_not(None))
    at_once = select(Point.id).where(fits, Point.decided_at.is_(None))
    newest = (
        read.order_by(Point.decided_at.desc()).limit(most).subquery(),
        at_once.order_by(Point.came_at.desc()).limit(most).subquery(),
    )
    ids = set(session.scalars(union_all(*(select(each.c.id) for each in newest))))
    if len(ids) < most:  # all that fit
        return sorted(ids)
    return sorted(ids.union(_told_last(session, forum, fits, most)))


def _told_last(
    session: Session, forum: ForumSeries, fits: ColumnElement[bool], most: int
) -> Sequence[int]:
    """Points of which news was told last; the same point once."""
    of_point = re.compile(rf"{re.escape(forum.path)}/points/(\d+)")
    query = select(NewsFact.about).where(NewsFact.root == forum.path)
    query = query.order_by(NewsFact.at.desc(), NewsFact.key16).limit(_AT_ONCE)
    found: dict[int, None] = {}
    offset = 0
    while len(found) < most:
        abouts = session.scalars(query.offset(offset)).all()
        matches = (of_point.fullmatch(about) for about in abouts)
        numbers = [int(match[1]) for match in matches if match]
        if numbers:
            rows = session.execute(
                select(Point.number, Point.id).where(fits, Point.number.in_(set(numbers)))
            )
            ids = {row.number: row.id for row in rows}
            found |= dict.fromkeys(ids[number] for number in numbers if number in ids)
        if len(abouts) < _AT_ONCE:
            break
        offset += _AT_ONCE
    return list(found)[:most]
