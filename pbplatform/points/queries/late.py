"""Everything that is late in one list: answers, then promises, then replies to residents.

Source: docs/rules/promises.md section 2.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from pbplatform.core.paging import Page, page_counted
from pbplatform.points.kinds import PointState
from pbplatform.points.models import Point
from pbplatform.points.models.kept import ALL
from pbplatform.points.queries.load import point_views
from pbplatform.points.queries.promises import PromiseView, promise_views
from pbplatform.points.queries.standings import cells_of, on_page
from pbplatform.points.queries.view import PointView
from pbplatform.promises.models import Commitment
from pbplatform.promises.queries import CheckView, late_checks


@dataclass(frozen=True)
class LatePage:
    """One page of what is late; `page` has no rows of its own, only their number.

    Attributes:
        points, promises, replies: what stands on it; `of_points` and so on: how many are late.
    """

    page: Page[None]
    points: Sequence[PointView]
    promises: Sequence[PromiseView]
    replies: Sequence[CheckView]
    of_points: int
    of_promises: int
    of_replies: int


def late_page(session: Session, *, today: date, now: datetime, wanted: int, size: int) -> LatePage:
    """The page numbered `wanted` (from 1), each kind with the longest wait first."""
    late = {cell: n for cell, n in cells_of(session, ALL, today=today).items() if cell.is_late}
    of_points = sum(late.values())
    missed = _missed(today)
    of_promises = session.scalar(missed.with_only_columns(func.count())) or 0
    replies = late_checks(session, now=now)
    totals = (of_points, of_promises, len(replies))
    page: Page[None] = page_counted(sum(totals), lambda _offset: (), wanted=wanted, size=size)
    cuts, begin = [], (page.number - 1) * size
    for total in totals:
        first = min(max(begin, 0), total)
        cuts.append((first, min(max(begin + size, 0), total) - first))
        begin -= total
    (first, number), (from_promise, promises), (from_reply, many) = cuts
    points: Sequence[PointView] = ()
    if number:
        shown = on_page(late, (), offset=first, size=number, today=today)
        points = point_views(session, shown, now=now)
    views: Sequence[PromiseView] = ()
    if promises:
        ordered = missed.order_by(Commitment.due_current, Commitment.id)
        ids = session.scalars(ordered.limit(promises).offset(from_promise)).all()
        views = promise_views(session, now=now, condition=Commitment.id.in_(ids))
    shown_replies = replies[from_reply : from_reply + many]
    return LatePage(page, points, views, shown_replies, *totals)


def _missed(today: date) -> Select[int]:
    return (
        select(Commitment.id)
        .join(Point, Point.id == Commitment.point_id)
        .where(
            Commitment.due_current < today,
            Commitment.done_on.is_(None),
            Commitment.given_up_on.is_(None),
            Point.state == PointState.PUBLISHED,
        )
    )
