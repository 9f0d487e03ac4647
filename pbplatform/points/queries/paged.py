"""Which points a page of a list shows, cut out of an index however many stand so.

What stands so for ever is read in its order. What is passing is filed by the day on which it ends:
few are read and sorted; of many, those days are found one after the other, and of each day only as
many points as the page can need. Source: docs/rules/points.md section 10.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    FromClause,
    ScalarSelect,
    Select,
    Subquery,
    and_,
    false,
    func,
    literal,
    or_,
    select,
    true,
    union_all,
)
from sqlalchemy.orm import Session

from pbplatform.forums.models import ForumSeries
from pbplatform.places.models import Area
from pbplatform.points.domain.stretches import NEVER, Cell, due_at, places_due_on
from pbplatform.points.models import Point
from pbplatform.points.models.kept import PointStretch
from pbplatform.points.queries.standings import EVERYBODY, Cells, Narrowed, ids_of_cells, in_forum

_FEW = 400  # points of a cell that are read and sorted sooner than their days are looked for
_FOR_EACH = 10  # the same for each point that the page can need of a day
_STRETCHES = select(PointStretch.point_id, PointStretch.place)


def on_page(
    cells: Cells,
    narrowed: tuple[int, Narrowed] | None,
    *,
    offset: int,
    size: int,
    today: date,
) -> ColumnElement[bool]:
    """Points of one page of the list: the late ones by their place, then the others by theirs.

    Args:
        cells: of what is shown.
        narrowed: the forum and how it is narrowed, of which they count; None for all forums.
    """
    return _on_page(tuple(cells.items()), narrowed, offset, size, today)


@lru_cache(maxsize=64)
def _on_page(
    counted: tuple[tuple[Cell, int], ...],
    narrowed: tuple[int, Narrowed] | None,
    offset: int,
    size: int,
    today: date,
) -> ColumnElement[bool]:
    cells = dict(counted)
    found: list[ColumnElement[bool]] = []
    for late in (True, False):
        wanted = {cell: number for cell, number in cells.items() if cell.is_late is late}
        number = sum(wanted.values())
        if offset < number and size:
            part = _places(wanted, narrowed, today, offset + size, late=late)
            ids = select(part.c.point_id).order_by(part.c.place).limit(size).offset(offset)
            found.append(Point.id.in_(ids))
            size -= min(size, number - offset)
        offset = max(0, offset - number)
    return or_(false(), *found)


def _places(
    cells: Cells, narrowed: tuple[int, Narrowed] | None, today: date, most: int, *, late: bool
) -> Subquery:
    """Ids and places, each cell read in its own order as far as it can be needed."""
    # What is late on another day than today stands behind all that is.
    behind = places_due_on(today)[0] if late else 0
    few = max(_FEW, _FOR_EACH * most)
    many = sorted(cell.code for cell, number in cells.items() if number > few)
    # No index has both team and area, by which days could be found one after the other.
    if narrowed is not None and narrowed[1].team and narrowed[1].area is not None:
        many = []
    now = [PointStretch.first_day <= today, *(in_forum(*narrowed) if narrowed else ())]
    parts = []
    if many:
        passing = _Passing.of(many, narrowed, today, most, behind)
        parts.append(passing.rows.subquery())
        now.append(PointStretch.place <= passing.last)
    elif late:
        now.append(PointStretch.place < behind)
    one = _STRETCHES.where(*now)
    for cell, number in sorted(cells.items(), key=lambda told: told[0].code):
        own = one.where(PointStretch.cell == cell.code)
        own = own.order_by(PointStretch.place).limit(min(most, number))
        parts.append(own.where(PointStretch.end_day == NEVER).subquery())
        if cell.code not in many:
            parts.append(own.where(_is_passing(today)).subquery())
    return union_all(*(select(part.c.point_id, part.c.place) for part in parts)).subquery()


def _is_passing(day: Any) -> ColumnElement[bool]:
    """Ends some day after this one."""
    return and_(PointStretch.end_day > day, PointStretch.end_day < NEVER)


@dataclass(frozen=True)
class _Passing:
    """The first points of each day on which points of some cells stop to stand so.

    Attributes:
        rows: id and place of each.
        last: the place behind which no point of the page stands.
    """

    rows: Select[int, int]
    last: ScalarSelect[int]

    @classmethod
    def of(
        cls,
        codes: Sequence[str],
        narrowed: tuple[int, Narrowed] | None,
        today: date,
        most: int,
        behind: int,
    ) -> _Passing:
        name = "late" if behind else "other"
        days = _days(codes, narrowed, today, name=f"{name}_days")

        def that(found: FromClause, last: Any) -> list[ColumnElement[bool]]:
            own = [*_whose(found, narrowed), PointStretch.end_day == found.c.end_day]
            return [*own, PointStretch.first_day <= today, PointStretch.place <= last]

        # Where one day alone has enough of them, no other is read further than that.
        place = select(PointStretch.place).where(*that(days, behind)).order_by(PointStretch.place)
        enough = place.limit(1).offset(most - 1).correlate(days).scalar_subquery()
        last = func.coalesce(func.min(enough), behind).label("last")
        until = select(last).select_from(days).cte(f"{name}_until")

        def least(found: FromClause, last: Any, *after: ColumnElement[bool]) -> ScalarSelect[int]:
            query = select(func.min(PointStretch.place)).where(*that(found, last), *after)
            return query.correlate(found, until).scalar_subquery()

        # One by one, since a database that joins them would read all that end on those days.
        keys = (days.c.whose_id, days.c.cell, days.c.end_day, until.c.last)
        begun = select(*keys, least(days, until.c.last).label("place"))
        begun = begun.select_from(days.join(until, true()))
        walk = begun.where(days.c.end_day.is_not(None)).cte(f"{name}_walk", recursive=True)
        further = least(walk, walk.c.last, PointStretch.place > walk.c.place)
        keys = (walk.c.whose_id, walk.c.cell, walk.c.end_day, walk.c.last)
        walk = walk.union_all(select(*keys, further).where(walk.c.place.is_not(None)))
        which = select(PointStretch.point_id).where(
            *_whose(walk, narrowed),
            PointStretch.end_day == walk.c.end_day,
            PointStretch.place == walk.c.place,
        )
        point_id = which.correlate(walk).scalar_subquery().label("point_id")
        rows = select(point_id, walk.c.place).where(walk.c.place.is_not(None))
        return cls(rows, select(until.c.last).scalar_subquery())


def _days(
    codes: Sequence[str],
    narrowed: tuple[int, Narrowed] | None,
    today: date,
    *,
    name: str,
    also_ever: bool = False,
) -> CTE:
    """Of each cell the days on which some stop to stand so, one after the other.

    Without a forum each is looked through by itself; and so is each area of a name.

    Args:
        also_ever: whether what stands so for ever is found too, as of the last day of all.
    """
    area = narrowed[1].area if narrowed else None
    whose = ForumSeries.id if narrowed is None else Area.id if area else literal(0)
    seed = select(whose.label("whose_id"))
    seed = seed.where(Area.name == area) if area else seed
    begun = union_all(*(seed.add_columns(literal(code).label("cell")) for code in codes)).subquery()

    def soonest(found: FromClause, day: Any) -> ScalarSelect[date]:
        ends = PointStretch.end_day > day if also_ever else _is_passing(day)
        soon = select(func.min(PointStretch.end_day)).where(*_whose(found, narrowed), ends)
        return soon.correlate(found).scalar_subquery()

    first = soonest(begun, today).label("end_day")
    days = select(begun.c.whose_id, begun.c.cell, first).cte(name, recursive=True)
    further = select(days.c.whose_id, days.c.cell, soonest(days, days.c.end_day))
    return days.union_all(further.where(days.c.end_day.is_not(None)))


def _whose(found: FromClause, narrowed: tuple[int, Narrowed] | None) -> list[ColumnElement[bool]]:
    """Stretches of a cell, and of the forum or area, that were found."""
    own = [PointStretch.cell == found.c.cell]
    if narrowed is None:
        return [PointStretch.forum_id == found.c.whose_id, *own]
    forum_id, asked = narrowed
    if not asked.area:
        return [*in_forum(forum_id, asked), *own]
    return [*in_forum(forum_id, EVERYBODY), PointStretch.area_id == found.c.whose_id, *own]


# --- the one that is latest ---


def due_of_first(session: Session, late: Cells, *, today: date) -> date | None:
    """The day of the late point that was due first; None where none is late."""
    place = session.scalar(_first_of(tuple(late.items()), today)) if late else None
    return None if place is None else due_at(place)


@lru_cache(maxsize=64)
def _first_of(late: tuple[tuple[Cell, int], ...], today: date) -> Select[int]:
    return select(func.min(_places(dict(late), None, today, 1, late=True).c.place))


def first_due_on(due: date, late: Cells, *, today: date) -> ScalarSelect[int]:
    """Of the late points that were due that day the id of the one that came first."""
    that_day = PointStretch.place.between(*places_due_on(due))
    if sum(late.values()) <= _FEW:
        few = ids_of_cells(late, today).where(that_day).order_by(PointStretch.point_id)
        return few.limit(1).scalar_subquery()
    codes = sorted(cell.code for cell in late)
    days = _days(codes, None, today, name="due_days", also_ever=True)
    # In each forum the one with the least number came first, and stands last.
    one = (
        select(PointStretch.point_id)
        .where(*_whose(days, None), PointStretch.end_day == days.c.end_day)
        .where(that_day, PointStretch.first_day <= today)
        .order_by(PointStretch.place.desc())
        .limit(1)
    )
    first = func.min(one.correlate(days).scalar_subquery())
    return select(first).select_from(days).scalar_subquery()
