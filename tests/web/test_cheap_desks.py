"""Desks, a person's page and a forum's points: statements built once, read from the driver.

Source: docs/decisions/0088 and 0097.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import g
from flask.testing import FlaskClient
from sqlalchemy import CompoundSelect, Select
from sqlalchemy.orm import Session
from sqlalchemy.sql.cache_key import HasCacheKey

from tests.browsing import sign_in
from tests.conftest import SetClock
from tests.delivery.winners import DAY, WON, bea, project_with_line, tom
from tests.factories import make_person
from tests.points.people import CAME, YES, make_world
from tests.points.settled import settled

# How a statement is built and read does not depend on the database.
pytestmark = pytest.mark.one_database


def _forget() -> None:
    """A test's own application context outlives its requests."""
    g.pop("_login_user", None)
    g.pop("frame", None)


@pytest.fixture
def built_anew(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> Callable[[str], tuple[list[str], list[str]]]:
    """Of a page that was made before: statements that are built anew, and those of the session."""

    def of_page(url: str) -> tuple[list[str], list[str]]:
        for _ in range(3):
            _forget()
            assert client.get(url).status_code == 200, url
        _forget()
        built, asked = list[str](), list[str]()
        key_of, send = HasCacheKey._generate_cache_key, Session._execute_internal

        def noted(self: Any) -> Any:
            if isinstance(self, Select | CompoundSelect):
                built.append(str(self)[:300])
            return key_of(self)

        def sent(self: Session, statement: Any, *args: Any, **how: Any) -> Any:
            asked.append(str(statement)[:300])
            return send(self, statement, *args, **how)

        with monkeypatch.context() as here:
            here.setattr(HasCacheKey, "_generate_cache_key", noted)
            here.setattr(Session, "_execute_internal", sent)
            client.get(url)
        return built, asked

    return of_page


def test_pages_about_points_build_nothing_anew(
    client: FlaskClient,
    session: Session,
    clock: SetClock,
    built_anew: Callable[[str], tuple[list[str], list[str]]],
) -> None:
    world = make_world(session)
    world.answer(world.point(), text=YES)
    world.point()
    settled(session, world, 1000, 3)
    session.commit()
    clock.at = CAME + timedelta(days=60)
    assert built_anew("/forums/town-forum/points") == ([], [])
    sign_in(client, world.tom, clock.at)
    assert built_anew("/desk/official") == ([], [])
    sign_in(client, world.bea, clock.at)
    assert built_anew("/desk/facilitator") == ([], [])
    assert built_anew("/me") == ([], [])


def test_desks_of_a_round_build_nothing_anew(
    client: FlaskClient,
    session: Session,
    tmp_path: Path,
    clock: SetClock,
    built_anew: Callable[[str], tuple[list[str], list[str]]],
) -> None:
    election = project_with_line(session, tmp_path / "keys")
    people = {"facilitator": bea(session, election), "official": tom(session)}
    people["auditor"] = make_person(session, "Ada", role="auditor")
    session.commit()
    clock.at = WON + 3 * DAY
    for desk, person in people.items():
        sign_in(client, person, clock.at)
        for statements in built_anew(f"/desk/{desk}"):
            # The auditor's look at every published vote is read in blocks.
            assert [each for each in statements if "FROM ballot_public" not in each] == [], desk
