"""What rows of this slice are to a person, and what becomes of them.

Source: docs/rules/privacy.md.
"""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from sqlalchemy import or_

from pbplatform.paper.models.batches import PaperBatch, PaperEntry
from pbplatform.paper.models.handing import PaperHand
from pbplatform.web.slices import OwnTable

OWN_DATA = (
    OwnTable(
        PaperHand,
        title=_l("Rounds in which you gave out ballot papers or logged returned ones"),
        then=_l("Stays: you acted in a public role."),
        mine=lambda whose: PaperHand.account_id == whose.account_id,
    ),
    OwnTable(
        PaperBatch,
        title=_l("Batches of ballot papers that you logged, settled or asked to seal"),
        then=_l("Stays: you acted in a public role."),
        mine=lambda whose: or_(
            PaperBatch.logged_by_id == whose.account_id,
            PaperBatch.settled_by_id == whose.account_id,
            PaperBatch.ready_by_id == whose.account_id,
        ),
    ),
    OwnTable(
        PaperEntry,
        title=_l("Batches of ballot papers that you entered"),
        then=_l("That you entered it stays. What you typed goes when it is sealed or refused."),
        mine=lambda whose: PaperEntry.account_id == whose.account_id,
    ),
)
