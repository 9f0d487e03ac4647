"""Lists ask the same few questions at ten rows and at a thousand (ruling 41)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask, g
from flask.testing import FlaskClient
from sqlalchemy import insert
from sqlalchemy.orm import Session

from pbplatform.points.models import Point
from tests.browsing import counted_queries, sign_in
from tests.changes.deciding import changed_decision, more_decisions
from tests.conftest import SetClock
from tests.delivery.winners import DAY, WON, bea, project_with_line, tom
from tests.factories import make_forum, make_person, make_point
from tests.many_rows import more_winners
from tests.points.people import CAME, make_world
from tests.voting.elections import Election, add_election

# What these pages say does not depend on the database.
pytestmark = pytest.mark.one_database

PUBLIC, STAFF, SUMS = 12, 30, 20


@pytest.fixture
def election(session: Session, tmp_path: Path, clock: SetClock) -> Election:
    made = project_with_line(session, tmp_path / "keys")
    session.commit()
    clock.at = WON + 70 * DAY
    return made


def asked(app: Flask, client: FlaskClient, session: Session, url: str) -> int:
    """How many statements a page needs, with everything read afresh."""
    g.pop("_login_user", None)
    g.pop("frame", None)
    session.expunge_all()
    with counted_queries(app) as sent:
        assert client.get(url).status_code == 200
    return len(sent)


def same_at_any_size(
    ask: Callable[[str], int], grow: Callable[[int], None], urls: tuple[str, ...], most: int
) -> None:
    grow(10)
    few = {url: ask(url) for url in urls}
    grow(990)
    many = {url: ask(url) for url in urls}
    assert few == many
    assert max(many.values()) <= most, many


def test_public_lists_ask_at_most_twelve_questions(
    app: Flask, client: FlaskClient, session: Session, election: Election
) -> None:
    def grow(number: int) -> None:
        more_winners(session, election, 1000 * number, number)

    urls = (
        "/",
        "/projects",
        "/projects?show=late",
        "/rounds/neighbour-fund/results",
        "/rounds/neighbour-fund/results/ballots",
        "/rounds/neighbour-fund/results/steps",
        "/rounds/neighbour-fund/results/data",
        "/rounds/neighbour-fund/results/recount",
        "/rounds/neighbour-fund/results/check",
        "/log",
        "/log?about=rounds/neighbour-fund&family=delivery",
        "/log/rounds/neighbour-fund",
        "/data",
        "/projects.atom",
        "/rounds/neighbour-fund/delivery.atom",
        "/rounds/neighbour-fund/news.atom",
        "/rounds/neighbour-fund/dates.ics",
        "/log.atom",
    )
    same_at_any_size(lambda url: asked(app, client, session, url), grow, urls, PUBLIC)


def test_pages_that_sum_a_whole_place_ask_the_same_at_any_size(
    app: Flask, client: FlaskClient, session: Session, election: Election, clock: SetClock
) -> None:
    """They put rounds, forums and promises together, so they ask more than a list does."""
    first = make_point(session, make_forum(session), make_person(session, "Rosa"), now=CAME)
    changed_decision(session, now=clock.at)
    session.commit()
    columns = {column.name: getattr(first, column.name) for column in Point.__table__.columns}
    del columns["id"]

    def grow(number: int) -> None:
        more_winners(session, election, 1000 * number, number)
        more_decisions(session, number)
        rows = [{**columns, "number": 100 * number + n} for n in range(number)]
        session.execute(insert(Point), rows)
        session.commit()

    urls = ("/changed", "/changed.csv", "/years", "/years/2027")
    same_at_any_size(lambda url: asked(app, client, session, url), grow, urls, SUMS)


def test_desks_ask_at_most_thirty_questions(
    app: Flask, client: FlaskClient, session: Session, election: Election, clock: SetClock
) -> None:
    for first, person, url in (
        (1000, bea(session, election), "/desk/facilitator/projects"),
        (5000, tom(session), "/desk/official/projects"),
    ):
        session.commit()
        sign_in(client, person, clock.at)
        few = asked(app, client, session, url)
        more_winners(session, election, first, 1000)
        assert asked(app, client, session, url) == few <= STAFF


def test_home_asks_the_same_with_a_thousand_points(
    app: Flask, client: FlaskClient, session: Session, clock: SetClock
) -> None:
    world = make_world(session)
    first = world.point(now=CAME)
    session.commit()
    columns = {column.name: getattr(first, column.name) for column in Point.__table__.columns}
    del columns["id"]
    clock.at = CAME + timedelta(days=60)

    def grow(number: int) -> None:
        start = 10 if number == 10 else 100
        rows = [{**columns, "number": start + n} for n in range(number)]
        session.execute(insert(Point), rows)
        session.commit()

    same_at_any_size(lambda url: asked(app, client, session, url), grow, ("/",), PUBLIC)


def test_page_for_experts_asks_the_same_for_two_boxes_and_for_many(
    app: Flask, client: FlaskClient, session: Session, election: Election, tmp_path: Path
) -> None:
    urls = ("/log/expert", "/log/logs.txt")
    add_election(session, tmp_path / "keys", name="Second fund", voters=2)
    session.commit()
    few = {url: asked(app, client, session, url) for url in urls}
    for number in range(4):
        add_election(session, tmp_path / "keys", name=f"Fund {number}", voters=2)
    session.commit()
    assert {url: asked(app, client, session, url) for url in urls} == few
    page = client.get("/log/expert").get_data(as_text=True)
    assert all(f"Fund {number}" in page for number in range(4))
