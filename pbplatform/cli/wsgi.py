"""The application as a web server asks for it: `gunicorn 'pbplatform.cli.wsgi:make_app()'`."""

from __future__ import annotations

import gc
import os
from functools import partial

from flask import Flask
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import configure_mappers
from werkzeug.test import EnvironBuilder, run_wsgi_app

from pbplatform import create_app
from pbplatform.cli.installation import settings
from pbplatform.core import log_lines
from pbplatform.core.db import db
from pbplatform.forums.queries import forums
from pbplatform.rounds.queries import published_rounds
from pbplatform.web.templating import compile_ahead

FIRST_PAGES = ("/", "/rounds", "/forums", "/promises", "/projects", "/log")
MOST_ROUNDS = 5  # and forums, the newest first


def make_app() -> Flask:
    """The application of this installation's environment."""
    os.umask(0o077)  # gunicorn has its own
    log_lines.install()
    given = settings()
    app = create_app(given)
    if given.mode == "production":
        compile_ahead(app.jinja_env)
        warm(app)
        app.extensions["in_new_process"] = partial(connect_ahead, app)
    return app


def warm(app: Flask) -> None:
    """Do what the first requests would wait for, and leave nothing open.

    gunicorn has the application made before it opens its port, and then divides: no connection may
    be used on both sides. What is there by now stays, so nobody need look at it again to find what
    can go (`gc.freeze`).
    """
    configure_mappers()
    for each in app.extensions["slices"]:
        if each.warm is not None:
            each.warm(app)
    make_first_pages(app)
    with app.app_context():
        app.extensions["kept_pages"].versions.close()
        db.session.remove()
        db.engine.dispose()
    gc.collect()
    gc.freeze()


def make_first_pages(app: Flask) -> None:
    """Make the pages that most readers open first, as if somebody had asked for them.

    They are kept where pages are kept, and every statement and word of them is at hand; where one
    cannot be made, whoever asks for it is told so.
    """
    with app.app_context():
        try:
            found = [round_.path for round_ in published_rounds(db.session())[:MOST_ROUNDS]]
            found += [forum.path for forum in forums(db.session())[:MOST_ROUNDS]]
        except SQLAlchemyError:
            app.logger.exception("no pages could be made ahead")
            return
        finally:
            db.session.remove()
    url: str = app.extensions["settings"].public_url
    for path in (*FIRST_PAGES, *(f"/{each}" for each in found)):
        builder = EnvironBuilder(path=path, base_url=url, headers=[("Accept-Encoding", "gzip")])
        run_wsgi_app(app.wsgi_app, builder.get_environ(), buffered=True)
        builder.close()


def connect_ahead(app: Flask, many: int) -> None:
    """Have so many connections in the pool, so that no request of a new process waits for its own.

    They are made as a request makes them, so that each keeps how long a request waits for a lock.
    Where the database does not answer, requests will say so.
    """
    opened = []
    try:
        with app.test_request_context():
            opened = [db.engine.connect() for _connection in range(many)]
    except SQLAlchemyError:
        app.logger.exception("no connections could be made ahead")
    for connection in opened:
        connection.close()
