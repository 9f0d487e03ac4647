"""What rows of this slice are to a person, and what becomes of them.

Source: docs/rules/privacy.md.
"""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from pbplatform.notices.models import DevMail
from pbplatform.web.slices import OwnTable

OWN_DATA = (
    OwnTable(
        DevMail,
        title=_l("Mails to you in the mailbox of a demonstration"),
        then=_l("Goes."),
        mine=lambda whose: DevMail.to_address == (whose.email or None),
        goes=True,
    ),
)
