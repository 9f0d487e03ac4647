"""Points that went up because nobody in their team can answer. Source: docs/rules/points.md 4.5."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy.orm import Session

from pbplatform.points.kinds import Level, TurnKind
from pbplatform.points.models import Point
from pbplatform.points.models.kept import ALL
from pbplatform.points.queries.load import point_views
from pbplatform.points.queries.points import may_be_open
from pbplatform.points.queries.standings import cells_of, on_page
from pbplatform.points.queries.view import PointView

_NEED_SOMEBODY = (Level.FACILITATOR, Level.NOBODY)


def gone_up(session: Session, *, now: datetime) -> list[PointView]:
    """Open points that are elsewhere than the public log tells: they went up, or came back."""
    views = point_views(session, may_be_open(), now=now, texts=False)
    return [view for view in views if view.standing.is_open and must_be_told(view)]


def must_be_told(view: PointView) -> bool:
    """Whether the point went up, or came back, and nobody was told yet."""
    told = view.turn(TurnKind.WENT_UP)
    if told is None:
        return view.up.is_up
    return told.mark != view.up.mark if view.up.is_up else told.mark != ""


def stuck_points(
    session: Session, forum_ids: Collection[int], *, now: datetime, today: date
) -> list[PointView]:
    """Points of these forums that went up to a facilitator: somebody must be appointed."""
    waits = {cell: n for cell, n in cells_of(session, ALL, today=today).items() if cell.is_open}
    if not waits:
        return []
    of_them = on_page(waits, None, offset=0, size=sum(waits.values()), today=today)
    own = Point.forum_id.in_(list(forum_ids)) & of_them
    views = point_views(session, own, now=now, texts=False)
    return [view for view in views if view.standing.is_open and view.up.level in _NEED_SOMEBODY]
