"""Paged pages read what they show: the same number of rows at ten of everything and at 200."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from flask import g
from flask.testing import FlaskClient
from sqlalchemy import insert
from sqlalchemy.orm import Session

from pbplatform.core.secrets import random_code
from pbplatform.points.words.rows import ref_of
from pbplatform.voting.models import PublishedBallot
from tests.browsing import counted_rows, sign_in
from tests.conftest import SetClock
from tests.delivery.winners import DAY, WON, project_with_line
from tests.many_rows import more_winners
from tests.points.people import CAME, make_world
from tests.points.settled import settled

# Rows are counted by the cursor of SQLite.
pytestmark = pytest.mark.one_database


def rows_of(client: FlaskClient, session: Session, url: str) -> int:
    g.pop("_login_user", None)
    g.pop("frame", None)
    session.expunge_all()
    with counted_rows() as fetched:
        assert client.get(url).status_code == 200, url
    return sum(fetched)


def same_rows(
    read: Callable[[str], int], grow: Callable[[int], None], urls: tuple[str, ...]
) -> None:
    """Pages that are full with 60 more stay as they are with 200 more."""
    grow(60)
    few = {url: read(url) for url in urls}
    grow(200)
    many = {url: read(url) for url in urls}
    assert all(many[url] <= few[url] for url in urls), (few, many)


def test_log_and_votes_read_the_rows_they_show(
    client: FlaskClient, session: Session, tmp_path: Path, clock: SetClock
) -> None:
    election = project_with_line(session, tmp_path / "keys")
    session.commit()
    clock.at = WON + 70 * DAY

    def grow(number: int) -> None:
        more_winners(session, election, 1000 * number, number)

    urls = (
        "/log",
        "/log?family=place",
        "/log?family=delivery&about=rounds/neighbour-fund",
        "/log/entries/3",
        "/log/rounds/neighbour-fund",
    )
    same_rows(lambda url: rows_of(client, session, url), grow, urls)

    def more_votes(number: int) -> None:
        own = {"round_id": election.round_id, "copy": 0, "choices": "4", "invalid": ""}
        votes = [{**own, "tracker": random_code(16)} for _ in range(number)]
        session.execute(insert(PublishedBallot), votes)
        session.commit()

    more_votes(150)
    urls = ("/rounds/neighbour-fund/results/ballots",)
    same_rows(lambda url: rows_of(client, session, url), more_votes, urls)


def test_pages_of_what_is_owed_do_not_read_what_is_settled(
    client: FlaskClient, session: Session, clock: SetClock
) -> None:
    world = make_world(session)
    waiting = world.point()
    waiting_url = f"/forums/town-forum/points/{ref_of(world.view(waiting))}"
    settled(session, world, 1000, 10)
    clock.at = CAME + timedelta(days=60)
    sign_in(client, world.bea, clock.at)
    urls = (
        "/promises/late",
        waiting_url,
        f"/desk/facilitator/forums/town-forum/points/{waiting.number}",
        "/desk/official",
    )
    for person in (world.bea, world.tom):
        sign_in(client, person, clock.at)
        own = [url for url in urls if ("official" in url) == (person is world.tom)]
        few = {url: rows_of(client, session, url) for url in own}
        settled(session, world, 5000 if person is world.bea else 9000, 200)
        many = {url: rows_of(client, session, url) for url in own}
        # A point and its promise stand beside the copies that are made of them.
        assert all(many[url] - few[url] < 20 for url in own), (few, many)
