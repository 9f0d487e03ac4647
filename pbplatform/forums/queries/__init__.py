"""Reading forums, meetings, minutes and points."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session

from pbplatform.core.errors import NotFound
from pbplatform.forums.kinds import CorrectionState, MinutesKind
from pbplatform.forums.models import Correction, ForumSeries, Meeting, MinutesVersion
from pbplatform.forums.queries.attendance import (
    attendance_records,
    attended,
    count_attendance,
    officials_present,
)
from pbplatform.forums.queries.corrections import (
    correction_by_number,
    corrections_of,
    decisions_of,
    undecided_corrections,
)
from pbplatform.forums.queries.minutes import (
    MinutesStanding,
    draft_of,
    drafts_of_others,
    minutes_are_overdue,
    minutes_standing,
    minutes_versions,
    newest_minutes,
    public_minutes,
    standings,
    version_by_number,
    working_days_late,
)

__all__ = [
    "Coming",
    "MinutesStanding",
    "attendance_records",
    "attended",
    "correction_by_number",
    "corrections_of",
    "count_attendance",
    "decisions_of",
    "draft_of",
    "drafts_of_others",
    "forum_by_slug",
    "forums",
    "meeting_on",
    "meetings",
    "meetings_to_approve",
    "meetings_without_minutes",
    "minutes_are_overdue",
    "minutes_standing",
    "minutes_versions",
    "newest_minutes",
    "next_meetings",
    "officials_present",
    "public_minutes",
    "standings",
    "undecided_corrections",
    "version_by_number",
    "working_days_late",
]


def forum_by_slug(session: Session, slug: str) -> ForumSeries:
    """The forum; NotFound when there is none."""
    forum = session.scalar(select(ForumSeries).where(ForumSeries.slug == slug))
    if forum is None:
        raise NotFound("forum.not_found")
    return forum


def forums(session: Session) -> list[ForumSeries]:
    """All forums by name."""
    return list(session.scalars(select(ForumSeries).order_by(ForumSeries.name, ForumSeries.id)))


def meeting_on(session: Session, forum_id: int, day: date) -> Meeting:
    """The meeting of that day; NotFound when there is none."""
    found = session.scalar(select(Meeting).where(Meeting.forum_id == forum_id, Meeting.day == day))
    if found is None:
        raise NotFound("meeting.not_found")
    return found


def meetings(session: Session, forum_ids: Iterable[int]) -> list[Meeting]:
    """Meetings of these forums, the newest day first."""
    query = select(Meeting).where(Meeting.forum_id.in_(list(forum_ids)))
    return list(session.scalars(query.order_by(Meeting.day.desc(), Meeting.id)))


def meetings_without_minutes(
    session: Session, forum_ids: Iterable[int], today: date
) -> list[Meeting]:
    """Meetings of these forums that have begun and sent out no minutes, the oldest first."""
    query = select(Meeting).where(
        Meeting.forum_id.in_(list(forum_ids)),
        Meeting.day <= today,
        Meeting.circulated_on.is_(None),
        Meeting.cancelled_at.is_(None),
    )
    return list(session.scalars(query.order_by(Meeting.day, Meeting.id)))


def meetings_to_approve(session: Session, forum_ids: Iterable[int]) -> list[Meeting]:
    """Meetings of these forums whose public minutes still wait for something, oldest first."""
    approved = exists().where(
        MinutesVersion.meeting_id == Meeting.id,
        MinutesVersion.kind.in_([MinutesKind.APPROVED, MinutesKind.AMENDED]),
    )
    unmade = exists().where(
        Correction.meeting_id == Meeting.id,
        Correction.state == CorrectionState.ACCEPTED,
        Correction.made_in.is_(None),
    )
    query = select(Meeting).where(
        Meeting.forum_id.in_(list(forum_ids)),
        Meeting.circulated_on.is_not(None),
        or_(~approved, unmade),
    )
    return list(session.scalars(query.order_by(Meeting.day, Meeting.id)))


@dataclass(frozen=True)
class Coming:
    """The next meeting of a forum, for the home page."""

    forum: ForumSeries
    meeting: Meeting


def next_meetings(session: Session, now: datetime) -> list[Coming]:
    """Meetings that are still to come and not cancelled, the soonest first."""
    query = (
        select(ForumSeries, Meeting)
        .join(Meeting, Meeting.forum_id == ForumSeries.id)
        .where(Meeting.starts_at > now, Meeting.cancelled_at.is_(None))
        .order_by(Meeting.starts_at, Meeting.id)
    )
    return [Coming(forum, meeting) for forum, meeting in session.execute(query)]
