"""Many points at once, as a forum has them after years: for tests of what lists cost."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from pbplatform.points.models import Answer, Assignment, Point


def more_points(
    session: Session,
    forum_id: int,
    number: int,
    *,
    team_id: int,
    by_account_id: int,
    first: date,
    till: datetime,
    late: int = 20,
) -> None:
    """Public points that came between two days; all were answered but the newest, some too late.

    Args:
        late: so many were never answered, and are late since long ago.
    """
    from_n = session.scalar(select(func.max(Point.number)).where(Point.forum_id == forum_id)) or 0
    from_id = session.scalar(select(func.max(Point.id))) or 0
    span = (till.date() - first).days
    points, given, answers = [], [], []
    for n in range(1, number + 1):
        came = till - timedelta(days=(number - n) * span // number)
        point_id = from_id + n
        points.append(
            {
                "id": point_id,
                "forum_id": forum_id,
                "number": from_n + n,
                "kind": "request",
                "state": "published",
                "title": f"Point {n}",
                "verbatim": "They overflow.",
                "verbatim_salt": b"s" * 32,
                "raised_as": "Rosa",
                "came_at": came,
                "decided_at": came,
                "refusal": "",
                "calendar_version": 1,
                "answer_days": 20,
            }
        )
        taken = {"passed_on": False, "reason": "", "by_name": "", "sent_back_reason": ""}
        at = {"made_at": came, "taken_at": came}
        given.append({"point_id": point_id, "n": 1, "team_id": team_id, **taken, **at})
        waits = n <= late or n > number - late
        if not waits:
            day = came.date() + timedelta(days=7 + n % 30)
            answers.append(
                {
                    "point_id": point_id,
                    "n": 1,
                    "team_id": team_id,
                    "kind": "already" if n % 2 else "yes",
                    "sentence": "It is done.",
                    "explanation": "",
                    "link": "",
                    "by_account_id": by_account_id,
                    "by_name": "Tom",
                    "by_title": "",
                    "published_at": came,
                    "day": day,
                }
            )
    # In parts, and not as rows of the mapper's: what is kept follows once for all of them.
    connection = session.connection()
    for model, rows in ((Point, points), (Assignment, given), (Answer, answers)):
        for at_row in range(0, len(rows), 2000):
            connection.execute(insert(model), rows[at_row : at_row + 2000])
