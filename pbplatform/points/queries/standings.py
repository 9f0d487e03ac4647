"""How many points stand how, and which of them a page shows: from what is kept of each.

What is read here does not grow with the number of points: a number is a sum over some days, months
and years, and a page is cut out of an index. Source: docs/rules/points.md section 10.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Select,
    func,
    literal,
    select,
    union_all,
)
from sqlalchemy.orm import Session

from pbplatform.places.models import Area, Team
from pbplatform.places.queries import clocks
from pbplatform.points.domain.marks import Mark, calendars_of, mark_on
from pbplatform.points.domain.stretches import (
    Cell,
    first_of_spans,
    summed,
)
from pbplatform.points.models.kept import (
    ALL,
    ANY_AREA,
    ANY_TEAM,
    NO_AREA_ID,
    PointCount,
    PointStretch,
    beside,
    scope_of,
    scope_of_year,
)
from pbplatform.points.queries.response_times import Strip, strips_of

Test = Callable[[Cell], bool]
Cells = Mapping[Cell, int]
Rows = Select[*tuple[Any, ...]]


@dataclass(frozen=True)
class Narrowed:
    """To whose points a list is narrowed.

    Attributes:
        team: slug; empty for all teams.
        area: name, empty where points name none; None for all areas.
    """

    team: str = ""
    area: str | None = None

    @property
    def is_all(self) -> bool:
        return not self.team and self.area is None


EVERYBODY = Narrowed()


@dataclass(frozen=True)
class Whose:
    """Points of a forum that are counted whatever the day is.

    Attributes:
        teams: slug and name of each team that has to do with one.
        areas: names of the areas that they are about.
        marks: by name and slug of the team: so many points of each mark.
    """

    teams: frozenset[tuple[str, str]] = frozenset()
    areas: frozenset[str] = frozenset()
    marks: Mapping[tuple[str, str], Mapping[str, int]] = field(default_factory=dict)


def cells_of(session: Session, scope: str, *, today: date) -> dict[Cell, int]:
    """How many points stand how today, of those that are counted under this name."""
    rows = session.execute(_cells_of(scope, today))
    return summed((cell, number) for _name, cell, number, *_empty in rows)


# What many pages ask is built once a day: to build a statement takes longer than to send it.
@lru_cache(maxsize=64)
def _cells_of(scope: str, today: date) -> CompoundSelect[*tuple[Any, ...]]:
    keys = (PointCount.scope == scope, PointCount.team_id == ANY_TEAM)
    return union_all(*_sums("", (*keys, PointCount.area_id == ANY_AREA), today))


def cells_by_year(session: Session, *, today: date) -> dict[int, dict[Cell, int]]:
    """The same of published points by the year in which they came."""
    least, most = session.execute(_years()).one()
    if least is None:
        return {}
    first, last = (int(scope.removeprefix(scope_of_year())) for scope in (least, most))
    found: dict[int, list[tuple[str, int]]] = defaultdict(list)
    for row in session.execute(_cells_of_years(first, last, today)):
        found[int(row.name)].append((row.cell, row.number))
    told = {year: summed(rows) for year, rows in found.items()}
    return {year: cells for year, cells in told.items() if cells}


@cache
def _years() -> Select[str, str]:
    """The scopes of the first and the last year."""
    begins = scope_of_year()
    ends = [
        select(end(PointCount.scope))
        .where(PointCount.scope > begins, PointCount.scope < f"{begins}~")
        .scalar_subquery()
        for end in (func.min, func.max)
    ]
    return select(*ends)


@lru_cache(maxsize=64)
def _cells_of_years(first: int, last: int, today: date) -> CompoundSelect[*tuple[Any, ...]]:
    parts: list[Rows] = []
    for year in range(first, last + 1):
        keys = (PointCount.scope == scope_of_year(year), PointCount.team_id == ANY_TEAM)
        parts += _sums(str(year), (*keys, PointCount.area_id == ANY_AREA), today)
    return union_all(*parts)


def counts_of_forum(
    session: Session, forum_id: int, asked: Mapping[str, Narrowed], *, today: date
) -> tuple[dict[str, dict[Cell, int]], Whose]:
    """How many points of a forum stand how, narrowed in each of some ways; in one read."""
    rows = session.execute(_counts_of_forum(forum_id, tuple(asked.items()), today)).all()
    found: dict[str, list[Any]] = {name: [] for name in (*asked, _BESIDE)}
    for name, *told in rows:
        found[name].append(told)
    whose = _read_whose(found.pop(_BESIDE))
    return {name: summed(told[:2] for told in rows) for name, rows in found.items()}, whose


@lru_cache(maxsize=256)
def _counts_of_forum(
    forum_id: int, asked: tuple[tuple[str, Narrowed], ...], today: date
) -> CompoundSelect[*tuple[Any, ...]]:
    parts: list[Rows] = []
    for name, narrowed in asked:
        keys = (PointCount.scope == scope_of(forum_id), *_narrow(PointCount, narrowed))
        parts += _sums(name, keys, today)
    return union_all(*parts, _whose(forum_id))


_BESIDE = "/"


def _spans(today: date) -> list[ColumnElement[bool]]:
    """The whole years before this one, its whole months, and the days of this month."""
    (_y, year), (_m, month), (_d, day) = first_of_spans(today)
    span, first = PointCount.span, PointCount.day
    return [
        (span == "y") & (first < year),
        (span == "m") & (first >= year) & (first < month),
        (span == "d") & (first >= month) & (first <= day),
    ]


def _sums(name: str, keys: Iterable[ColumnElement[bool]], today: date) -> list[Rows]:
    number = func.sum(PointCount.number).label("number")
    told = (literal(name).label("name"), PointCount.cell.label("cell"), number)
    empty = (literal("").label(each) for each in ("slug", "team", "area"))
    one = select(*told, *empty).where(*keys).group_by(PointCount.cell)
    return [one.where(span) for span in _spans(today)]


def _narrow(table: Any, narrowed: Narrowed) -> list[ColumnElement[bool]]:
    """The rows of `PointCount` for what was narrowed so."""
    team: Any = ANY_TEAM
    if narrowed.team:
        team = select(Team.id).where(Team.slug == narrowed.team).scalar_subquery()
    if narrowed.area:
        return [table.team_id == team, table.area_id.in_(_areas(narrowed.area))]
    return [
        table.team_id == team,
        table.area_id == (ANY_AREA if narrowed.area is None else NO_AREA_ID),
    ]


def _areas(name: str) -> Select[int]:
    return select(Area.id).where(Area.name == name)


def _whose(forum_id: int) -> Rows:
    told = (literal(_BESIDE), PointCount.cell, PointCount.number, Team.slug, Team.name, Area.name)
    return (
        select(*told)
        .select_from(PointCount)
        .outerjoin(Team, Team.id == PointCount.team_id)
        .outerjoin(Area, Area.id == PointCount.area_id)
        .where(PointCount.scope == beside(forum_id), PointCount.number != 0)
    )


def _read_whose(rows: Iterable[Any]) -> Whose:
    teams, areas = set(), set()
    marks: dict[tuple[str, str], dict[str, int]] = defaultdict(dict)
    for cell, number, slug, team, area in rows:
        if cell:
            own = marks[team, slug]
            own[cell] = own.get(cell, 0) + number
        elif slug:
            teams.add((slug, team))
        elif area:
            areas.add(area)
    return Whose(frozenset(teams), frozenset(areas), marks)


def strips_today(session: Session, whose: Whose, *, today: date) -> list[Strip]:
    """How long answers take, by team, as of today."""
    versions = calendars_of([code for codes in whose.marks.values() for code in codes])
    calendars = clocks(session, versions)
    by_team = {}
    for team, codes in whose.marks.items():
        found: dict[tuple[int, bool, bool], int] = {}
        for code, number in codes.items():
            mark = mark_on(code, today, calendars, number)
            if mark is not None:
                found[mark[:3]] = found.get(mark[:3], 0) + number
        by_team[team] = [Mark(*told, number) for told, number in found.items()]
    return strips_of(by_team)


# --- which points ---


def in_forum(forum_id: int, narrowed: Narrowed) -> list[ColumnElement[bool]]:
    """The stretches of a forum's points, narrowed so."""
    found: list[ColumnElement[bool]] = [PointStretch.forum_id == forum_id]
    if narrowed.team:
        team = select(Team.id).where(Team.slug == narrowed.team).scalar_subquery()
        found.append(PointStretch.team_id == team)
    if narrowed.area:
        found.append(PointStretch.area_id.in_(_areas(narrowed.area)))
    elif narrowed.area == "":
        found.append(PointStretch.area_id == NO_AREA_ID)
    return found


