"""The least that a page could cost: a Flask application that answers two letters."""

from __future__ import annotations

from flask import Flask


def make_app() -> Flask:
    """The application that gunicorn is told to serve, or that a test client asks."""
    app = Flask("fixed")
    app.add_url_rule("/", view_func=lambda: "ok")
    return app
