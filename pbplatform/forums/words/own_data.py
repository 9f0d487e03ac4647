"""What rows of this slice are to a person, and what becomes of them.

Source: docs/rules/privacy.md.
"""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from pbplatform.accounts.models import Contact
from pbplatform.forums.models import (
    AgendaItem,
    Attendance,
    AttendanceRecord,
    Correction,
    CorrectionDecision,
    MeetingChange,
    MinutesDraft,
    MinutesVersion,
    OfficialPresent,
    Registration,
)
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
    OwnTable(
        Correction,
        title=_l("Corrections of minutes that you proposed"),
        then=_l("Stays without your name: it was read and decided in public."),
        mine=lambda whose: Correction.by_account_id == whose.account_id,
    ),
    OwnTable(
        MinutesDraft,
        title=_l("Minutes you began to write"),
        then=_l("Goes: they are not sent out."),
        mine=lambda whose: MinutesDraft.account_id == whose.account_id,
        goes=True,
    ),
    OwnTable(
        OfficialPresent,
        title=_l("Meetings at which you were as an official"),
        then=_l("Stays with your name: you acted in a public role."),
        mine=lambda whose: OfficialPresent.account_id == whose.account_id,
    ),
    OwnTable(
        AttendanceRecord,
        title=_l("How many were at a meeting"),
        then=_l("Stays: what people do in public office keeps their name."),
    ),
    OwnTable(
        CorrectionDecision,
        title=_l("Decisions about corrections of minutes"),
        then=_l("Stays: what people do in public office keeps their name."),
    ),
    OwnTable(
        Registration,
        title=_l("Meetings for which you said that you come, with your address"),
        then=_l("Your name and needs go. How many come stays counted."),
        mine=lambda whose: Registration.contact_id.in_(
            select(Contact.id).where(Contact.email == (whose.email or None))
        ),
        goes=True,
    ),
    OwnTable(
        AgendaItem,
        title=_l("Items of an agenda"),
        then=_l("Stays: what people do in public office keeps their name."),
    ),
    OwnTable(
        MeetingChange,
        title=_l("Changes of a meeting"),
        then=_l("Stays: what people do in public office keeps their name."),
    ),
)
