"""What the list of points reads: numbers that are kept, and the points of one page.

Source: docs/rules/points.md sections 9 and 10.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import request
from sqlalchemy.orm import Session

from pbplatform.core.paging import Page, page_counted
from pbplatform.core.whole import whole
from pbplatform.forums.models import ForumSeries
from pbplatform.points import queries
from pbplatform.points.queries import PointView, Tally
from pbplatform.points.queries.paged import on_page
from pbplatform.points.queries.response_times import Strip
from pbplatform.points.queries.standings import (
    EVERYBODY,
    Cells,
    Whose,
    counts_of_forum,
    strips_today,
)
from pbplatform.points.queries.view import tally_of
from pbplatform.points.words.rows import Filter, in_order

PER_PAGE = 12


@dataclass(frozen=True)
class Counted:
    """Numbers of a forum's points.

    Attributes:
        whole: of all its public points; here: of those to whom the list is narrowed.
        nowhere: of those that name no area, where an area is asked for.
    """

    whole: Cells
    here: Cells
    nowhere: Cells
    whose: Whose
    strips: Sequence[Strip]

    @property
    def tally(self) -> Tally:
        return tally_of(self.whole)


def count_points(session: Session, forum: ForumSeries, asked: Filter, *, now: datetime) -> Counted:
    """All numbers of the list, in one read, and the calendars that its figure counts with."""
    today = queries.day_of(session, now)
    ways = {"whole": EVERYBODY}
    if not asked.narrowed.is_all:
        ways["here"] = asked.narrowed
    if without := asked.without_area:
        ways["nowhere"] = without
    cells, whose = counts_of_forum(session, forum.id, ways, today=today)
    return Counted(
        whole=cells["whole"],
        here=cells.get("here", cells["whole"]),
        nowhere=cells.get("nowhere", {}),
        whose=whose,
        strips=strips_today(session, whose, today=today),
    )


def points_page(
    session: Session, forum: ForumSeries, asked: Filter, counted: Counted, *, now: datetime
) -> Page[PointView]:
    """The page of the list that was asked for, or the nearest there is."""
    cells = {cell: number for cell, number in counted.here.items() if asked.test(cell)}
    today = queries.day_of(session, now)

    def read(offset: int) -> list[PointView]:
        shown = on_page(
            cells, (forum.id, asked.narrowed), offset=offset, size=PER_PAGE, today=today
        )
        return in_order(queries.point_views(session, shown, now=now, again=True))

    wanted = request.args.get("page", 1, type=whole)
    return page_counted(sum(cells.values()), read, wanted=wanted, size=PER_PAGE)
