"""A person who has their data erased is taken out of meetings. Source: docs/rules/privacy.md."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from pbplatform.core.own_data import Whose
from pbplatform.forums.models import Attendance


def forget_person(session: Session, whose: Whose, _words_too: bool, _now: datetime) -> None:
    """Nothing says any more that they were at a meeting."""
    session.execute(delete(Attendance).where(Attendance.account_id == whose.account_id))
