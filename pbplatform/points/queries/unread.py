"""Points that no facilitator has read yet. Source: docs/rules/points.md section 1.12."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from pbplatform.places import queries as places
from pbplatform.points.domain.starting import PUBLISH_DAYS
from pbplatform.points.kinds import PointState
from pbplatform.points.models import Point

# What many pages ask is built once: to build a statement takes longer than to send it.
# Each half by an index of its own: together with a state, SQLite reads all that are public.
_UNSEEN = Point.id.in_(select(Point.id).where(Point.unread_since.is_not(None)))
_TO_READ = select(Point.forum_id, Point.state, Point.calendar_version, Point.came_at).where(
    or_(Point.state == PointState.RAISED, _UNSEEN)
)


@dataclass
class ToRead:
    """What waits to be read in one forum.

    Attributes:
        raised: how many are not public before they are read.
        days: by when each of those is read that are public already.
    """

    raised: int = 0
    days: list[date] = field(default_factory=list)


def to_read_by_forum(session: Session) -> dict[int, ToRead]:
    """What waits, by forum; two reads however many there are."""
    rows = session.execute(_TO_READ).all()
    unread = [row for row in rows if row.state == PointState.PUBLISHED]
    clocks = places.clocks(session, {row.calendar_version for row in unread}) if unread else {}
    found: dict[int, ToRead] = defaultdict(ToRead)
    for row in rows:
        if row.state == PointState.RAISED:
            found[row.forum_id].raised += 1
    for row in unread:
        days = clocks[row.calendar_version]
        found[row.forum_id].days.append(days.after(days.day_of(row.came_at), PUBLISH_DAYS))
    return dict(found)
