"""Budget lines that are late since these days."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from pbplatform.delivery.kinds import ProjectStanding
from pbplatform.delivery.queries import standings


def lines_late_since(
    session: Session, *, now: datetime, within: timedelta
) -> list[tuple[int, int, date]]:
    """Winners whose line was due within so many days before today, and is not given.

    Returns:
        Round, number of the project, and the last day on which its line was in time.
    """
    return [
        (view.round_id, view.number, view.line_due)
        for view in standings(session, now=now)
        if view.standing is ProjectStanding.LINE_LATE
        and view.line_due is not None
        and view.today <= view.line_due + within
    ]
