"""What rows of this slice are to a person, and what becomes of them.

Source: docs/rules/privacy.md.
"""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from pbplatform.notices.models import DevMail, Notice, NoticeAddress, NoticeChoice
from pbplatform.web.slices import OwnTable

OWN_DATA = (
    OwnTable(
        DevMail,
        title=_l("Mails to you in the mailbox of a demonstration"),
        then=_l("Goes."),
        mine=lambda whose: DevMail.to_address == (whose.email or None),
        goes=True,
    ),
    OwnTable(
        NoticeAddress,
        title=_l("Your address as we tell you news, and whether mails reach it"),
        then=_l("Goes."),
        mine=lambda whose: NoticeAddress.email == (whose.email or None),
        goes=True,
    ),
    OwnTable(
        NoticeChoice,
        title=_l("How often you want news, and of what"),
        then=_l("Goes."),
        mine=lambda whose: NoticeChoice.address_id.in_(
            select(NoticeAddress.id).where(NoticeAddress.email == (whose.email or None))
        ),
        goes=True,
    ),
    OwnTable(
        Notice,
        title=_l("Notices that you wrote as a facilitator"),
        then=_l(
            "Stays: what people do in public office keeps their name. No row says which "
            "account it was."
        ),
    ),
)
