"""Everything that is late in one list: answers, then promises, then replies to residents.

Source: docs/rules/promises.md section 2.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache

from sqlalchemy import Select, bindparam, exists, false, func, select
from sqlalchemy.orm import Session

from pbplatform.core.paging import Page, page_counted
from pbplatform.points.kinds import PointState
from pbplatform.points.models import Point
from pbplatform.points.models.kept import ALL
from pbplatform.points.queries.load import point_views
from pbplatform.points.queries.paged import on_page
from pbplatform.points.queries.promises import PromiseView, missed_promises
from pbplatform.points.queries.standings import cells_of
from pbplatform.points.queries.view import PointView
from pbplatform.promises.models import Commitment
from pbplatform.promises.queries import CheckView, late_checks, owed_replies


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
    of_promises, owed = session.execute(_counted(), {"today": today}).one()
    replies = late_checks(session, now=now) if owed else []
    totals = (of_points, of_promises, len(replies))
    page: Page[None] = page_counted(sum(totals), lambda _offset: (), wanted=wanted, size=size)
    cuts, begin = [], page.first - 1
    for total in totals:
        first = min(max(begin, 0), total)
        cuts.append((first, min(max(begin + size, 0), total) - first))
        begin -= total
    (first, number), (from_promise, promises), (from_reply, many) = cuts
    shown = on_page(late, None, offset=first, size=number, today=today) if number else false()
    ids: dict[int, int] = {}
    if promises:
        ordered = _missed().order_by(Commitment.due_current, Commitment.id)
        rows = session.execute(ordered.limit(promises).offset(from_promise), {"today": today})
        ids = {row.id: row.point_id for row in rows}
        shown = shown | Point.id.in_(set(ids.values()))
    # The points of both in one read.
    views = point_views(session, shown, now=now) if number or promises else []
    waiting = sorted(
        (view for view in views if view.standing.is_late),
        key=lambda view: (view.standing.due, -view.point.number),
    )
    return LatePage(
        page,
        # Where promises follow, the last answers stand here; others were read for their promises.
        waiting[len(waiting) - number :],
        sorted(
            (each for each in missed_promises(views) if each.promise.id in ids),
            key=lambda each: (each.promise.due_current, each.promise.id),
        ),
        replies[from_reply : from_reply + many],
        *totals,
    )


# Built once: to build a statement takes longer than to send it.
@cache
def _counted() -> Select[int, int]:
    """How many promises are missed, and how many checks wait for a reply."""
    return select(_missed().with_only_columns(func.count()).scalar_subquery(), owed_replies())


def _missed() -> Select[int, int]:
    """Promises whose day has passed, of points that stand; those that are settled are not read."""
    point = exists().where(Point.id == Commitment.point_id, Point.state == PointState.PUBLISHED)
    return select(Commitment.id, Commitment.point_id).where(
        Commitment.due_current < bindparam("today"),
        Commitment.done_on.is_(None),
        Commitment.given_up_on.is_(None),
        point,
    )
