"""The application as a web server asks for it: `gunicorn 'pbplatform.cli.wsgi:make_app()'`."""

from __future__ import annotations

from flask import Flask

from pbplatform import create_app
from pbplatform.cli.installation import settings


def make_app() -> Flask:
    """The application of this installation's environment."""
    return create_app(settings())
