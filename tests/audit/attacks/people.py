"""A forum beside the vote: a meeting with approved minutes, two points, one answered in time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy.orm import Session

from pbplatform.forums import services as forums
from pbplatform.forums.kinds import MinutesKind
from pbplatform.points import services as points
from tests.factories import COMMAND, make_forum, make_meeting, make_person, make_point
from tests.points.people import NO

EVENING = datetime(2026, 12, 1, 18, 0, tzinfo=UTC)
MINUTES = "Eleven people came.\n\nThe lamps in Mill Lane are out."
APPROVED = EVENING + timedelta(days=20)
ASKED = datetime(2027, 1, 4, 9, 0, tzinfo=UTC)
ANSWERED = ASKED + timedelta(days=2)


def begin_forum(session: Session) -> None:
    """Rosa asks twice, Tom answers once; the minutes of a meeting are approved."""
    forum = make_forum(session)
    here = "team:environment"
    rosa = make_person(session, "Rosa")
    tom = make_person(session, "Tom", role="official", scope=here, title="Waste officer")
    bea = make_person(session, "Bea", role="facilitator", scope="forum:town-forum")
    meeting = make_meeting(session, forum, EVENING)
    for kind, now in (
        (MinutesKind.CIRCULATED, EVENING + timedelta(days=1)),
        (MinutesKind.APPROVED, APPROVED),
    ):
        forums.write_minutes(
            session, actor=COMMAND, meeting_id=meeting.id, kind=kind, text=MINUTES, now=now
        )
    for text in (NO, None):
        point = make_point(session, forum, rosa, now=ASKED)
        points.assign(session, actor=bea, point_id=point.id, team_slug="environment", now=ASKED)
        if text is not None:
            points.publish_answer(session, actor=tom, point_id=point.id, text=text, now=ANSWERED)
    session.flush()


__all__ = ["ANSWERED", "APPROVED", "ASKED", "MINUTES", "begin_forum"]
