"""Every page that names a way in names the way without a screen beside it.

Source: docs/rules/intake.md section 9, docs/rules/venues.md section 5.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from pbplatform.core.db import db
from pbplatform.core.transaction import transaction
from pbplatform.places.queries import require_place
from tests.browser.hackford import VISITOR, Hackford, opened, walk
from tests.conftest import NOON, SetClock
from tests.factories import make_forum, make_meeting, make_place, make_round

# What these pages say does not depend on the database.
pytestmark = pytest.mark.one_database

NUMBER = "020 7946 0123"
# A link or form that begins something which can be said to a person as well.
BEGINS = re.compile(r'(?:href|action)="/(?:rounds/[^/"]+/ideas/new|forums/[^/"]+/points/new)')
# What may only be told where the place says how it is reached.
SAID = ("write it down", "write them down", "Say your")


def main_of(text: str) -> str:
    return text.partition("<main")[2].partition("</main>")[0]


def walked(folder: Path, seeded: Path, *, helps: bool) -> Iterator[dict[str, str]]:
    """Pages of the demonstration that a visitor reaches, as their main part, by path."""
    with opened(folder, seeded) as app:
        if not helps:
            with app.app_context(), transaction() as session:
                place = require_place(session)
                place.help_line = place.help_phone = place.help_hours = ""
        yield {
            each.path: main_of(each.text)
            for each in walk(Hackford(app, ""), VISITOR, each=2)
            if each.status == 200 and "<main" in each.text
        }


@pytest.fixture(scope="module")
def reached(tmp_path_factory: pytest.TempPathFactory, seeded: Path) -> Iterator[dict[str, str]]:
    yield from walked(tmp_path_factory.mktemp("ways") / "place", seeded, helps=True)


@pytest.fixture(scope="module")
def unreached(tmp_path_factory: pytest.TempPathFactory, seeded: Path) -> Iterator[dict[str, str]]:
    yield from walked(tmp_path_factory.mktemp("none") / "place", seeded, helps=False)


def test_every_page_that_begins_an_idea_or_point_says_whom_to_say_it_to(
    reached: dict[str, str],
) -> None:
    begins = {path for path, text in reached.items() if BEGINS.search(text)}
    assert len(begins) >= 6, sorted(begins)
    assert {path for path in begins if NUMBER not in reached[path]} == set()


def test_a_place_that_cannot_be_reached_promises_nobody_who_writes_down(
    unreached: dict[str, str],
) -> None:
    promised = {path for path, text in unreached.items() if any(said in text for said in SAID)}
    assert promised == set()
    assert {path for path, text in unreached.items() if NUMBER in text} == set()


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("/rounds/neighbour-fund/ideas/new", "You can say your idea to us."),
        ("/rounds/neighbour-fund/ideas", "Say your idea to us"),
        ("/rounds/neighbour-fund", "Say your idea to us"),
        ("/", "Say your idea to us"),
        ("/forums/town-forum", "Say your point to us"),
        ("/forums/town-forum/points", "Say your point to us"),
        ("/forums/town-forum/points/new", "You can say your point to us."),
        ("/sign-in", "Say your idea or point to us"),
        ("/how-it-works", "say them to us"),
        ("/help", "I want to say something, and not type it"),
        ("/easy", "You can say your idea to a person."),
    ],
)
@pytest.mark.parametrize("helps", [True, False])
def test_page_tells_the_way_only_where_the_place_can_be_reached(
    app: Flask, session: Session, clock: SetClock, path: str, says: str, helps: bool
) -> None:
    place = make_place(session)
    place.help_line = f"Call {NUMBER}." if helps else ""
    clock.at = make_round(session).ideas_open_at
    make_forum(session)
    session.commit()
    page = app.test_client().get(path)
    assert page.status_code == 200
    assert (says in page.text) is helps


def test_no_page_says_an_idea_can_be_said_once_ideas_have_closed(
    app: Flask, session: Session, clock: SetClock
) -> None:
    make_place(session)
    round_ = make_round(session)
    session.commit()
    last = round_.ideas_close_at - timedelta(microseconds=1)
    for clock.at, told in ((last, True), (round_.ideas_close_at, False)):
        for path in ("", "/ideas"):
            page = app.test_client().get(f"/rounds/neighbour-fund{path}").text
            assert ("Say your idea to us" in page) is told, (clock.at, path)


def test_form_for_a_point_names_the_next_meeting_that_is_called(
    app: Flask, session: Session, clock: SetClock
) -> None:
    make_place(session)
    forum = make_forum(session)
    session.commit()
    raise_it = "/forums/town-forum/points/new"
    assert "At the next meeting" not in app.test_client().get(raise_it).text
    later = make_meeting(session, forum, NOON + timedelta(days=9))
    sooner = make_meeting(session, forum, NOON + timedelta(days=2))
    make_meeting(session, forum, NOON + timedelta(hours=3)).cancelled_at = NOON
    session.commit()
    page = main_of(app.test_client().get(raise_it).text)
    assert "At the next meeting you can say it or hand it in on paper" in page
    assert f"/forums/town-forum/meetings/{sooner.slug}" in page
    clock.at = sooner.starts_at
    page = main_of(app.test_client().get(raise_it).text)
    assert f"/forums/town-forum/meetings/{later.slug}" in page
    clock.at = later.starts_at
    assert "At the next meeting" not in app.test_client().get(raise_it).text
    db.session.remove()
