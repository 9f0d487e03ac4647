"""Facts to those who want them at once. Source: docs/rules/notices.md section 9."""

from __future__ import annotations

import time
from datetime import datetime

from pbplatform.core.transaction import transaction
from pbplatform.notices.services.spreading import spread_page
from pbplatform.notices.words.news import known

SECONDS_AT_ONCE = 5.0


def spread_due(*, now: datetime) -> int:
    """Write mails for some seconds, a page in each transaction; returns how many pages there were.

    Call in an application context, outside `transaction()`.
    """
    what, pages, until = known(), 0, time.monotonic() + SECONDS_AT_ONCE
    while time.monotonic() < until:
        with transaction() as session:
            if not spread_page(session, what, now=now):
                break
        pages += 1
    return pages
