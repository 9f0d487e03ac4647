"""Every list of a place by its address, and what it costs: pages, feeds, and jobs of the worker.

Addresses are what people of the demonstration reach by links, one of each page and one with filters
for whoever meets it first; so a page that is new is among them. Costs are steps of SQLite.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from flask import Flask, g
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from config import Settings
from pbplatform import create_app
from pbplatform.accounts import services as accounts
from pbplatform.accounts.pages.cookies import COOKIE
from pbplatform.accounts.queries import account_by_email
from pbplatform.core.db import db
from pbplatform.core.transaction import transaction
from pbplatform.demo.seed import FIRST_START
from pbplatform.forums.models import ForumSeries
from pbplatform.rounds.models import Round
from pbplatform.web.slices import WorkerStep, all_slices
from tests.browsing import counted_steps

if TYPE_CHECKING:
    from tests.browser.hackford import Walked

VISITOR = "visitor"
PEOPLE = (VISITOR, "rosa", "amina", "tom", "bea", "carla", "ines", "joan")
DEEP = "deep"
# Far behind in lists that are long: with as many rows as there are, the last page.
DEEP_PAGES = (
    *("/rounds/{round}/ideas?page=40", "/rounds/{round}/ideas?page=40&sort=supported"),
    *("/rounds/{round}/ideas?sort=needs", "/rounds/{round}/proposals?page=9"),
    *("/rounds/{round}/results/ballots?page=20", "/promises?page=3", "/log?before=60"),
)


@dataclass(frozen=True)
class Listed:
    """An address as somebody meets it."""

    who: str
    path: str
    endpoint: str


@contextmanager
def place_of(folder: Path, seeded: Path) -> Iterator[Flask]:
    """A copy of the demonstration as a place of its own: no bar, and no page is kept."""
    shutil.copytree(seeded, folder, dirs_exist_ok=True)
    url = f"sqlite:///{folder / 'demo.db'}"
    settings = Settings(
        mode="test",
        database_url=url,
        database_direct_url=url,
        secret_key="a secret of the demonstration in tests, long",
        key_dir=folder / "keys",
        files_dir=folder / "files",
        public_url="http://localhost",
    )
    app = create_app(settings, clock=lambda: FIRST_START)
    app.extensions["kept_pages"].on = False
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def addresses(app: Flask, walks: Callable[[str], Iterable[Walked]]) -> list[Listed]:
    """One address of each page and one with filters, for who meets it first; and every feed."""
    seen: dict[tuple[str, bool], Listed] = {}
    for who in PEOPLE:
        for page in walks(who):
            if page.status == 200 and not page.path.startswith("/demo"):
                listed = Listed(who, page.path, page.endpoint)
                seen.setdefault((page.endpoint, "?" in page.path), listed)
    return [*seen.values(), *_of_all(app)]


def _of_all(app: Flask) -> Iterator[Listed]:
    """Feeds and calendars, which no walk opens, and pages far behind."""
    with app.app_context():
        rounds = db.session.scalars(select(Round.slug).where(Round.published_at.is_not(None))).all()
        forums = db.session.scalars(select(ForumSeries.slug)).all()
        db.session.remove()
    for rule in app.url_map.iter_rules():
        if rule.rule.endswith((".atom", ".ics")) and rule.arguments <= {"slug"}:
            slugs = rounds if rule.rule.startswith("/rounds") else forums
            for slug in slugs if rule.arguments else [""]:
                yield Listed(VISITOR, rule.rule.replace("<slug>", slug), rule.endpoint)
    for path in DEEP_PAGES:
        for slug in rounds if "{round}" in path else [""]:
            yield Listed(VISITOR, path.format(round=slug), DEEP)


class Costs:
    """What every address costs, again and again."""

    def __init__(self, app: Flask, listed: Iterable[Listed]) -> None:
        self.app, self.listed = app, list(listed)
        self._clients = {who: self._client(who) for who in PEOPLE}

    def _client(self, who: str) -> FlaskClient:
        client = self.app.test_client()
        if who != VISITOR:
            with self.app.app_context():
                account = account_by_email(db.session(), f"{who}@hackford.example")
                assert account is not None
                account_id = account.id
                with transaction() as session:
                    token = accounts.open_session(session, account_id=account_id, now=FIRST_START)
                db.session.remove()
            client.set_cookie(COOKIE, token)
        return client

    def pages(self, *, times: int = 0) -> dict[Listed, tuple[int, float]]:
        """Steps of each, and milliseconds of processor, the best of so many times.

        What is not there, such as a result before its count, is left out.
        """
        found = {}
        for listed in self.listed:
            if self._asked(listed) == 200:
                with self.app.app_context():
                    with counted_steps() as steps:
                        self._get(listed)
                    db.session.remove()
                spent = 0.0 if not times else min(self._spent(listed) for _ in range(times))
                found[listed] = (steps[0] * 10, spent * 1000)
        return found

    def _asked(self, listed: Listed) -> int:
        with self.app.app_context():
            status = self._get(listed)
            db.session.remove()
        return status

    def _spent(self, listed: Listed) -> float:
        with self.app.app_context():
            began = time.process_time()
            self._get(listed)
            spent = time.process_time() - began
            db.session.remove()
        return spent

    def page(self, listed: Listed) -> str:
        """What stands there."""
        return self._answer(listed).text

    def _get(self, listed: Listed) -> int:
        return self._answer(listed).status_code

    def _answer(self, listed: Listed) -> TestResponse:
        # The context outlives the request, and would keep who was signed in.
        for name in ("frame", "_login_user"):
            g.pop(name, None)
        return self._clients[listed.who].get(listed.path, buffered=True)

    def jobs(self) -> dict[str, int]:
        """Steps of each job of the worker, when there is nothing for it to do any more."""
        settings = self.app.extensions["settings"]
        found = {}
        with self.app.app_context():
            for job in self._all_jobs(settings):
                job.run(settings)
                with counted_steps() as steps:
                    job.run(settings)
                db.session.remove()
                found[job.name] = steps[0] * 10
        return found

    @staticmethod
    def _all_jobs(settings: Settings) -> list[WorkerStep]:
        return [job for each in all_slices() if each.steps for job in each.steps(settings)]
