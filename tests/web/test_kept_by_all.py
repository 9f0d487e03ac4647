"""Every public page of a whole place, kept: by whom it is asked, and until when it holds.

Source: docs/rules/shared-pages.md sections 1 and 3.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from pbplatform import create_app
from pbplatform.core.db import db
from pbplatform.core.transaction import transaction
from pbplatform.demo.clock import start_clock
from pbplatform.demo.seed import FIRST_START
from pbplatform.web.shared_pages import is_shared
from tests.browser.hackford import PEOPLE, VISITOR, Hackford, demo_app, walk
from tests.keeping import pages_kept

# What a page says does not depend on the database; the place is seeded on SQLite.
pytestmark = pytest.mark.one_database
TICK = timedelta(microseconds=1)


@dataclass
class Place:
    """A place whose time stands where a test sets it."""

    hackford: Hackford
    paths: list[str]
    at: datetime = FIRST_START


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory, seeded: Path) -> Iterator[Place]:
    folder = tmp_path_factory.mktemp("kept") / "place"
    shutil.copytree(seeded, folder)
    demo = demo_app(folder, f"sqlite:///{folder / 'demo.db'}")
    app = create_app(replace(demo.extensions["settings"], mode="test"))
    with app.app_context(), transaction() as session:
        start_clock(session, first=FIRST_START)
    found = Place(Hackford(app, ""), [])
    app.extensions["clock"] = lambda: found.at
    walked = walk(found.hackford, VISITOR, each=1)
    with app.app_context():
        found.paths = [
            each.path for each in walked if each.status == 200 and is_shared(each.endpoint)
        ]
    yield found
    for each in (demo, app):
        with each.app_context():
            db.session.remove()
            db.engine.dispose()


def test_page_is_the_same_whoever_asked_for_it_before(place: Place) -> None:
    """As it is made for nobody in particular; as it was made for somebody; as it was kept."""
    place.at, app = FIRST_START, place.hackford.app
    people = [place.hackford.client(each) for each in PEOPLE]
    fresh = {path: people[0].get(path).data for path in place.paths}
    assert len(fresh) > 40
    wrong = []
    for order in (people, people[::-1]):
        with pages_kept(app) as kept:
            for path, page in fresh.items():
                for person in order:
                    answer = person.get(path)
                    if answer.data != page or "Set-Cookie" in answer.headers:
                        wrong.append(path)
            assert len(kept.store) > len(fresh) - 5
    assert wrong == []


def test_page_says_the_same_until_the_last_instant_that_it_is_kept(place: Place) -> None:
    """Made again at the end of its life, and in its middle, it has the same bytes."""
    place.at, app = FIRST_START, place.hackford.app
    client, ends = app.test_client(), {}
    with pages_kept(app) as kept:
        for path in place.paths:
            page = client.get(path).data
            ends[path] = (page, max(each.until or place.at + timedelta(days=400)
                                    for each in kept.store._pages.values()))  # fmt: skip
            kept.store.clear()
    wrong = []
    for path, (page, until) in ends.items():
        for place.at in (FIRST_START + (until - FIRST_START) / 2, until - TICK):
            if client.get(path).data != page:
                wrong.append((path, str(place.at)))
    assert wrong == []
    place.at = FIRST_START


def test_no_page_is_made_for_each_reader(place: Place) -> None:
    """Nothing that changes all the time stands on any of them."""
    place.at, app = FIRST_START, place.hackford.app
    client, not_kept = app.test_client(), []
    with pages_kept(app) as kept:
        for path in place.paths:
            answer = client.get(path)
            if answer.mimetype == "text/html" and len(kept.store) == 0:
                not_kept.append(path)
            kept.store.clear()
    assert not_kept == []
