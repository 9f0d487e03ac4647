"""What a list costs follows what it shows, not what is kept: steps of the database, not seconds.

Source: docs/decisions/0080-each-page-is-cheap-to-make.md.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import g
from flask.testing import FlaskClient
from sqlalchemy import insert
from sqlalchemy.orm import Session

from pbplatform.audit import queries as audit_queries
from pbplatform.audit.models import Log, LogEntry
from pbplatform.core.secrets import random_code
from pbplatform.voting.models import PublishedBallot
from tests.browsing import counted_steps
from tests.conftest import SetClock
from tests.delivery.winners import DAY, WON, project_with_line
from tests.many_rows import more_winners
from tests.voting.elections import Election

# Steps are counted by the virtual machine of SQLite.
pytestmark = pytest.mark.one_database

FEW, MANY = 100, 10_000
FACTOR = 1.5


@pytest.fixture
def election(session: Session, tmp_path: Path, clock: SetClock) -> Election:
    made = project_with_line(session, tmp_path / "keys")
    session.commit()
    clock.at = WON + 70 * DAY
    more_winners(session, made, 1000, 120)
    return made


def steps_of(client: FlaskClient, session: Session, url: str) -> int:
    g.pop("frame", None)
    session.expunge_all()
    with counted_steps() as steps:
        assert client.get(url).status_code == 200, url
    return steps[0]


def costs(
    client: FlaskClient, session: Session, grow: Callable[[int], None], urls: tuple[str, ...]
) -> dict[str, float]:
    """How many times as many steps each page takes with MANY rows as with FEW."""
    grow(FEW)
    few = {url: steps_of(client, session, url) for url in urls}
    grow(MANY)
    return {url: steps_of(client, session, url) / few[url] for url in urls}


def more_entries(session: Session, number: int) -> None:
    """More entries of the site log, about nothing that has a page of its own."""
    site = session.query(Log).filter_by(slug=audit_queries.SITE).one()
    first = audit_queries.size(session, log=audit_queries.SITE)
    last = session.get_one(LogEntry, (site.id, first - 1))
    like = {column.name: getattr(last, column.name) for column in LogEntry.__table__.columns}
    own = [{"idx": first + n, "key16": f"{first + n:016}".encode()} for n in range(number)]
    session.execute(insert(LogEntry), [{**like, **each} for each in own])
    session.commit()


def test_log_costs_the_same_at_a_hundred_times_the_entries(
    client: FlaskClient, session: Session, election: Election
) -> None:
    urls = (
        "/log",
        "/log?family=place",
        "/log?family=voting",
        "/log?about=rounds/neighbour-fund",
        "/log?before=60",
        "/log/entries/3",
        "/log.atom",
        "/data",
    )
    found = costs(client, session, lambda number: more_entries(session, number), urls)
    assert {url: times for url, times in found.items() if times > FACTOR} == {}


def test_pages_beside_a_long_log_or_many_votes_do_not_cost_more(
    client: FlaskClient, session: Session, election: Election
) -> None:
    def grow(number: int) -> None:
        more_entries(session, number)
        own = {"round_id": election.round_id, "copy": 0, "choices": "4", "invalid": ""}
        votes = [{**own, "tracker": random_code(16)} for _ in range(number)]
        session.execute(insert(PublishedBallot), votes)
        session.commit()

    urls = (
        "/",
        "/rounds",
        "/forums",
        "/projects",
        "/promises",
        "/rounds/neighbour-fund",
        "/rounds/neighbour-fund/results",
        "/rounds/neighbour-fund/results/steps",
        "/log/rounds/neighbour-fund",
    )
    found = costs(client, session, grow, urls)
    assert {url: times for url, times in found.items() if times > FACTOR} == {}
