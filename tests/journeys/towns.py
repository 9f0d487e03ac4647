"""Towns as they stand when walks begin: set up by pages once, then copied for each walk.

A walk changes a copy only. What is copied: database, keys, files, everybody's cookies, the hour.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from flask import Flask

from pbplatform.core.transaction import transaction
from pbplatform.places.services import new_setup_code
from tests.apps import Apps
from tests.conftest import NOON, SetClock, settings_of
from tests.journeys.navigators.log import PublicLog
from tests.journeys.navigators.people import People
from tests.journeys.town import Start, Town


def code_of(app: Flask) -> str:
    """What the console of the server printed."""
    with app.app_context(), transaction() as session:
        return new_setup_code(session, now=NOON)


@dataclass(frozen=True)
class Stood:
    """A town as it stood, which nobody has open."""

    url: str
    folder: Path
    people: dict[str, tuple[dict[Any, Any], datetime]]
    at: datetime
    codes: list[str]


class Towns:
    """The towns of one process of tests."""

    def __init__(self, databases: Any, apps: Apps, folder: Path) -> None:
        self._databases, self._apps, self._folder = databases, apps, folder
        self._made: dict[Start, Stood] = {}

    @contextmanager
    def opened(self, start: Start, clock: SetClock, folder: Path) -> Iterator[Town]:
        """A copy that stands as `start` leaves it; its keys and files are in `folder`."""
        stood = self._made.get(start) or self._made.setdefault(start, self._make(start))
        url = self._databases.copy(stood.url)
        shutil.copytree(stood.folder, folder, dirs_exist_ok=True)
        app = self._apps.take(settings_of(url, folder), clock)
        try:
            clock.at = stood.at
            town = self._town(app, clock)
            for name, (cookies, since) in stood.people.items():
                town.people.put(name, cookies, since)
            town.codes = list(stood.codes)
            yield town
        finally:
            self._apps.give_back(app)
            self._databases.drop(url)

    def close(self) -> None:
        for stood in self._made.values():
            self._databases.drop(stood.url)

    def _make(self, start: Start) -> Stood:
        url, clock = self._databases.fresh(), SetClock()
        folder = self._folder / str(len(self._made))
        folder.mkdir()
        app = self._apps.take(settings_of(url, folder), clock)
        try:
            town = self._town(app, clock)
            start(town, code_of(app))
            return Stood(url, folder, town.people.cookies(), clock.at, town.codes)
        finally:
            self._apps.give_back(app)

    @staticmethod
    def _town(app: Flask, clock: SetClock) -> Town:
        people = People(app, clock)
        return Town(app, people, PublicLog(app, people.stranger()), clock)
