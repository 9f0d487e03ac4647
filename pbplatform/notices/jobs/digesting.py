"""Digests that are due. Source: docs/rules/notices.md sections 8.6 and 9.4."""

from __future__ import annotations

import time
from datetime import datetime
from zoneinfo import ZoneInfo

from pbplatform.core.transaction import transaction
from pbplatform.notices.domain.schedule import SETTLES, SPANS, last_due
from pbplatform.notices.kinds import Often
from pbplatform.notices.services.digesting import (
    Window,
    digest_page,
    run_that_is_due,
    window_of,
)
from pbplatform.notices.services.spreading import Known
from pbplatform.notices.words.news import known

SECONDS_AT_ONCE = 5.0


def digest_due(*, now: datetime, timezone: ZoneInfo, seconds: float = SECONDS_AT_ONCE) -> int:
    """Write digests for some seconds; returns how many addresses were looked at.

    Call in an application context, outside `transaction()`.
    """
    what, until, looked_at = known(), time.monotonic() + seconds, 0
    for often in SPANS:
        due = last_due(often, now - SETTLES, timezone)
        with transaction() as session:  # from here on it is known that it fell due
            run_that_is_due(session, often, due)
        windows: dict[datetime, Window] = {}
        while time.monotonic() < until:
            found = _page(often, due, windows, what, now)
            if found is None:
                break
            looked_at += found
    return looked_at


def _page(
    often: Often, due: datetime, windows: dict[datetime, Window], what: Known, now: datetime
) -> int | None:
    """One page in one transaction; None where nothing is due any more."""
    with transaction() as session:
        run = run_that_is_due(session, often, due)
        if run is None:
            return None
        if run.due_at not in windows:
            windows.clear()
            windows[run.due_at] = window_of(session, run, what)
        return digest_page(session, run, windows[run.due_at], now=now)
