"""Where points stand is kept beside their acts, in the transaction that changes them.

Nobody who acts on a point calls this: whatever rows of a point a session changes are seen when they
are sent to the database, and before the commit what is kept of these points is written anew, by the
clock. Source: docs/rules/points.md section 10.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from datetime import UTC, date, datetime
from functools import partial
from itertools import product
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import ColumnElement, Select, delete, event, insert, inspect, or_, select, true
from sqlalchemy.orm import ORMExecuteState, Session, SessionTransaction
from sqlalchemy.orm.unitofwork import UOWTransaction

from pbplatform.core.adding_numbers import add_numbers
from pbplatform.core.before_commit import before_commit
from pbplatform.forums.models import ForumSeries, Meeting
from pbplatform.points.domain.marks import mark_code
from pbplatform.points.domain.stretches import BEGINNING, first_of_spans, stretches_of
from pbplatform.points.kinds import AnswerType, PointState
from pbplatform.points.models import Answer, Assignment, Point, PointTurn
from pbplatform.points.models.kept import (
    ALL,
    ANY_AREA,
    ANY_TEAM,
    NO_AREA_ID,
    PointCount,
    PointMark,
    PointStretch,
    beside,
    scope_of,
    scope_of_year,
)
from pbplatform.points.queries.load import point_views
from pbplatform.points.queries.points import is_public_point
from pbplatform.points.queries.view import PointView
from pbplatform.promises.models import CitizenCheck, Commitment

_CHANGED, _NAMED = "points.changed", "points.named"
_AT_ONCE = 400
_EVERYTHING: ColumnElement[bool] = true()
_ANY_TIME = datetime(2000, 1, 1, tzinfo=UTC)


class Kept(NamedTuple):
    """What is kept of one point: its stretches, as rows; and what it is counted as on any day."""

    stretches: tuple[tuple[date, date, int, int, int, str, int], ...]
    mark: str
    year: int


class Count(NamedTuple):
    """One number of `PointCount`, in the order of its key."""

    scope: str
    team_id: int
    area_id: int
    span: str
    day: date
    cell: str


Part = TypeVar("Part")


def _cut(found: Sequence[Part]) -> Iterator[Sequence[Part]]:
    """Some hundreds at a time: a statement takes no more."""
    for at in range(0, len(found), _AT_ONCE):
        yield found[at : at + _AT_ONCE]


# --- which points changed ---


def _changed_points(row: object) -> int | ColumnElement[bool] | None:
    """Of which point, by its id, or points this row decides where they stand; None for others."""
    match row:
        case Point():
            return row.id
        case PointTurn() | Answer() | Assignment() | Commitment():
            return row.point_id
        case CitizenCheck() if row.commitment_id is not None:
            return Point.id.in_(
                select(Commitment.point_id).where(Commitment.id == row.commitment_id)
            )
        case Meeting():
            return Point.meeting_id == row.id
        case ForumSeries() if inspect(row).attrs.lead_team_id.history.has_changes():
            return Point.forum_id == row.id
    return None


_TABLES = frozenset(
    model.__tablename__
    for model in (Point, PointTurn, Answer, Assignment, Commitment, CitizenCheck)
) | {Meeting.__tablename__, ForumSeries.__tablename__}


@event.listens_for(Session, "after_flush")
def _seen(session: Session, _context: UOWTransaction) -> None:
    for row in (*session.new, *session.dirty, *session.deleted):
        found = _changed_points(row)
        if isinstance(found, int):
            session.info.setdefault(_NAMED, set()).add(found)
        elif found is not None:
            session.info.setdefault(_CHANGED, []).append(found)


@event.listens_for(Session, "do_orm_execute")
def _seen_statement(state: ORMExecuteState) -> None:
    """A statement that changes many rows at once says of none which point it is of."""
    if not (state.is_insert or state.is_update or state.is_delete):
        return
    table = getattr(state.statement, "table", None)
    if getattr(table, "name", "") in _TABLES:
        state.session.info.setdefault(_CHANGED, []).append(_EVERYTHING)


@event.listens_for(Session, "after_soft_rollback")
def _forgotten(session: Session, previous: SessionTransaction) -> None:
    if previous.parent is None:  # what a part that was taken back changed is looked at for nothing
        session.info.pop(_CHANGED, None)
        session.info.pop(_NAMED, None)


@before_commit
def keep_changed(session: Session) -> None:
    """Write what is kept of the points that this transaction changed."""
    found: list[ColumnElement[bool]] = session.info.pop(_CHANGED, [])
    ids: set[int] = session.info.pop(_NAMED, set())
    if any(each is _EVERYTHING for each in found):
        found = [_EVERYTHING]
    for some in _cut(found):
        ids.update(_fresh(session, select(Point.id).where(or_(*some))))
    if ids:
        keep_points(session, sorted(ids))


def _fresh(session: Session, query: Select[int]) -> list[int]:
    """Read without sending anything again that the session holds."""
    return list(session.connection().execute(query).scalars())


# --- writing it ---


def ids_of_all(session: Session) -> Iterator[Sequence[int]]:
    """All points, some hundreds at a time."""
    return _cut(_fresh(session, select(Point.id).order_by(Point.id)))


def keep_points(session: Session, ids: Sequence[int]) -> int:
    """Write anew what is kept of these points, where it is not what the clock says.

    Args:
        ids: in their order.
    Returns:
        Of how many points something else was kept.
    """
    wrong, counts = 0, Counter[Count]()
    for some in _cut(ids):
        number, more = _keep(session, some)
        wrong += number
        counts.update(more)
    _count(session, counts)
    return wrong


def _keep(session: Session, ids: Sequence[int]) -> tuple[int, Counter[Count]]:
    """Write what is kept; of how many points it was wrong, and what that changes of the numbers."""
    connection = session.connection()
    with Session(connection) as reading:
        # Whoever comes last sees what the others did: acts on a point wait for each other here.
        reading.execute(
            select(Point.id).where(Point.id.in_(ids)).order_by(Point.id).with_for_update()
        )
        before, after = kept_of(reading, ids), worked_out(reading, ids)
    wrong = [each for each in ids if before.get(each) != after.get(each)]
    counts: Counter[Count] = Counter()
    if not wrong:
        return 0, counts
    for each in wrong:
        counts.subtract(counts_of_kept(before.get(each)))
        counts.update(counts_of_kept(after.get(each)))
    for model in (PointStretch, PointMark):
        connection.execute(delete(model).where(model.point_id.in_(wrong)))
    now_kept = [(each, after[each]) for each in wrong if each in after]
    if now_kept:
        names = ("first_day", "end_day", "forum_id", "team_id", "area_id", "cell", "place")
        rows = [
            {"point_id": each, **dict(zip(names, row, strict=True))}
            for each, kept in now_kept
            for row in kept.stretches
        ]
        connection.execute(insert(PointStretch), rows)
        marks = [
            {"point_id": each, "mark": kept.mark, "year": kept.year} for each, kept in now_kept
        ]
        connection.execute(insert(PointMark), marks)
    return len(wrong), counts


def _count(session: Session, counts: Counter[Count]) -> None:
    """Add to the numbers; of whole stretches of time what falls to nothing goes."""
    rows = add_numbers(session, PointCount, counts)
    scopes = {each["scope"] for each in rows if each["span"] == "a"}
    if scopes:
        gone = (PointCount.scope.in_(scopes), PointCount.span == "a", PointCount.number == 0)
        session.connection().execute(delete(PointCount).where(*gone))


# --- what is kept ---


def worked_out(session: Session, ids: Collection[int]) -> dict[int, Kept]:
    """What the clock says of these points; of those that are not public nothing is kept."""
    public = is_public_point() & Point.id.in_(ids)
    # The day it is read on decides nothing: stretches hold for all days.
    views = point_views(session, public, now=_ANY_TIME, texts=False)
    return {view.point.id: _worked_out(view) for view in views}


def _worked_out(view: PointView) -> Kept:
    point = view.point
    changed = any(answer.kind in (AnswerType.YES, AnswerType.PART) for answer in view.answers)
    found = stretches_of(view.facts, view.days, number=point.number, changed=changed)
    whose = (point.forum_id, view.team.id, point.area_id or NO_AREA_ID)
    return Kept(
        stretches=tuple(
            (each.first, each.end, *whose, each.cell.code, each.place) for each in found
        ),
        mark=mark_code(view.facts, view.days),
        year=view.facts.came_on.year if point.state == PointState.PUBLISHED else 0,
    )


def kept_of(session: Session, ids: Collection[int]) -> dict[int, Kept]:
    """What is kept of these points."""
    stretches: dict[int, list[tuple[Any, ...]]] = {}
    columns = (PointStretch.first_day, PointStretch.end_day, PointStretch.forum_id)
    more = (PointStretch.team_id, PointStretch.area_id, PointStretch.cell, PointStretch.place)
    query = select(PointStretch.point_id, *columns, *more).where(PointStretch.point_id.in_(ids))
    for row in session.execute(query.order_by(PointStretch.point_id, PointStretch.first_day)):
        stretches.setdefault(row[0], []).append(tuple(row[1:]))
    marks = select(PointMark.point_id, PointMark.mark, PointMark.year)
    return {
        point_id: Kept(tuple(stretches.get(point_id, ())), mark, year)
        for point_id, mark, year in session.execute(marks.where(PointMark.point_id.in_(ids)))
    }


def counts_of_kept(kept: Kept | None) -> Counter[Count]:
    """What a point adds to the numbers of its forum, of its team there, of its area, of all."""
    if kept is None:
        return Counter()
    _first, _end, forum_id, team_id, area_id, _cell, _place = kept.stretches[0]
    found: Counter[Count] = Counter()
    for scope, team, area in _scopes(kept, forum_id, team_id, area_id):
        before = ""
        for first, _until, *_whose, cell, _at in kept.stretches:
            if cell == before:
                continue
            for span, day in first_of_spans(first):
                found[Count(scope, team, area, span, day, cell)] += 1
                if before:
                    found[Count(scope, team, area, span, day, before)] -= 1
            before = cell
    always = partial(Count, beside(forum_id), span="a", day=BEGINNING)
    found[always(team_id=team_id, area_id=ANY_AREA, cell="")] += 1
    found[always(team_id=ANY_TEAM, area_id=area_id, cell="")] += 1
    if kept.mark:
        found[always(team_id=team_id, area_id=ANY_AREA, cell=kept.mark)] += 1
    return found


def _scopes(
    kept: Kept, forum_id: int, team_id: int, area_id: int
) -> Iterator[tuple[str, int, int]]:
    for team, area in product((ANY_TEAM, team_id), (ANY_AREA, area_id)):
        yield scope_of(forum_id), team, area
    if kept.year:
        yield ALL, ANY_TEAM, ANY_AREA
        yield scope_of_year(kept.year), ANY_TEAM, ANY_AREA


# --- holding it against the acts ---


def points_kept_wrong(session: Session) -> list[int]:
    """Points of which something else is kept than the clock says, by id."""
    wrong: list[int] = []
    for ids in ids_of_all(session):
        with Session(session.connection()) as reading:
            before, after = kept_of(reading, ids), worked_out(reading, ids)
        wrong += [each for each in ids if before.get(each) != after.get(each)]
    return wrong


def numbers_kept_wrong(session: Session) -> list[Count]:
    """Numbers that are not the sum of what is kept of each point."""
    counted: Counter[Count] = Counter()
    for ids in ids_of_all(session):
        for kept in kept_of(session, ids).values():
            counted.update(counts_of_kept(kept))
    columns = [getattr(PointCount, name) for name in Count._fields]
    for *key, number in session.execute(select(*columns, PointCount.number)):
        counted[Count(*key)] -= number
    return sorted(each for each, difference in counted.items() if difference)


def count_again(session: Session) -> None:
    """Put every number together again from what is kept of each point."""
    session.connection().execute(delete(PointCount))
    for ids in ids_of_all(session):
        counted: Counter[Count] = Counter()
        for kept in kept_of(session, ids).values():
            counted.update(counts_of_kept(kept))
        _count(session, counted)
