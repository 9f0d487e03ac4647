"""What rows of this slice are to a person, and what becomes of them.

Source: docs/rules/privacy.md.
"""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from pbplatform.changes.models import ChangedDecision, ChangeVersion
from pbplatform.web.slices import OwnTable

OWN_DATA = (
    OwnTable(
        ChangedDecision,
        title=_l("Decisions that were changed, and taken back"),
        then=_l(
            "Stays: what people do in public office keeps their name. No row says which "
            "account it was."
        ),
    ),
    OwnTable(
        ChangeVersion,
        title=_l("What you said of decisions that were changed"),
        then=_l("Stays: what people do in public office keeps their name."),
        mine=lambda whose: ChangeVersion.first_id == whose.account_id,
    ),
)
