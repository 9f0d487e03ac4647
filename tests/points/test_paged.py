"""A page of points is cut out of an index, and shows what stands there; rules/points.md 10."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

import pytest
from flask import Flask, g
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.core.db import db
from pbplatform.core.transaction import transaction
from pbplatform.places.models import Area, Team
from pbplatform.points.domain.stretches import due_at
from pbplatform.points.models import Point
from pbplatform.points.models.kept import ALL, PointStretch
from pbplatform.points.queries import paged
from pbplatform.points.queries.paged import due_of_first, first_due_on, on_page
from pbplatform.points.queries.standings import (
    EVERYBODY,
    Cells,
    Narrowed,
    cells_of,
    counts_of_forum,
)
from pbplatform.points.services.keeping import ids_of_all, keep_points
from tests.browsing import counted_steps
from tests.conftest import SetClock
from tests.factories import make_forum
from tests.points.kept import more_points
from tests.points.people import World, make_world

CAME = datetime(2027, 9, 15, 12, tzinfo=UTC)
LATE = datetime(2027, 10, 20, 12, tzinfo=UTC)
FEW, MANY = 2_000, 10_000
LIST = "/forums/town-forum/points"
NARROWED = (
    *(EVERYBODY, Narrowed(team="environment"), Narrowed(area="North"), Narrowed(area="")),
    *(Narrowed(team="environment", area="North"), Narrowed(team="environment", area="")),
)


class Made(NamedTuple):
    """A forum of which many points came, and were answered, on a few days."""

    session: Session
    forum_id: int


def grow(world: World, forum_id: int, number: int, first: date, *, late: int) -> None:
    with transaction() as session:
        team = session.scalars(select(Team.id).where(Team.slug == "environment")).one()
        by = {"team_id": team, "by_account_id": int(world.tom.key)}
        more_points(session, forum_id, number, **by, first=first, till=CAME, late=late)
        for ids in ids_of_all(session):
            keep_points(session, ids)


@pytest.fixture
def made(app: Flask) -> Iterator[Made]:
    with app.app_context():
        with transaction() as session:
            world = make_world(session)
            areas = [Area(name="North", slug=f"north-{n}") for n in range(2)]
            session.add_all(areas)
            other = make_forum(session, name="Other Forum").id
        forum_id = world.forum.id
        for each in (other, forum_id):
            grow(world, each, 60, CAME.date() - timedelta(days=40), late=15)
        with transaction() as session:
            north = session.scalars(select(Area.id).where(Area.name == "North")).all()
            for point in session.scalars(select(Point).order_by(Point.id)):
                point.area_id = (None, *north)[point.number % 3]
        yield Made(db.session(), forum_id)


def ids_in_order(made: Made, cells: Cells, narrowed: Narrowed, today: date) -> list[int]:
    """By hand, from every stretch that holds today: late ones first, each in their places."""
    teams = {each.id: each.slug for each in made.session.scalars(select(Team))}
    areas = {each.id: each.name for each in made.session.scalars(select(Area))}
    codes = {cell.code: cell for cell in cells}
    found = [
        (not codes[row.cell].is_late, row.place, row.point_id)
        for row in made.session.scalars(select(PointStretch))
        if row.first_day <= today < row.end_day
        and row.forum_id == made.forum_id
        and row.cell in codes
        and narrowed.team in ("", teams.get(row.team_id))
        and narrowed.area in (None, areas.get(row.area_id, ""))
    ]
    return [row[-1] for row in sorted(found)]


def wrong_pages(made: Made, today: date) -> list[tuple[Narrowed, int]]:
    wrong = []
    for narrowed in NARROWED:
        told = counts_of_forum(made.session, made.forum_id, {"here": narrowed}, today=today)
        for cells in (told[0]["here"], dict(list(told[0]["here"].items())[:2])):
            ordered = ids_in_order(made, cells, narrowed, today)
            assert len(ordered) == sum(cells.values())
            for offset in range(0, len(ordered) + 1, 12):
                whose = (made.forum_id, narrowed)
                shown = on_page(cells, whose, offset=offset, size=12, today=today)
                ids = set(made.session.scalars(select(Point.id).where(shown)))
                if ids != set(ordered[offset : offset + 12]):
                    wrong.append((narrowed, offset))
    return wrong


@pytest.mark.parametrize("few", [0, 5, 1000])
def test_page_shows_the_points_that_stand_there_however_they_are_looked_for(
    made: Made, monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    monkeypatch.setattr(paged, "_FEW", few)
    monkeypatch.setattr(paged, "_FOR_EACH", min(few, 8))
    for days in (-60, -20, -3, 0, 10, 25, 30, 45, 90):
        paged._on_page.cache_clear()
        assert wrong_pages(made, CAME.date() + timedelta(days=days)) == [], days
    paged._on_page.cache_clear()


@pytest.mark.parametrize("few", [0, 1000])
def test_first_late_point_is_the_one_that_came_first_of_all_forums(
    made: Made, monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    monkeypatch.setattr(paged, "_FEW", few)
    told = 0
    for days in range(-60, 90, 5):
        today = CAME.date() + timedelta(days=days)
        cells = cells_of(made.session, ALL, today=today)
        late = {cell: number for cell, number in cells.items() if cell.is_late}
        codes = {cell.code for cell in late}
        found = [
            (due_at(row.place), row.point_id)
            for row in made.session.scalars(select(PointStretch))
            if row.first_day <= today < row.end_day and row.cell in codes
        ]
        paged._first_of.cache_clear()
        due = due_of_first(made.session, late, today=today)
        assert due == (min(found)[0] if found else None)
        if due is not None:
            told += 1
            assert (
                made.session.scalar(select(first_due_on(due, late, today=today))) == min(found)[1]
            )
    paged._first_of.cache_clear()
    assert told > 5


def steps_of(client: FlaskClient, url: str) -> int:
    g.pop("frame", None)
    db.session().expunge_all()
    with counted_steps() as steps:
        assert client.get(url).status_code == 200, url
    return steps[0]


# Steps are counted by the virtual machine of SQLite.
@pytest.mark.one_database
def test_page_costs_the_same_when_thousands_share_their_days(
    app: Flask, client: FlaskClient, clock: SetClock
) -> None:
    """After a mail to everybody: all came on one day, wait together, and are late together."""
    urls = (
        *(LIST, f"{LIST}?page=2", f"{LIST}?team=environment", f"{LIST}?area=-"),
        *(f"{LIST}?show=waiting", f"{LIST}?show=late", f"{LIST}?show=answered"),
        *("/", "/forums/town-forum", "/promises/late"),
    )

    def all_steps() -> dict[tuple[str, datetime], int]:
        found = dict[tuple[str, datetime], int]()
        for clock.at in (CAME + timedelta(days=14), LATE):
            found |= {(url, clock.at): steps_of(client, url) for url in urls}
        return found

    with app.app_context():
        with transaction() as session:
            world = make_world(session)
        forum_id = world.forum.id
        grow(world, forum_id, FEW, CAME.date(), late=FEW // 4)
        few = all_steps()
        grow(world, forum_id, MANY, CAME.date(), late=MANY // 4)
        many = all_steps()
    most = {url: 1.5 * steps + 300 for url, steps in few.items()}
    assert {url: (few[url], told) for url, told in many.items() if told > most[url]} == {}
