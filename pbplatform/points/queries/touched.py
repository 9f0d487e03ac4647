"""Whether anybody did something with a point since it was sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import select, union_all
from sqlalchemy.orm import Session

from pbplatform.points.kinds import PointState
from pbplatform.points.models import Answer, Assignment, Point, PointSupport, PointTurn


def is_untouched(session: Session, points: Sequence[Point]) -> Mapping[int, bool]:
    """Points that nobody has read, supported, answered, given out or made theirs; one read."""
    ids = [each.id for each in points]
    touched = set(
        session.scalars(
            union_all(
                *(select(each.point_id).where(each.point_id.in_(ids)) for each in _TOUCHES),
                select(Point.joined_to_id).where(Point.joined_to_id.in_(ids)),
            )
        )
    )
    return {
        each.id: each.raised_by_id is None
        and each.id not in touched
        and (each.state == PointState.RAISED or each.is_unread)
        for each in points
    }


_TOUCHES = (PointSupport, Answer, Assignment, PointTurn)
