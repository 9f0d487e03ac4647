"""What rows of this slice are to a person. Source: docs/rules/privacy.md."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from pbplatform.reopening.models import KeyEnd, OpenedAgain
from pbplatform.web.slices import OwnTable

_PUBLIC_ROLE = _l("Stays: it is what somebody did in a public role.")

OWN_DATA = (
    OwnTable(
        OpenedAgain,
        title=_l("Boxes of votes that you opened again"),
        then=_PUBLIC_ROLE,
        mine=lambda whose: OpenedAgain.by_id == whose.account_id,
    ),
    OwnTable(KeyEnd, title=_l("Who decided the end of a key"), then=_PUBLIC_ROLE),
)
