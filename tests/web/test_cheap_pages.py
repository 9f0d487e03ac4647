"""What a page costs is counted, not timed: calls for a row, statements built, words looked up.

Seconds change with the machine, these do not. Source: docs/decisions/0088.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from flask import Flask, g
from flask.testing import FlaskClient
from flask_babel import LazyString
from sqlalchemy import Select, insert
from sqlalchemy.orm import Session

from pbplatform.audit import queries as audit_queries
from pbplatform.audit import services as audit
from pbplatform.core.reading_once import is_reading_once, read_once, reading_once
from pbplatform.core.secrets import random_code
from pbplatform.voting.models import PublishedBallot
from tests.browsing import counted_queries
from tests.conftest import SetClock
from tests.delivery.winners import DAY, WON, project_with_line
from tests.factories import make_place
from tests.points.people import CAME, make_world
from tests.points.settled import settled
from tests.voting.elections import Election

# Calls of Python do not depend on the database.
ONE = pytest.mark.one_database

# What a page of the election below may call, a tenth more than it did when this was written.
MOST_CALLS = {
    "/": 5100,
    "/rounds": 3350,
    "/log": 7800,
    "/moderation": 3250,
    "/projects": 5900,
    "/changed": 4250,
    "/rounds/neighbour-fund/ideas": 3900,
    "/rounds/neighbour-fund/proposals": 3800,
    "/rounds/neighbour-fund/results": 8050,
}


@contextmanager
def counted_calls() -> Iterator[Counter[str]]:
    """How often each function of Python is called, by its file and name."""
    called: Counter[str] = Counter()

    def hear(frame: FrameType, event: str, _arg: Any) -> None:
        if event == "call":
            code = frame.f_code
            called[f"{code.co_filename}:{code.co_qualname}"] += 1

    before = sys.getprofile()
    sys.setprofile(hear)
    try:
        yield called
    finally:
        sys.setprofile(before)


def made(client: FlaskClient, url: str) -> Counter[str]:
    """What is called for a page that was made before."""
    for _ in range(2):
        g.pop("frame", None)
        assert client.get(url).status_code == 200, url
    g.pop("frame", None)
    with counted_calls() as called:
        client.get(url)
    return called


@pytest.fixture
def election(session: Session, tmp_path: Path, clock: SetClock) -> Election:
    found = project_with_line(session, tmp_path / "keys")
    session.commit()
    for log_id, _slug in audit_queries.logs_with_pending(session):
        audit.fold(session, log_id)
    session.commit()
    clock.at = WON + 70 * DAY
    return found


@ONE
def test_line_of_the_log_costs_few_calls(client: FlaskClient, election: Election) -> None:
    few, many = (made(client, f"/log?before={n}").total() for n in (10, 40))
    assert few < many
    assert (many - few) / 30 < 80


@ONE
def test_row_of_published_votes_costs_few_calls(
    client: FlaskClient, session: Session, election: Election
) -> None:
    url = "/rounds/neighbour-fund/results/ballots"

    def more_votes(number: int) -> None:
        own = {"round_id": election.round_id, "copy": 0, "choices": "4", "invalid": ""}
        votes = [{**own, "tracker": random_code(16)} for _ in range(number)]
        session.execute(insert(PublishedBallot), votes)
        session.commit()

    more_votes(10)
    few = made(client, url).total()
    more_votes(40)
    many = made(client, url).total()
    assert (many - few) / 40 < 80


@ONE
def test_row_of_points_costs_few_calls(
    client: FlaskClient, session: Session, clock: SetClock
) -> None:
    world, url = make_world(session), "/forums/town-forum/points"
    settled(session, world, 1000, 2)
    clock.at = CAME + timedelta(days=60)
    few = made(client, url).total()
    settled(session, world, 2000, 7)  # and the one that these are like
    many = made(client, url).total()
    assert (many - few) / 8 < 720


@ONE
def test_row_of_what_is_late_costs_as_many_calls_however_long_it_is_late(
    client: FlaskClient, session: Session, clock: SetClock
) -> None:
    world = make_world(session)
    world.point()
    session.commit()
    totals = []
    for days in (60, 1000):
        clock.at = CAME + timedelta(days=days)
        totals.append(made(client, "/promises/late").total())
    assert totals[1] - totals[0] < 100


@ONE
def test_pages_build_few_statements_anew(
    client: FlaskClient, session: Session, election: Election, monkeypatch: pytest.MonkeyPatch
) -> None:
    built: list[object] = []
    begin = Select.__init__

    def noted(self: Any, *args: Any, **kwargs: Any) -> None:
        built.append(self)
        begin(self, *args, **kwargs)

    own = "/rounds/neighbour-fund"
    for url, most in (
        *(("/", 0), ("/log", 0), ("/changed", 0), ("/promises/late", 1)),
        *(("/promises", 0), ("/projects", 0), (own, 0), (f"{own}/proposals", 0)),
        *((f"{own}/results", 0), (f"{own}/results/ballots", 0)),
    ):
        for _ in range(2):
            client.get(url)
        built.clear()
        monkeypatch.setattr(Select, "__init__", noted)
        client.get(url)
        monkeypatch.undo()
        assert len(built) <= most, (url, [str(each)[:200] for each in built])


PAGES = (
    *("/", "/rounds", "/log", "/log?family=vote", "/moderation", "/projects", "/changed"),
    *("/rounds/neighbour-fund", "/rounds/neighbour-fund/ideas", "/rounds/neighbour-fund/proposals"),
    *("/rounds/neighbour-fund/results", "/rounds/neighbour-fund/results/ballots"),
)


@ONE
def test_pages_read_straight_from_the_driver(
    client: FlaskClient, election: Election, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    usual = Session._execute_internal

    def noted(self: Session, statement: Any, *args: Any, **kwargs: Any) -> Any:
        asked.append(str(statement))
        return usual(self, statement, *args, **kwargs)

    monkeypatch.setattr(Session, "_execute_internal", noted)
    for url in PAGES:
        client.get(url)  # reads anew what went stale when the election was made
        g.pop("frame", None)
        asked.clear()
        assert client.get(url).status_code == 200, url
        assert not asked, url


@ONE
def test_lists_of_many_rounds_read_few_columns_of_each(
    app: Flask, client: FlaskClient, election: Election
) -> None:
    for url in ("/log", "/log?family=vote", "/data", "/projects", "/changed"):
        client.get(url)
        with counted_queries(app) as asked:
            assert client.get(url).status_code == 200, url
        assert any(".counted_at" in each for each in asked), url
        whole = [each for each in asked if "FROM round " in each and ".who_can_vote" in each]
        assert not whole, url


@ONE
def test_page_of_a_kept_list_builds_its_statements_once(
    client: FlaskClient, election: Election, monkeypatch: pytest.MonkeyPatch
) -> None:
    for url in ("/moderation", "/rounds/neighbour-fund/ideas", "/rounds/neighbour-fund/proposals"):
        for _ in range(2):
            client.get(url)
        built: list[object] = []
        begin = Select.__init__

        def noted(self: Any, *args: Any, begin: Any = begin, **kwargs: Any) -> None:
            built.append(self)  # noqa: B023  # called before the next page
            begin(self, *args, **kwargs)

        monkeypatch.setattr(Select, "__init__", noted)
        client.get(url)
        monkeypatch.undo()
        assert not built, (url, [str(each)[:200] for each in built])


@ONE
@pytest.mark.parametrize(("url", "most"), MOST_CALLS.items())
def test_page_costs_no_more_calls_than_it_did(
    client: FlaskClient, election: Election, url: str, most: int
) -> None:
    assert made(client, url).total() <= most


@ONE
def test_pages_look_up_few_words_anew(
    client: FlaskClient, election: Election, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_up: list[str] = []
    say = LazyString.__str__

    def noted(self: LazyString) -> str:
        looked_up.append(say(self))
        return looked_up[-1]

    for url in ("/", "/log", "/projects", "/promises"):
        client.get(url)
        looked_up.clear()
        monkeypatch.setattr(LazyString, "__str__", noted)
        client.get(url)
        monkeypatch.undo()
        assert len(looked_up) <= 3, (url, looked_up)


def test_page_reads_once_what_several_of_its_parts_ask_for(
    app: Flask, client: FlaskClient, election: Election
) -> None:
    for url in ("/changed", "/", "/projects"):
        g.pop("frame", None)
        with counted_queries(app) as sent:
            assert client.get(url).status_code == 200
        for table in ("calendar_version", "round"):
            whole = [each for each in sent if f"FROM {table} " in each.replace("\n", " ")]
            assert len(set(whole)) == len(whole), (url, whole)


def test_what_was_read_once_is_read_anew_by_the_next_page(
    client: FlaskClient, session: Session
) -> None:
    make_place(session)
    session.commit()
    assert client.get("/").status_code == 200
    assert not is_reading_once(session)
    assert client.post("/sign-in", data={}).status_code < 500
    assert not is_reading_once(session)


def test_reading_once_inside_another_goes_on_until_the_outer_one_ends(session: Session) -> None:
    asked: list[int] = []

    def read() -> list[int]:
        asked.append(1)
        return [len(asked)]

    with reading_once(session):
        with reading_once(session):
            assert read_once(session, "tests.numbers", read) == [1]
        assert read_once(session, "tests.numbers", read) == [1]
    assert read_once(session, "tests.numbers", read) == [2]
    assert is_reading_once(session) is False


@pytest.mark.parametrize(("method", "once"), [("GET", True), ("HEAD", True), ("POST", False)])
def test_act_of_a_person_reads_every_time(
    app: Flask, session: Session, method: str, once: bool
) -> None:
    make_place(session)
    session.commit()
    with app.test_request_context("/help", method=method):
        app.preprocess_request()
        assert is_reading_once(session) is once
    assert not is_reading_once(session)
