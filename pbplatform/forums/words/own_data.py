"""What rows of this slice are to a person, and what becomes of them.

Source: docs/rules/privacy.md.
"""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from pbplatform.forums.models import Attendance, MinutesVersion
from pbplatform.web.slices import OwnTable

OWN_DATA = (
    OwnTable(
        Attendance,
        title=_l("Meetings at which you said you were"),
        then=_l("Goes: each had one person fewer."),
        mine=lambda whose: Attendance.account_id == whose.account_id,
        goes=True,
    ),
    OwnTable(
        MinutesVersion,
        title=_l("Minutes of meetings"),
        then=_l(
            "Stays: what people do in public office keeps their name. No row says which "
            "account it was."
        ),
    ),
)
