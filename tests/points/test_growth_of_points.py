"""Pages about points cost what they show, however many points there are; rules/points.md 10.3."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from flask import Flask, g
from flask.testing import FlaskClient
from sqlalchemy import select

from pbplatform.core.db import db
from pbplatform.core.transaction import transaction
from pbplatform.forums.models import ForumSeries
from pbplatform.places.models import Team
from pbplatform.points.services.keeping import ids_of_all, keep_points
from tests.browsing import counted_steps, sign_in
from tests.conftest import SetClock
from tests.points.kept import more_points
from tests.points.people import World, make_world

# Steps are counted by the virtual machine of SQLite.
pytestmark = pytest.mark.one_database

NOW = datetime(2027, 9, 15, 12, tzinfo=UTC)
FEW, MANY = 100, 10_000
FACTOR = 1.5
# Tens of steps that sums over a full calendar take, and those who are asked just now; with so many
# points more, one step for each of them would be more than that.
CALENDAR = 900
LIST = "/forums/town-forum/points"
PUBLIC = (
    *("/", "/forums", "/forums/town-forum", "/years", "/promises/late"),
    *(LIST, f"{LIST}?page=2", f"{LIST}?show=late", f"{LIST}?show=answered", f"{LIST}?show=kept"),
    *(f"{LIST}?team=environment", f"{LIST}?area=-", f"{LIST}?team=environment&area=-&show=waiting"),
)
DESKS = {"tom": ("/desk/official",), "bea": ("/desk/facilitator/forums/town-forum",)}


def grow(world: World, number: int, late: int) -> None:
    with transaction() as session:
        team = session.scalars(select(Team.id).where(Team.slug == "environment")).one()
        more_points(
            session,
            session.scalars(select(ForumSeries.id)).one(),
            number,
            team_id=team,
            by_account_id=int(world.tom.key),
            first=date(2022, 1, 3),
            till=NOW,
            late=late,
        )
        for ids in ids_of_all(session):
            keep_points(session, ids)


def steps_of(client: FlaskClient, url: str) -> int:
    g.pop("frame", None)
    db.session().expunge_all()
    with counted_steps() as steps:
        assert client.get(url).status_code == 200, url
    return steps[0]


def all_steps(client: FlaskClient, world: World) -> dict[str, int]:
    told = {url: steps_of(client, url) for url in PUBLIC}
    for name, urls in DESKS.items():
        sign_in(client, getattr(world, name), NOW)
        told |= {url: steps_of(client, url) for url in urls}
    client.delete_cookie("pb_session")
    return told


def test_pages_about_points_cost_the_same_at_a_hundred_times_the_points(
    app: Flask, client: FlaskClient, clock: SetClock
) -> None:
    clock.at = NOW
    with app.app_context():
        with transaction() as session:
            world = make_world(session)
        grow(world, FEW, late=20)
        few = all_steps(client, world)
        grow(world, MANY, late=0)
        many = all_steps(client, world)
        found = {url: (few[url], many[url]) for url in few}
    most = {url: FACTOR * told[0] + CALENDAR for url, told in found.items()}
    assert {url: told for url, told in found.items() if told[1] > most[url]} == {}
