"""Points as they stand, one or many: locked, with what telling of them reads."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager

from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.accounts.queries import knowing
from pbplatform.core.errors import NotFound
from pbplatform.forums.models import ForumSeries
from pbplatform.points.models import Point

_AT_ONCE = 500  # points in a statement
Held = tuple[Point, ForumSeries]


def points_by_id(
    session: Session, point_ids: Collection[int], *, lock: bool = False
) -> dict[int, Held]:
    """These points with their forums, in few reads.

    Args:
        lock: their rows, in the order of their ids, and read afresh.
    Raises:
        NotFound: no such point.
    """
    found: dict[int, Held] = {}
    ids = sorted(point_ids)
    for start in range(0, len(ids), _AT_ONCE):
        query = select(Point).where(Point.id.in_(ids[start : start + _AT_ONCE])).order_by(Point.id)
        if lock:
            query = query.with_for_update().execution_options(populate_existing=True)
        for point in session.scalars(query):
            found[point.id] = point, session.get_one(ForumSeries, point.forum_id)
    if len(found) != len(ids):
        raise NotFound("point.not_found")
    return found


@contextmanager
def holding_points(session: Session, point_ids: Collection[int]) -> Iterator[list[Held]]:
    """Points with their forums, locked, in the order given; within, their askers are known."""
    found = points_by_id(session, point_ids, lock=True)
    askers = {point.raised_by_id for point, _forum in found.values() if point.raised_by_id}
    with knowing(session, askers):
        yield [found[each] for each in point_ids]


def locked_point(session: Session, point_id: int) -> Held:
    """The point as it stands, its row locked, and its forum."""
    return points_by_id(session, [point_id], lock=True)[point_id]
