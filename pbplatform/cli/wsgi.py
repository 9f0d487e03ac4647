"""The application as a web server asks for it: `gunicorn 'pbplatform.cli.wsgi:make_app()'`."""

from __future__ import annotations

import os

from flask import Flask

from pbplatform import create_app
from pbplatform.cli.installation import settings
from pbplatform.core import log_lines
from pbplatform.web.templating import compile_ahead


def make_app() -> Flask:
    """The application of this installation's environment."""
    os.umask(0o077)  # gunicorn has its own
    log_lines.install()
    given = settings()
    app = create_app(given)
    if given.mode == "production":
        compile_ahead(app.jinja_env)
    return app
