"""What rows of this slice are to a person, and what becomes of them.

Source: docs/rules/privacy.md.
"""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from sqlalchemy import or_

from pbplatform.moderation.models import KeptWords, TextDecision, TextReport
from pbplatform.web.slices import OwnTable

OWN_DATA = (
    OwnTable(
        TextReport,
        title=_l("Reports of texts for which you left your address"),
        then=_l(
            "The address goes: you are not told any more. The report stays until it is settled."
        ),
        mine=lambda whose: TextReport.email == (whose.email or None),
        goes=True,
    ),
    OwnTable(
        TextDecision,
        title=_l("Decisions about words that you made or looked at again"),
        then=_l("Stays without your name: pages tell the role only."),
        mine=lambda whose: or_(
            TextDecision.by_account_id == whose.account_id,
            TextDecision.looked_by_account_id == whose.account_id,
        ),
    ),
    OwnTable(
        KeptWords,
        title=_l("Words that went from a text"),
        then=_l(
            "Stays apart until they are put back or erased for good. They belong to a text, "
            "not to an account."
        ),
    ),
)
