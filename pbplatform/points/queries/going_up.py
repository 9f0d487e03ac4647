"""Points that went up because nobody in their team can answer. Source: docs/rules/points.md 4.5."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy.orm import Session

from pbplatform.points.kinds import Level, TurnKind
from pbplatform.points.queries.load import point_views
from pbplatform.points.queries.points import open_now
from pbplatform.points.queries.view import PointView

_NEED_SOMEBODY = (Level.FACILITATOR, Level.NOBODY)


def gone_up(session: Session, *, now: datetime) -> list[PointView]:
    """Open points that are elsewhere than the public log tells: they went up, or came back."""
    views = point_views(session, open_now(session, now=now), now=now, texts=False)
    return [view for view in views if view.standing.is_open and must_be_told(view)]


def must_be_told(view: PointView) -> bool:
    """Whether the point went up, or came back, and nobody was told yet."""
    told = view.turn(TurnKind.WENT_UP)
    if told is None:
        return view.up.is_up
    return told.mark != view.up.mark if view.up.is_up else told.mark != ""


def stuck_points(session: Session, forum_ids: Collection[int], *, now: datetime) -> list[PointView]:
    """Points of these forums that went up to a facilitator: somebody must be appointed."""
    # Found by what is kept of all forums, which is little; asked by forum, all of it would be read.
    views = point_views(session, open_now(session, now=now), now=now, texts=False)
    own = (view for view in views if view.point.forum_id in forum_ids)
    return [view for view in own if view.standing.is_open and view.up.level in _NEED_SOMEBODY]
