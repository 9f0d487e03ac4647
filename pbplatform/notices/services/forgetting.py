"""A person who has their data erased is taken out of the mailbox of a demonstration.

Source: docs/rules/privacy.md.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from pbplatform.core.own_data import Whose
from pbplatform.notices.models import DevMail


def forget_person(session: Session, whose: Whose, _words_too: bool, _now: datetime) -> None:
    """Mails to them go."""
    if whose.email:
        session.execute(delete(DevMail).where(DevMail.to_address == whose.email))
