"""What rows of this slice are to a person, and what becomes of them.

Source: docs/rules/privacy.md.
"""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from pbplatform.core.facts import NewsFact
from pbplatform.core.outbox import OutboxRow
from pbplatform.core.tries import TryCount
from pbplatform.web.slices import OwnTable

OWN_DATA = (
    OwnTable(
        OutboxRow,
        title=_l("Mails to you that are not sent yet"),
        then=_l("Goes: they are not sent any more."),
        mine=lambda whose: OutboxRow.payload["to"].as_string() == (whose.email or None),
        goes=True,
    ),
    OwnTable(
        NewsFact,
        title=_l("Addresses that a piece of news reached already"),
        then=_l("Within minutes a hash that nobody can turn back. Gone after 30 days."),
    ),
    OwnTable(
        TryCount,
        title=_l("How often something was tried"),
        then=_l(
            "Nobody can find yours: a hash whose key is another one each day. Gone after a day."
        ),
    ),
)
