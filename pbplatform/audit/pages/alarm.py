"""Every page says so when a log is not the one that this machine saw or signed.

Source: docs/rules/audit.md section 6.4.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from flask import current_app, render_template
from markupsafe import Markup

from pbplatform.audit.queries.marks import ApartLogs
from pbplatform.web.marked import marked

_KEEP_SECONDS = 5.0  # the file is read so often, by each process


def alarm(_things: Sequence[None]) -> Callable[[None], Markup]:
    """A red line on top of every page while logs and their seals do not agree; else nothing."""
    apart = logs_apart()
    return lambda _thing: marked(render_template("audit/apart.html")) if apart else Markup("")


def logs_apart() -> list[str]:
    """The logs that do not agree, as this process knew a moment ago."""
    known: tuple[float, list[str]] | None = current_app.extensions.get("logs_apart")
    at = time.monotonic()
    if known is None or at - known[0] > _KEEP_SECONDS:
        known = at, ApartLogs(current_app.extensions["settings"].key_dir).read()
        current_app.extensions["logs_apart"] = known
    return known[1]
