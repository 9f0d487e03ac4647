"""Long lists at desks come in pages, and everything is on one of them.

Source: docs/decisions/0098-desks-and-jobs-read-what-waits.md.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.core.transaction import transaction
from pbplatform.places.models import Team
from pbplatform.points import queries, services
from pbplatform.points.queries.promises import PromiseView
from pbplatform.promises.queries.standings import promises_of_teams
from tests.conftest import SetClock
from tests.pages import sign_in
from tests.points.people import CAME, DUE, YES, World, make_world, noon

TOO_MANY = 23
DESK = "/desk/official"


def ids_of(session: Session, *slugs: str) -> list[int]:
    return sorted(session.scalars(select(Team.id).where(Team.slug.in_(slugs))))


def numbers_on(page: str) -> list[int]:
    """The points of a desk, in their order."""
    return [int(number) for number in re.findall(r"Point (\d+),", page)]


def test_desk_shows_twenty_things_at_a_time_and_how_many_there_are(
    app: Flask, client: FlaskClient, clock: SetClock
) -> None:
    with app.app_context(), transaction() as session:
        world = make_world(session)
        for number in range(TOO_MANY):
            # The last that came are due first of those of the second week.
            world.point(now=CAME + timedelta(days=7 * (number < 3)))
        session.expunge_all()
    clock.at = noon(DUE + timedelta(days=1))
    sign_in(app, client, world.tom, clock)
    first, second = client.get(DESK).text, client.get(f"{DESK}?page=2").text
    for page in (first, second):
        assert "23 things wait for your team" in page
    assert "1 to 20 of 23 things" in first
    assert "21 to 23 of 23 things" in second
    assert 'href="/desk/official?page=2"' in first
    assert 'href="/desk/official?page=1"' in second
    late, later = numbers_on(first), numbers_on(second)
    assert len(late) == 20
    assert sorted(later) == [1, 2, 3]
    assert sorted([*late, *later]) == list(range(1, TOO_MANY + 1))
    assert re.search(r'Late <span class="pb-tag">20</span>', first)
    # Beyond the end stands the last page, and there is none without more than twenty.
    assert numbers_on(client.get(f"{DESK}?page=9").text) == later


def test_desk_of_few_things_has_no_pages(app: Flask, client: FlaskClient, clock: SetClock) -> None:
    with app.app_context(), transaction() as session:
        world = make_world(session)
        world.point()
        session.expunge_all()
    clock.at = CAME
    sign_in(app, client, world.tom, clock)
    page = client.get(DESK).text
    assert "1 thing waits for your team" in page
    assert "?page=" not in page


@pytest.fixture
def world(session: Session) -> World:
    """Answers and promises of two teams: under way, put off, done, given up and not answered."""
    world = make_world(session)
    for number in range(7):
        point, now = world.point(), CAME + timedelta(days=1 + number)
        if number % 3 == 1:
            services.assign(
                session,
                actor=world.bea,
                point_id=point.id,
                team_slug="homes",
                reason="A flat",
                now=CAME,
            )
        by = world.ali if number % 3 == 1 else world.tom
        world.answer(point, text=YES, by=by, now=now)
        promise = world.view(point, now).promises[0]
        given = {"actor": by, "promise_id": promise.id, "now": now + timedelta(days=1)}
        if number in (1, 2):
            due = date(2027, 5, 4) + timedelta(days=number)
            services.move_promise(session, due=due, reason="The maker closed", **given)
        if number in (3, 4):
            done_on = (now + timedelta(days=1)).date()
            services.keep_promise(session, done_on=done_on, note="Done", **given)
        if number == 5:
            services.give_up_promise(session, reason="No money", **given)
    session.commit()
    return world


def all_pages(read: Callable[[int], list[int]], total: int) -> list[int]:
    """Ids of every page of two rows."""
    return [each for offset in range(0, total, 2) for each in read(offset)]


@pytest.mark.parametrize("slugs", [("environment",), ("homes",), ("environment", "homes"), ()])
def test_promises_of_teams_stand_on_one_page_each_in_the_order_of_all(
    world: World, slugs: tuple[str, ...]
) -> None:
    session, teams = world.session, ids_of(world.session, *slugs)
    days = [CAME.date() + timedelta(days=each) for each in range(10, 150, 4)]
    for today in days:
        every = queries.promise_views(session, now=noon(today), team_slugs=slugs)
        standing = promises_of_teams(session, teams, today=today)

        def read(offset: int) -> list[int]:
            shown = standing.on_page(offset=offset, size=2)  # noqa: B023  # read at once
            return _ids(queries.promise_views(session, now=noon(today), condition=shown))  # noqa: B023

        assert standing.total == len(every)
        assert all_pages(read, standing.total) == _ids(every), today
    assert len(every) == {(): 0, ("environment",): 5, ("homes",): 2}.get(slugs, 7)


def _ids(views: list[PromiseView]) -> list[int]:
    return [view.promise.id for view in views]


@pytest.mark.parametrize("slugs", [("environment",), ("homes",), ("environment", "homes"), ()])
def test_answers_of_teams_stand_on_one_page_each_the_newest_first(
    world: World, slugs: tuple[str, ...]
) -> None:
    teams = ids_of(world.session, *slugs)
    found: list[int] = []
    number = 1
    while True:
        page = queries.answers_given(world.session, teams, wanted=number, size=2)
        found += [answer.id for answer, _point, _forum in page.rows]
        if page.older is None:
            break
        number = page.older
    every = queries.answers_given(world.session, teams, wanted=1, size=20)
    assert found == [answer.id for answer, _point, _forum in every.rows]
    assert page.total == every.total == len(found) == len({*found})
    instants = [answer.published_at for answer, _point, _forum in every.rows]
    assert instants == sorted(instants, reverse=True)
    assert page.total == {(): 0, ("environment",): 5, ("homes",): 2}.get(slugs, 7)
