"""A person who has their data erased is taken out of meetings. Source: docs/rules/privacy.md."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from pbplatform.core.own_data import Whose
from pbplatform.forums.models import Attendance, Correction, MinutesDraft


def forget_person(session: Session, whose: Whose, _words_too: bool, _now: datetime) -> None:
    """Nothing says any more that they were at a meeting; what they proposed stays, nameless."""
    session.execute(delete(MinutesDraft).where(MinutesDraft.account_id == whose.account_id))
    session.execute(
        update(Correction)
        .where(Correction.by_account_id == whose.account_id)
        .values(by_account_id=None, by_name="")
    )
    session.execute(delete(Attendance).where(Attendance.account_id == whose.account_id))
