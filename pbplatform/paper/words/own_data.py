"""What rows of this slice are to a person, and what becomes of them.

Source: docs/rules/privacy.md.
"""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from pbplatform.paper.models.handing import PaperHand
from pbplatform.web.slices import OwnTable

OWN_DATA = (
    OwnTable(
        PaperHand,
        title=_l("Rounds in which you gave out ballot papers or logged returned ones"),
        then=_l("Stays: you acted in a public role."),
        mine=lambda whose: PaperHand.account_id == whose.account_id,
    ),
)
