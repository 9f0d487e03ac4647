"""Whom facts about a point concern. Source: docs/rules/notices.md section 6."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.accounts.models import Account
from pbplatform.points.models import Point, PointSupport

ASKER, SUPPORTERS = "points.asker", "points.supporters"


def asker_of_point(session: Session, point_id: int) -> list[str]:
    """The address of whoever raised a point, where they have an account."""
    query = select(Account.email).join(Point, Point.raised_by_id == Account.id)
    return [each for each in session.scalars(query.where(Point.id == point_id)) if each]


def supporters_of_point(session: Session, point_id: int) -> list[str]:
    """Addresses of those who support a point."""
    query = select(Account.email).join(PointSupport, PointSupport.account_id == Account.id)
    query = query.where(PointSupport.point_id == point_id).order_by(Account.id)
    return [each for each in session.scalars(query) if each]
