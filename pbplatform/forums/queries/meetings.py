"""Reading forums and their meetings."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import BindParameter, bindparam, func, select
from sqlalchemy.orm import Session

from pbplatform.core.errors import NotFound
from pbplatform.core.kept_lists import KeptRow
from pbplatform.core.reading_once import read_once
from pbplatform.forums.domain.kept import MINUTES, WAITING
from pbplatform.forums.models import (
    ForumSeries,
    Meeting,
    MeetingChange,
)

# What many pages ask is built once: to build a statement takes longer than to send it.
_FORUMS = select(ForumSeries).order_by(ForumSeries.name, ForumSeries.id)
_BY_SLUG = select(ForumSeries).where(ForumSeries.slug == bindparam("wanted"))
_MEETINGS = (
    select(Meeting)
    .where(Meeting.forum_id.in_(bindparam("forums", expanding=True)))
    .order_by(Meeting.starts_at.desc(), Meeting.id.desc())
)
_CHANGES = (
    select(MeetingChange)
    .where(MeetingChange.meeting_id == bindparam("meeting"))
    .order_by(MeetingChange.n.desc())
)
_CHANGES_OF_SOME = (
    select(MeetingChange)
    .where(MeetingChange.meeting_id.in_(bindparam("meetings", expanding=True)))
    .order_by(MeetingChange.n)
)
_TO_COME = (
    select(ForumSeries, Meeting)
    .join(Meeting, Meeting.forum_id == ForumSeries.id)
    .where(Meeting.starts_at > bindparam("now"), Meeting.cancelled_at.is_(None))
    .order_by(Meeting.starts_at, Meeting.id)
)

_NEXT = _TO_COME.limit(1)

_FORUM_IDS: BindParameter[int] = bindparam("forums", expanding=True)
_WITHOUT_MINUTES = (
    select(Meeting)
    .where(
        Meeting.forum_id.in_(_FORUM_IDS),
        Meeting.day <= bindparam("today"),
        Meeting.circulated_on.is_(None),
        Meeting.cancelled_at.is_(None),
    )
    .order_by(Meeting.day, Meeting.id)
)
_TO_APPROVE = (
    select(Meeting)
    .where(
        Meeting.id.in_(
            select(KeptRow.row_id).where(
                KeptRow.list == MINUTES, KeptRow.scope.in_(_FORUM_IDS), KeptRow.cell == WAITING
            )
        )
    )
    .order_by(Meeting.day, Meeting.id)
)
_DAYS_TO_COME = select(Meeting.day).where(
    Meeting.starts_at > bindparam("now"), Meeting.cancelled_at.is_(None)
)


def forum_by_slug(session: Session, slug: str) -> ForumSeries:
    """The forum; NotFound when there is none."""
    forum = session.scalar(_BY_SLUG, {"wanted": slug})
    if forum is None:
        raise NotFound("forum.not_found")
    return forum


def forums(session: Session) -> list[ForumSeries]:
    """All forums by name."""
    return read_once(session, "forums.forums", lambda: list(session.scalars(_FORUMS)))


def meeting_at(session: Session, forum_id: int, address: str) -> Meeting:
    """The meeting at this address, else the one that takes place on the day that it names.

    Raises:
        NotFound: there is none.
    """
    own = select(Meeting).where(Meeting.forum_id == forum_id)
    found = session.scalar(own.where(Meeting.slug == address))
    if found is None and (day := _day(address)) is not None:
        on_day = own.where(Meeting.day == day).order_by(
            Meeting.cancelled_at.is_not(None), Meeting.id
        )
        found = session.scalars(on_day.limit(1)).first()
    if found is None:
        raise NotFound("meeting.not_found")
    return found


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def free_address(session: Session, forum_id: int, day: date) -> str:
    """An address for one more meeting: its day, with a number where the day was taken."""
    query = select(Meeting.slug).where(
        Meeting.forum_id == forum_id, Meeting.slug.startswith(day.isoformat())
    )
    taken = set(session.scalars(query))
    names = [day.isoformat(), *(f"{day}-{n}" for n in range(2, len(taken) + 2))]
    return next(name for name in names if name not in taken)


def another_at(
    session: Session, forum_id: int, starts_at: datetime, *, but: int | None = None
) -> bool:
    """Whether the forum has another meeting that begins then and is not cancelled."""
    query = select(Meeting.id).where(
        Meeting.forum_id == forum_id,
        Meeting.starts_at == starts_at,
        Meeting.cancelled_at.is_(None),
        Meeting.id != (but or 0),
    )
    return session.scalar(query.limit(1)) is not None


def next_meeting(session: Session, forum_id: int, now: datetime) -> Meeting | None:
    """The meeting of a forum that is called and begins next; None without one."""
    query = select(Meeting).where(
        Meeting.forum_id == forum_id, Meeting.starts_at > now, Meeting.cancelled_at.is_(None)
    )
    return session.scalars(query.order_by(Meeting.starts_at, Meeting.id).limit(1)).first()


def called_again(session: Session, meeting_id: int) -> Meeting | None:
    """The meeting that stands for a cancelled one, and is not cancelled itself."""
    query = select(Meeting).where(Meeting.again_of_id == meeting_id, Meeting.cancelled_at.is_(None))
    return session.scalars(query.order_by(Meeting.id.desc()).limit(1)).first()


def changes_of(session: Session, meeting_id: int) -> list[MeetingChange]:
    """What was changed of a meeting, the newest first."""
    return list(session.scalars(_CHANGES, {"meeting": meeting_id}))


def newest_changes(session: Session, meeting_ids: Iterable[int]) -> dict[int, MeetingChange]:
    """The last change of a time, a day or a place, by meeting, for lists."""
    told = {"starts_at", "venue", "address"}
    return {
        change.meeting_id: change
        for change in session.scalars(_CHANGES_OF_SOME, {"meetings": list(meeting_ids)})
        if told & set(change.after)
    }


def changes_counted(
    session: Session, meeting_ids: Iterable[int]
) -> dict[int, tuple[int, datetime]]:
    """How often each meeting was changed, and when last; those that never were are left out."""
    query = (
        select(
            MeetingChange.meeting_id, func.max(MeetingChange.n), func.max(MeetingChange.changed_at)
        )
        .where(MeetingChange.meeting_id.in_(list(meeting_ids)))
        .group_by(MeetingChange.meeting_id)
    )
    return {row[0]: (row[1], row[2]) for row in session.execute(query)}


def meetings(session: Session, forum_ids: Iterable[int]) -> list[Meeting]:
    """Meetings of these forums, the newest day first."""
    return list(session.scalars(_MEETINGS, {"forums": list(forum_ids)}))


def meetings_without_minutes(
    session: Session, forum_ids: Iterable[int], today: date
) -> list[Meeting]:
    """Meetings of these forums that have begun and sent out no minutes, the oldest first."""
    wanted = {"forums": list(forum_ids), "today": today}
    return list(session.scalars(_WITHOUT_MINUTES, wanted))


def meetings_to_approve(session: Session, forum_ids: Iterable[int]) -> list[Meeting]:
    """Meetings of these forums whose public minutes still wait for something, oldest first."""
    return list(session.scalars(_TO_APPROVE, {"forums": list(forum_ids)}))


@dataclass(frozen=True)
class Coming:
    """The next meeting of a forum, for the home page."""

    forum: ForumSeries
    meeting: Meeting


def next_meetings(session: Session, now: datetime) -> list[Coming]:
    """Meetings that are still to come and not cancelled, the soonest first."""
    return [Coming(forum, meeting) for forum, meeting in session.execute(_TO_COME, {"now": now})]


def soonest_meeting(session: Session, now: datetime) -> Coming | None:
    """The soonest of them; None where none is called."""
    found = session.execute(_NEXT, {"now": now}).first()
    return Coming(*found) if found else None


def days_to_come(session: Session, now: datetime) -> list[date]:
    """The days of meetings that are still to come and not cancelled."""
    return list(session.scalars(_DAYS_TO_COME, {"now": now}))