def ids_that(
    session: Session, test: Test, *, today: date, forum_id: int | None = None
) -> Select[int]:
    """Public points of a forum, or of all, that stand so today, as a query: of what is owed."""
    scope = ALL if forum_id is None else scope_of(forum_id)
    cells = [cell for cell in cells_of(session, scope, today=today) if test(cell)]
    return _ids(tuple(sorted(cell.code for cell in cells)), today, forum_id)


def ids_of_cells(cells: Iterable[Cell], today: date) -> Select[int]:
    """Points that stand in one of these ways today, as a query."""
    return _ids(tuple(sorted(cell.code for cell in cells)), today)


@dataclass(frozen=True)
class OfTeams:
    """Points of some forums that stand in one of some ways on a day, where one of some teams must
    answer; the ways by their codes.
    """

    codes: tuple[str, ...]
    forum_ids: tuple[int, ...]
    team_ids: tuple[int, ...]
    today: date

    @classmethod
    def of(
        cls,
        cells: Iterable[Cell],
        forum_ids: Collection[int],
        team_ids: Collection[int],
        *,
        today: date,
    ) -> OfTeams:
        codes = sorted(cell.code for cell in cells)
        return cls(tuple(codes), tuple(sorted(forum_ids)), tuple(sorted(team_ids)), today)


def ids_of_teams(asked: OfTeams) -> Select[int]:
    """These points, as a query."""
    return _ids(asked.codes, asked.today).where(
        PointStretch.forum_id.in_(asked.forum_ids), PointStretch.team_id.in_(asked.team_ids)
    )


# Of the same cells on the same day it is the same query, so what is asked around it is built once.
@lru_cache(maxsize=256)
def _ids(codes: tuple[str, ...], today: date, forum_id: int | None = None) -> Select[int]:
    found = select(PointStretch.point_id).where(
        PointStretch.cell.in_(codes),
        PointStretch.end_day > today,
        PointStretch.first_day <= today,
    )
    return found if forum_id is None else found.where(PointStretch.forum_id == forum_id)
