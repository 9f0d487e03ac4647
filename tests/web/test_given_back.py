"""Whatever an answer took from the database is given back when it ends, without Python's sweep.

Source: docs/rules/running.md section 5.8.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from flask import Flask
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect
from werkzeug.test import EnvironBuilder

from pbplatform.accounts.pages.cookies import COOKIE
from tests.browser.hackford import PEOPLE, Hackford, opened
from tests.demonstration import Walks
from tests.given_back import no_sweep, taken_connections

pytestmark = pytest.mark.one_database
_LINK = re.compile(r'\b(?:href|src|action)="([^"#]+)')
# Files that are made while they are sent; a walk that missed them would show nothing.
MADE_WHILE_SENT = {
    *("log.site_file", "log.site_words", "log.round_file"),
    *("points.bundle", "results_bundle.bundle", "results.ballots_csv"),
}


@pytest.fixture
def app(tmp_path: Path, seeded: Path) -> Iterator[Flask]:
    with opened(tmp_path / "place", seeded) as place:
        yield place


def addresses(app: Flask, walks: Walks, persona: str) -> dict[str, str]:
    """One address of each kind that this person meets, files too, by the name of its route."""
    adapter = app.url_map.bind("127.0.0.1")
    found: dict[str, str] = {}
    for page in walks(persona):
        for link in (page.path, *_LINK.findall(page.text)):
            target = urlsplit(urljoin(page.path, unescape(link)))
            try:
                route = str(adapter.match(target.path)[0]) if not target.netloc else ""
            except (HTTPException, RequestRedirect):
                continue
            if route:
                found.setdefault(route, f"{target.path}?{target.query}".rstrip("?"))
    return found


def ask(app: Flask, path: str, cookie: str, *, pieces: int | None) -> int:
    """Ask as a web server does, and break off after so many pieces; the number of the answer."""
    headers = {"Cookie": f"{COOKIE}={cookie}"} if cookie else {}
    environ = EnvironBuilder(path=path, headers=headers).get_environ()
    numbers: list[int] = []

    def begin(status: str, _headers: object, _error: object = None) -> None:
        numbers.append(int(status.split()[0]))

    answer = app(environ, begin)
    try:
        for number, _piece in enumerate(answer, start=1):
            if number == pieces:
                break
    finally:
        getattr(answer, "close", lambda: None)()
    return numbers[0]


def keeping(place: Hackford, walks: Walks, met: set[str]) -> dict[str, str]:
    """What keeps a connection, by its route; `met` gets the routes that answered with something."""
    kept: dict[str, str] = {}
    for persona in PEOPLE:
        cookie = place.cookie(persona)
        for route, path in addresses(place.app, walks, persona).items():
            # These two end a session, or change who is signed in.
            if route in met or path.startswith(("/sign-out", "/demo")):
                continue
            before = taken_connections(place.app)
            if ask(place.app, path, cookie, pieces=None) == 200:
                met.add(route)
                ask(place.app, path, cookie, pieces=1)
            if taken_connections(place.app) > before:
                kept[route] = path
    return kept


def test_no_answer_keeps_a_connection_whole_or_broken_off(app: Flask, walks: Walks) -> None:
    met: set[str] = set()
    with no_sweep():
        assert not keeping(Hackford(app, ""), walks, met)
    assert met >= MADE_WHILE_SENT
    assert len(met) > 200
