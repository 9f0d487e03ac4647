"""A person who has their data erased is taken out of what is sent, and out of the mailbox.

Source: docs/rules/privacy.md.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from pbplatform.core.own_data import Whose
from pbplatform.notices.models import DevMail
from pbplatform.notices.services.following import forget_address


def forget_person(session: Session, whose: Whose, _words_too: bool, _now: datetime) -> None:
    """Mails to them go, and what they chose; what they follow goes with the account."""
    if whose.email:
        session.execute(delete(DevMail).where(DevMail.to_address == whose.email))
        forget_address(session, whose.email)
