"""Whom a meeting concerns beside those who asked for news: people who raised a point there."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.accounts.models import Account
from pbplatform.points.models import Point


def askers_of_meeting(session: Session, meeting_id: int) -> list[str]:
    """Addresses of those who raised a point of this meeting and have an address."""
    query = (
        select(Account.email)
        .join(Point, Point.raised_by_id == Account.id)
        .where(Point.meeting_id == meeting_id, Account.email.is_not(None))
        .distinct()
    )
    return [email for email in session.scalars(query) if email]
