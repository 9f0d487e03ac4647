"""What messengers are told of public pages. Source: docs/rules/feeds.md section 3."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from pbplatform import create_app
from pbplatform.core.db import db
from pbplatform.core.transaction import transaction
from pbplatform.demo.clock import start_clock
from pbplatform.demo.seed import FIRST_START
from pbplatform.web.shared_pages import is_shared
from tests.browser.hackford import VISITOR, Hackford, demo_app, walk
from tests.factories_proposals import make_idea, make_story
from tests.people import signed_in

# What these pages say does not depend on the database; the place is seeded on SQLite.
pytestmark = pytest.mark.one_database

META = re.compile(
    r'<meta (?:name|property)="(description|og:[a-z_]+|twitter:card)" content="([^"]*)">'
)
CANONICAL = re.compile(r'<link rel="canonical" href="([^"]*)">')
NEEDED = {"description", "og:title", "og:description", "og:url", "og:image", "twitter:card"}


def told(text: str) -> dict[str, str]:
    return {name: unescape(value) for name, value in META.findall(text.partition("</head>")[0])}


def status_of(client: FlaskClient, url: str) -> str:
    with client.get(urlsplit(url).path) as answer:
        return f"{url} {answer.status_code}"


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory, seeded: Path) -> Iterator[dict[str, str]]:
    """Every shared page of the demonstration that a visitor reaches, some of each kind."""
    folder = tmp_path_factory.mktemp("cards") / "place"
    shutil.copytree(seeded, folder)
    demo = demo_app(folder, f"sqlite:///{folder / 'demo.db'}")
    app = create_app(replace(demo.extensions["settings"], mode="test"))
    with app.app_context(), transaction() as session:
        start_clock(session, first=FIRST_START)
    client = app.test_client()
    with app.app_context():
        found = [
            each.path
            for each in walk(Hackford(app, ""), VISITOR, each=3)
            if each.status == 200 and is_shared(each.endpoint) and "?" not in each.path
        ]
    answers = {path: client.get(path) for path in found}
    pages = {path: page.text for path, page in answers.items() if page.mimetype == "text/html"}
    pages["pictures"] = "\n".join(
        status_of(client, url)
        for url in {told(text).get("og:image", "") for text in pages.values()}
    )
    yield pages
    for each in (demo, app):
        with each.app_context():
            db.session.remove()
            db.engine.dispose()


def test_every_public_page_tells_its_title_text_picture_and_address(pages: dict[str, str]) -> None:
    shown = {path: text for path, text in pages.items() if path != "pictures"}
    assert {path for path, text in shown.items() if NEEDED - told(text).keys()} == set()
    for path, text in shown.items():
        tags = told(text)
        assert 0 < len(tags["description"]) <= 200, path
        assert tags["description"] == tags["og:description"]
        assert (
            tags["og:url"] == CANONICAL.findall(text)[0] == f"http://127.0.0.1{path}".rstrip("/")
            or path == "/"
            or "-" in path
        )
        assert tags["og:image"].startswith("http://127.0.0.1/")
    for name in ("og:title", "description"):
        counted = Counter(told(text)[name] for text in shown.values())
        twice = {
            told: [path for path, text in shown.items() if unescape(told) in unescape(text)]
            for told, n in counted.items()
            if n > 1
        }
        assert twice == {}


def test_every_picture_answers(pages: dict[str, str]) -> None:
    assert pages["pictures"]
    assert all(line.endswith(" 200") for line in pages["pictures"].splitlines())


def test_page_of_one_reader_an_error_and_an_unread_idea_tell_nothing(
    app: Flask, session: Session
) -> None:
    story = make_story(session)
    session.commit()
    rosa, person = signed_in(app, "Rosa")
    idea = make_idea(session, story.round, author=person, title="Unread", published=False)
    path = f"/rounds/{story.round.slug}/ideas/{idea.number}"
    session.commit()
    own = rosa.get(path, follow_redirects=True)
    assert own.status_code == 200
    for page in (own, rosa.get("/me"), rosa.get("/nothing"), rosa.get("/sign-in")):
        assert not told(page.text)
        assert not CANONICAL.findall(page.text)
