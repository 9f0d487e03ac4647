"""What rows of this slice are to a person, and what becomes of them.

Source: docs/rules/privacy.md.
"""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from pbplatform.audit.models import LogReference, LogWords
from pbplatform.web.slices import OwnTable

OWN_DATA = (
    OwnTable(
        LogReference,
        title=_l("Entries of the public log that you stand behind"),
        then=_l("The entry stays, and nobody can tell any more that it is yours."),
        mine=lambda whose: LogReference.reference == f"account:{whose.account_id}",
        goes=True,
    ),
    OwnTable(
        LogWords,
        title=_l("Words beside the public log"),
        then=_l("Stays: words of staff about acts, not about accounts. A decision can erase them."),
    ),
)
