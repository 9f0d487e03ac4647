"""Public points that no facilitator has read yet. Source: docs/rules/points.md section 1.12."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.places import queries as places
from pbplatform.points.domain.starting import PUBLISH_DAYS
from pbplatform.points.kinds import PointState
from pbplatform.points.models import Point


def unread_by_forum(session: Session) -> dict[int, list[date]]:
    """By when each of them is read, by forum; two reads however many there are."""
    query = select(Point.forum_id, Point.calendar_version, Point.came_at).where(
        Point.state == PointState.PUBLISHED, Point.unread_since.is_not(None)
    )
    rows = session.execute(query).all()
    clocks = places.clocks(session, {row.calendar_version for row in rows}) if rows else {}
    found: dict[int, list[date]] = {}
    for row in rows:
        days = clocks[row.calendar_version]
        read_by = days.after(days.day_of(row.came_at), PUBLISH_DAYS)
        found.setdefault(row.forum_id, []).append(read_by)
    return found
