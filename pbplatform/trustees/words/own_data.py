"""What rows of this slice are to a person, and what becomes of them.

Source: docs/rules/privacy.md.
"""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from pbplatform.trustees.models import TrusteeAccount
from pbplatform.web.slices import OwnTable

OWN_DATA = (
    OwnTable(
        TrusteeAccount,
        title=_l("Shares of a box for which you were asked to sign in, or do"),
        then=_l(
            "Goes. What you confirmed in the public office of a trustee stays in the log, under "
            "the name of the public file."
        ),
        mine=lambda whose: TrusteeAccount.account_id == whose.account_id,
        goes=True,
    ),
)
