"""The application as a web server asks for it: `gunicorn 'pbplatform.cli.wsgi:make_app()'`."""

from __future__ import annotations

import os

from flask import Flask

from pbplatform import create_app
from pbplatform.cli.installation import settings
from pbplatform.core import log_lines


def make_app() -> Flask:
    """The application of this installation's environment."""
    os.umask(0o077)  # gunicorn has its own
    log_lines.install()
    return create_app(settings())
