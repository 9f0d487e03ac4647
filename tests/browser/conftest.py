"""A served app and a real Chromium: `site` (an empty place), `serve(app)`, `page`, `open_page`."""

from __future__ import annotations

import os
import pickle
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, sync_playwright
from werkzeug.serving import WSGIRequestHandler, make_server

from config import Settings
from pbplatform import create_app
from pbplatform.cli.database import upgrade
from pbplatform.core.db import db
from pbplatform.core.transaction import transaction
from tests.conftest import SetClock
from tests.factories import make_place
from tests.once import once
from tests.seconds import note_seconds, started_from_here

if TYPE_CHECKING:
    from tests.browser.hackford import Hackford, Walked

Walks = Callable[[str], "list[Walked]"]
"""What a person reaches by links, by the name of the person."""

ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PHONE, DESK = 320, 1280
_NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
_SWITCHES = [
    "--no-sandbox",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


class _Quiet(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: Any) -> None:
        """Requests of tests are not news."""


@contextmanager
def serve(app: Flask) -> Iterator[str]:
    """The app at an address of its own for as long as the block runs."""
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_Quiet)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture(scope="session")
def empty_site_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    folder = tmp_path_factory.mktemp("site")
    url = f"sqlite:///{folder / 'site.db'}"
    upgrade(url)
    app = create_app(
        Settings(
            mode="test",
            database_url=url,
            database_direct_url=url,
            secret_key="a secret of browser tests, thirty-two letters",
            key_dir=folder / "keys",
            files_dir=folder / "files",
            public_url="http://127.0.0.1",
        ),
        clock=SetClock(),
    )
    with app.app_context():
        with transaction() as session:
            make_place(session)
        db.session.remove()
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture(scope="session")
def site(empty_site_app: Flask) -> Iterator[str]:
    """Address of a place with nothing in it."""
    if not (ROOT / "static" / "vendor" / "core.css").exists():
        pytest.fail("the style sheets are not built: run `make assets`")
    with serve(empty_site_app) as address:
        yield address


def _chromium() -> str:
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, _NAMES)), "")
    if not found:
        pytest.fail("no Chromium: install it (`apt-get install chromium`) or set CHROMIUM")
    return found


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=_chromium(), args=_SWITCHES)
        yield launched
        note_seconds(*started_from_here("chrom"))
        launched.close()


OpenPage = Callable[..., Page]


@pytest.fixture
def open_page(browser: Browser) -> Iterator[OpenPage]:
    """`open_page(url, width=320, scripts=True)`; the test fails on any message in the console."""
    opened: list[Page] = []
    said: list[str] = []

    def opener(url: str, *, width: int = DESK, height: int = 800, scripts: bool = True) -> Page:
        page = browser.new_page(viewport={"width": width, "height": height})
        opened.append(page)
        page.on("pageerror", lambda error: said.append(str(error)))
        if scripts:
            page.on("console", lambda message: said.append(message.text))
        else:
            page.route("**/*.js*", lambda route: route.abort())
        page.goto(url)
        page.wait_for_load_state("networkidle")
        return page

    yield opener
    for page in opened:
        page.close()
    assert [text for text in said if "the server responded with a status" not in text] == []


def assert_accessible(page: Page) -> None:
    """axe finds nothing, by WCAG 2.2 A and AA and good practice."""
    if not AXE.exists():
        pytest.fail("axe-core is not installed: run `make assets`")
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text())
    # Only what is wrong is written up: the rest is most of the work.
    only = "rules => axe.run(document, {runOnly: rules, resultTypes: ['violations']})"
    result = page.evaluate(only, RULES)
    found = [
        f"{each['id']}: {node['target']} {node['failureSummary']}"
        for each in result["violations"]
        for node in each["nodes"]
    ]
    assert found == [], "\n".join(found)


_WIDE = """() => {
  const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
  if (wide <= 0) return [];
  return [...document.querySelectorAll("body *")].filter((element) => {
    const box = element.getBoundingClientRect();
    return box.right > innerWidth + 1 || box.left < -1;
  }).slice(0, 8).map((element) => `${element.tagName}.${element.className}`).concat(`${wide} px`);
}"""


def assert_no_sideways_scroll(page: Page) -> None:
    assert page.evaluate(_WIDE) == []


@pytest.fixture(scope="session")
def seeded(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a demonstration that nobody opens, only copies."""
    from tests.browser.hackford import seed_once  # it is served by what stands above

    return once(request.config, tmp_path_factory, "seeded", seed_once)


@pytest.fixture(scope="session")
def walks(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, seeded: Path
) -> Walks:
    """What each person of the demonstration reaches on its first morning, walked once in a run."""
    from tests.browser.hackford import recorded_walk  # it is served by what stands above

    def walked(persona: str) -> list[Walked]:
        def record(folder: Path) -> None:
            recorded_walk(folder, seeded, persona)

        folder = once(request.config, tmp_path_factory, f"walk-{persona}", record)
        found: list[Walked] = pickle.loads((folder / "pages").read_bytes())  # noqa: S301  # our own
        return found

    return cache(walked)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory, seeded: Path) -> Iterator[Hackford]:
    """The demonstration on its first morning, served."""
    from tests.browser.hackford import hackford  # it is served by what stands above

    with hackford(tmp_path_factory.mktemp("hackford"), seeded) as made:
        yield made
