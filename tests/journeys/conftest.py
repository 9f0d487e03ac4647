"""An installation nobody has used yet, and the people who come to it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from tests.apps import Apps
from tests.conftest import SetClock
from tests.journeys.navigators.log import PublicLog
from tests.journeys.navigators.people import People
from tests.journeys.town import Start, Town, founded
from tests.journeys.towns import Towns, code_of


@pytest.fixture
def code(app: Flask) -> str:
    """What the console of the server printed."""
    return code_of(app)


@pytest.fixture
def people(app: Flask, clock: SetClock) -> People:
    return People(app, clock)


@pytest.fixture
def log(app: Flask, people: People) -> PublicLog:
    """The public log as a visitor reads it."""
    return PublicLog(app, people.stranger())


@pytest.fixture(scope="session")
def towns(databases: Any, apps: Apps, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Towns]:
    made = Towns(databases, apps, tmp_path_factory.mktemp("towns"))
    yield made
    made.close()


@pytest.fixture
def start() -> Start:
    """How the town stands when a test begins."""
    return founded


@pytest.fixture
def town(towns: Towns, start: Start, clock: SetClock, tmp_path: Path) -> Iterator[Town]:
    """A small real place, set up by pages."""
    with towns.opened(start, clock, tmp_path) as opened:
        yield opened
