"""A person who has their data erased is taken out of meetings. Source: docs/rules/privacy.md."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from pbplatform.accounts.models import Contact
from pbplatform.core.kept_changes import TOLD
from pbplatform.core.own_data import Whose
from pbplatform.forums.models import Attendance, Correction, MinutesDraft, Registration


def forget_person(session: Session, whose: Whose, _words_too: bool, now: datetime) -> None:
    """Nothing says any more that they were at a meeting; what they proposed stays, nameless."""
    _forget_registrations(session, whose, now)
    session.execute(delete(MinutesDraft).where(MinutesDraft.account_id == whose.account_id))
    session.execute(
        update(Correction)
        .where(Correction.by_account_id == whose.account_id)
        .values(by_account_id=None, by_name="")
        .execution_options(**{TOLD: True})  # no minutes wait for anything else because of it
    )
    session.execute(delete(Attendance).where(Attendance.account_id == whose.account_id))


def _forget_registrations(session: Session, whose: Whose, now: datetime) -> None:
    """How many come stays counted; nobody knows who."""
    if whose.email:
        theirs = select(Contact.id).where(Contact.email == whose.email)
        session.execute(
            update(Registration)
            .where(Registration.contact_id.in_(theirs))
            .values(
                name="", needs="", listed=False, token_hash=None, contact_id=None, forgotten_at=now
            )
        )
