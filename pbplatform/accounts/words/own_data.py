"""What rows of this slice are to a person, and what becomes of them.

Source: docs/rules/privacy.md.
"""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from sqlalchemy import or_

from pbplatform.accounts.models import (
    Account,
    AccountLink,
    AuditorLook,
    Contact,
    LoginSession,
    MailLink,
    PairAct,
    RoleGrant,
    RoleInvitation,
)
from pbplatform.web.slices import OwnTable

OWN_DATA = (
    OwnTable(
        Account,
        title=_l("Your account"),
        then=_l(
            "Address and language go. Your name goes too, unless you ever held a public "
            "role. The address can be used again."
        ),
        mine=lambda whose: Account.id == whose.account_id,
    ),
    OwnTable(
        LoginSession,
        title=_l("Browsers in which you are signed in"),
        then=_l("Goes: you are signed out everywhere."),
        mine=lambda whose: LoginSession.account_id == whose.account_id,
        goes=True,
    ),
    OwnTable(
        MailLink,
        title=_l("Links to sign in that were mailed to you"),
        then=_l("Goes: they work no longer."),
        mine=lambda whose: MailLink.email == (whose.email or None),
        goes=True,
    ),
    OwnTable(
        AccountLink,
        title=_l("Links to change your address or to erase your data"),
        then=_l("Goes: they work no longer."),
        mine=lambda whose: AccountLink.account_id == whose.account_id,
        goes=True,
    ),
    OwnTable(
        Contact,
        title=_l("News for which you left your address"),
        then=_l("Goes: you get no news any more."),
        mine=lambda whose: Contact.email == (whose.email or None),
        goes=True,
    ),
    OwnTable(
        RoleGrant,
        title=_l("Roles you hold or held, and gave"),
        then=_l("Stays with your name: who held a public role is public history."),
        mine=lambda whose: or_(
            RoleGrant.account_id == whose.account_id, RoleGrant.granted_by == whose.account_id
        ),
    ),
    OwnTable(
        PairAct,
        title=_l("Acts by two people in which you were one"),
        then=_l("Stays: both names stand in the public log."),
        mine=lambda whose: or_(
            PairAct.asked_by == whose.account_id, PairAct.decided_by == whose.account_id
        ),
    ),
    OwnTable(
        AuditorLook,
        title=_l("How far you looked at the log as an auditor"),
        then=_l("Stays: you acted in a public role."),
        mine=lambda whose: AuditorLook.account_id == whose.account_id,
    ),
    OwnTable(
        RoleInvitation,
        title=_l("Roles you were asked to take, or asked others to take"),
        then=_l("An offer to you goes unless you took it. What you did in a public role stays."),
        mine=lambda whose: or_(
            RoleInvitation.account_id == whose.account_id,
            RoleInvitation.asked_by == whose.account_id,
            RoleInvitation.confirmed_by == whose.account_id,
        ),
    ),
)
