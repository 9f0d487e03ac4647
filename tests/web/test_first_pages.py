"""What readers open first is made before the port is opened. Source: docs/decisions/0095."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session
from werkzeug.test import EnvironBuilder, run_wsgi_app

from pbplatform.cli import wsgi
from pbplatform.web.templating import compile_ahead
from tests.factories import make_forum, make_place, make_round
from tests.keeping import pages_kept

# Where the pages are kept does not depend on the database.
pytestmark = pytest.mark.one_database


def _refused(_environ: object, _start: object) -> Any:
    raise AssertionError("this page was to be made before")


def test_first_readers_find_these_pages_made(app: Flask, session: Session) -> None:
    make_place(session)
    round_, forum = make_round(session), make_forum(session)
    session.commit()
    url: str = app.extensions["settings"].public_url
    with pages_kept(app) as kept:
        wsgi.make_first_pages(app)
        kept.inner, inner = _refused, kept.inner
        try:
            for path in (*wsgi.FIRST_PAGES, f"/{round_.path}", f"/{forum.path}"):
                asked = EnvironBuilder(path, url, headers={"Accept-Encoding": "gzip"})
                _body, status, _headers = run_wsgi_app(app.wsgi_app, asked.get_environ())
                assert status == "200 OK", path
        finally:
            kept.inner = inner


def test_a_database_that_does_not_answer_stops_no_start(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(_session: Session) -> Any:
        raise OperationalError("SELECT", {}, Exception("away"))

    monkeypatch.setattr(wsgi, "published_rounds", away)
    wsgi.make_first_pages(app)


def test_public_pages_are_compiled_ahead(wordy_app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    environment = wordy_app.jinja_env
    monkeypatch.setattr(environment, "get_template", asked.append)
    compile_ahead(environment)
    assert {"front/home.html", "points/promises.html", "errors/error.html"} <= set(asked)
    assert not any(name.startswith(("mails/", "desk/", "dev/")) for name in asked)
