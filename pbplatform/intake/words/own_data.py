"""What rows of this slice are to a person, and what becomes of them.

Source: docs/rules/privacy.md.
"""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from pbplatform.intake.models import Written
from pbplatform.web.slices import OwnTable

OWN_DATA = (
    OwnTable(
        Written,
        title=_l("What staff wrote down for you, and you took over with your slip"),
        then=_l("Stays without you: where it was said, and who wrote it down."),
        mine=lambda whose: Written.claimed_by_id == whose.account_id,
    ),
)
