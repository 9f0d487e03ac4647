"""The demonstration place for browser tests: seeded once, crawled as its people see it."""

from __future__ import annotations

import pickle
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Page

from config import Settings
from pbplatform import create_app
from pbplatform.accounts import services as accounts
from pbplatform.accounts.pages.cookies import COOKIE
from pbplatform.accounts.queries import account_by_email
from pbplatform.cli.database import upgrade
from pbplatform.core.db import db
from pbplatform.core.transaction import transaction
from pbplatform.demo.clock import start_clock
from pbplatform.demo.restart import keep_pristine
from pbplatform.demo.seed import FIRST_START, seed
from tests.apps import share_compiled
from tests.browser.conftest import serve
from tests.browsing import counted_queries

VISITOR = "visitor"
PEOPLE = (VISITOR, "rosa", "amina", "tom", "bea", "carla", "ines", "joan")
_LINK = re.compile(r'<a\b[^>]*\bhref="([^"#]+)')
# Downloads and pages that end a session are not walked.
_NOT_PAGES = (
    ".py",
    ".csv",
    ".zip",
    ".json",
    ".jsonl",
    ".pb",
    ".ics",
    ".atom",
    ".webp",
    ".md",
    ".pdf",
)


@dataclass(frozen=True)
class Hackford:
    """A served demonstration."""

    app: Flask
    address: str

    def cookie(self, persona: str) -> str:
        """A session of one of its people; empty for a visitor."""
        if persona == VISITOR:
            return ""
        with self.app.app_context():
            account = account_by_email(db.session(), f"{persona}@hackford.example")
            assert account is not None
            account_id = account.id
            with transaction() as session:
                token = accounts.open_session(session, account_id=account_id, now=FIRST_START)
            db.session.remove()
        return token

    def client(self, persona: str) -> FlaskClient:
        client = self.app.test_client()
        if token := self.cookie(persona):
            client.set_cookie(COOKIE, token)
        return client


def demo_app(folder: Path, url: str) -> Flask:
    """The application of a demonstration on the database at `url`."""
    made = create_app(
        Settings(
            mode="demo",
            row_clock=True,
            database_url=url,
            database_direct_url=url,
            secret_key="a secret of the demonstration in tests, long",
            key_dir=folder / "keys",
            files_dir=folder / "files",
            public_url="http://127.0.0.1",
        )
    )
    share_compiled(made)
    return made


def seed_once(folder: Path) -> None:
    """Make the demonstration in `folder`, for others to copy: that takes most of the time."""
    url = f"sqlite:///{folder / 'demo.db'}"
    upgrade(url)
    app = demo_app(folder, url)
    seed(app)
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
    keep_pristine(app)


@contextmanager
def opened(folder: Path, seeded: Path) -> Iterator[Flask]:
    """A fresh demonstration in `folder`, copied from a seeded one, on the first morning."""
    shutil.copytree(seeded, folder, dirs_exist_ok=True)
    app = demo_app(folder, f"sqlite:///{folder / 'demo.db'}")
    with app.app_context(), transaction() as session:
        start_clock(session, first=FIRST_START)
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@contextmanager
def hackford(folder: Path, seeded: Path) -> Iterator[Hackford]:
    """The same, served."""
    with opened(folder, seeded) as app, serve(app) as address:
        yield Hackford(app, address)


@dataclass(frozen=True)
class Walked:
    """A page that a person can reach by links."""

    path: str
    endpoint: str
    status: int
    text: str
    asked: int


def walk(
    place: Hackford, persona: str, *, start: str = "/", most: int = 520, each: int = 6
) -> list[Walked]:
    """Follow every link of the site as this person, `each` pages of every kind."""
    client = place.client(persona)
    adapter = place.app.url_map.bind("127.0.0.1")
    waiting, seen, kinds, found = [start, "/demo", "/desk"], set(), {}, []
    while waiting and len(found) < most:
        path = waiting.pop(0)
        bare = urlsplit(path).path
        if path in seen or bare.endswith(_NOT_PAGES):
            continue
        seen.add(path)
        try:
            endpoint, _given = adapter.match(bare)
        except Exception:  # an address without a page is found by asking for it
            endpoint = bare
        if kinds.get(endpoint, 0) >= each:
            continue
        with place.app.app_context(), counted_queries(place.app) as asked:
            answer = client.get(path)
        if answer.location is None:  # an address that only leads on is no page
            kinds[endpoint] = kinds.get(endpoint, 0) + 1
        html = answer.text if answer.mimetype == "text/html" else ""
        found.append(Walked(path, str(endpoint), answer.status_code, html, len(asked)))
        if answer.status_code in (200, 301, 302):
            for link in (*_LINK.findall(html), *filter(None, [answer.location])):
                target = urlsplit(urljoin(path, unescape(link)))
                if not target.netloc and target.scheme in ("", "http"):
                    waiting.append(target.path + (f"?{target.query}" if target.query else ""))
    return found


def recorded_walk(folder: Path, seeded: Path, persona: str) -> None:
    """Walk a demonstration that nobody has changed, and keep what was met in `folder`."""
    with opened(folder / "place", seeded) as app:
        found = walk(Hackford(app, ""), persona)
    (folder / "pages").write_bytes(pickle.dumps(found))


def be(page: Page, place: Hackford, persona: str) -> None:
    """Give the browser a session of one of the people."""
    page.context.clear_cookies()
    if token := place.cookie(persona):
        page.context.add_cookies([{"name": COOKIE, "value": token, "url": place.address}])
