"""Points in numbers, for the first page, the pages of forums and of years: from what is kept."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from pbplatform.forums.models import ForumSeries
from pbplatform.places import queries as places
from pbplatform.points.domain.counts import Counts
from pbplatform.points.domain.stretches import Cell, counts_of
from pbplatform.points.models import Point
from pbplatform.points.models.kept import ALL, scope_of
from pbplatform.points.queries.paged import due_of_first, first_due_on
from pbplatform.points.queries.standings import (
    Cells,
    cells_by_year,
    cells_of,
)
from pbplatform.points.queries.view import Tally, tally_of


@dataclass(frozen=True)
class LatePoint:
    """The point whose answer is late by the most working days."""

    forum_slug: str
    number: int
    title: str
    days_late: int


@dataclass(frozen=True)
class Summary:
    """Published points in groups that add up, and the one that is latest."""

    counts: Counts = field(default_factory=Counts)
    worst: LatePoint | None = None


def summary(session: Session, *, now: datetime) -> Summary:
    """Count the published points of all forums as they stand at `now`."""
    if places.the_place(session) is None:
        return Summary()
    today = places.day_of(session, now)
    cells = cells_of(session, ALL, today=today)
    return Summary(counts=counts_of(cells), worst=_worst(session, cells, today))


def _worst(session: Session, cells: Cells, today: date) -> LatePoint | None:
    """The point that was due first; of several that were due that day, the one that came first."""
    late = {cell: number for cell, number in cells.items() if cell.is_late}
    due = due_of_first(session, late, today=today)
    if due is None:
        return None
    slug, number, title, version = session.execute(_due_on(due, tuple(late.items()), today)).one()
    days = places.clocks(session, {version})[version]
    return LatePoint(slug, number, title, days.days_late(due, today))


@lru_cache(maxsize=64)
def _due_on(
    due: date, late: tuple[tuple[Cell, int], ...], today: date
) -> Select[str, int, str, int]:
    return (
        select(ForumSeries.slug, Point.number, Point.title, Point.calendar_version)
        .join(ForumSeries, ForumSeries.id == Point.forum_id)
        .where(Point.id == first_due_on(due, dict(late), today=today))
    )


def tally_of_forum(session: Session, forum_id: int, *, today: date) -> Tally:
    """Count the public points of a forum as they stand today."""
    return tally_of(cells_of(session, scope_of(forum_id), today=today))


def counts_by_year(session: Session, *, now: datetime) -> dict[int, Counts]:
    """Published points of all forums by the year in which they came, as days of the place."""
    if places.the_place(session) is None:
        return {}
    found = cells_by_year(session, today=places.day_of(session, now))
    return {year: counts_of(cells) for year, cells in found.items()}
