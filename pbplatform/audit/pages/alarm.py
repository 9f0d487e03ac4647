"""Every page says so when a log is not the one that this machine saw or signed.

Source: docs/rules/audit.md section 6.4.
"""

from __future__ import annotations

import time

from flask import Flask, current_app

from pbplatform.audit.queries.marks import ApartLogs
from pbplatform.web.kept_pages import pages_also_show

_KEEP_SECONDS = 5.0  # the file is read so often, by each process


def show_alarm(app: Flask) -> None:
    """Let the layout of every page ask."""
    app.jinja_env.globals["logs_apart"] = logs_apart
    pages_also_show(app, lambda: tuple(logs_apart()))


def logs_apart() -> list[str]:
    """The logs that do not agree, as this process knew a moment ago."""
    known: tuple[float, list[str]] | None = current_app.extensions.get("logs_apart")
    at = time.monotonic()
    if known is None or at - known[0] > _KEEP_SECONDS:
        known = at, ApartLogs(current_app.extensions["settings"].key_dir).read()
        current_app.extensions["logs_apart"] = known
    return known[1]
