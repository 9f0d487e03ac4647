"""Reading forums, meetings, minutes and points."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session

from pbplatform.core.errors import NotFound
from pbplatform.forums.kinds import CorrectionState, MinutesKind
from pbplatform.forums.models import (
    AgendaItem,
    AgendaPaper,
    Correction,
    ForumSeries,
    Meeting,
    MeetingChange,
    MinutesVersion,
)
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
    "agenda",
    "agenda_with_papers",
    "another_at",
    "attendance_records",
    "attended",
    "called_again",
    "changes_of",
    "correction_by_number",
    "corrections_of",
    "count_attendance",
    "decisions_of",
    "draft_of",
    "drafts_of_others",
    "forum_by_slug",
    "forums",
    "free_address",
    "item_of",
    "meeting_at",
    "meetings",
    "meetings_to_approve",
    "meetings_without_minutes",
    "minutes_are_overdue",
    "minutes_standing",
    "minutes_versions",
    "newest_changes",
    "newest_minutes",
    "next_meetings",
    "officials_present",
    "paper_of",
    "papers",
    "public_minutes",
    "removed_items",
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


def called_again(session: Session, meeting_id: int) -> Meeting | None:
    """The meeting that stands for a cancelled one, and is not cancelled itself."""
    query = select(Meeting).where(Meeting.again_of_id == meeting_id, Meeting.cancelled_at.is_(None))
    return session.scalars(query.order_by(Meeting.id.desc()).limit(1)).first()


def changes_of(session: Session, meeting_id: int) -> list[MeetingChange]:
    """What was changed of a meeting, the newest first."""
    query = select(MeetingChange).where(MeetingChange.meeting_id == meeting_id)
    return list(session.scalars(query.order_by(MeetingChange.n.desc())))


def newest_changes(session: Session, meeting_ids: Iterable[int]) -> dict[int, MeetingChange]:
    """The last change of a time, a day or a place, by meeting, for lists."""
    query = select(MeetingChange).where(MeetingChange.meeting_id.in_(list(meeting_ids)))
    told = {"starts_at", "venue", "address"}
    return {
        change.meeting_id: change
        for change in session.scalars(query.order_by(MeetingChange.n))
        if told & set(change.after)
    }


def meetings(session: Session, forum_ids: Iterable[int]) -> list[Meeting]:
    """Meetings of these forums, the newest day first."""
    query = select(Meeting).where(Meeting.forum_id.in_(list(forum_ids)))
    return list(session.scalars(query.order_by(Meeting.starts_at.desc(), Meeting.id.desc())))


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


def agenda(session: Session, meeting_id: int) -> list[AgendaItem]:
    """What stands on the agenda, in its order."""
    query = select(AgendaItem).where(
        AgendaItem.meeting_id == meeting_id, AgendaItem.removed_at.is_(None)
    )
    return list(session.scalars(query.order_by(AgendaItem.place, AgendaItem.id)))


def removed_items(session: Session, meeting_id: int) -> list[AgendaItem]:
    """What was taken off the agenda, the newest first."""
    query = select(AgendaItem).where(
        AgendaItem.meeting_id == meeting_id, AgendaItem.removed_at.is_not(None)
    )
    return list(session.scalars(query.order_by(AgendaItem.removed_at.desc(), AgendaItem.id)))


def papers(session: Session, item_ids: Iterable[int]) -> list[AgendaPaper]:
    """Papers of these items that were not taken away, in the order in which they came."""
    query = select(AgendaPaper).where(
        AgendaPaper.item_id.in_(list(item_ids)), AgendaPaper.removed_at.is_(None)
    )
    return list(session.scalars(query.order_by(AgendaPaper.id)))


def agenda_with_papers(
    session: Session, meeting_id: int
) -> list[tuple[AgendaItem, list[AgendaPaper]]]:
    """The agenda, each item with its papers."""
    items = agenda(session, meeting_id)
    found = papers(session, [item.id for item in items]) if items else []
    return [(item, [each for each in found if each.item_id == item.id]) for item in items]


def item_of(session: Session, meeting_id: int, number: int) -> AgendaItem:
    """An item of this meeting by its number, also one that was taken off.

    Raises:
        NotFound: there is none.
    """
    query = select(AgendaItem).where(
        AgendaItem.meeting_id == meeting_id, AgendaItem.number == number
    )
    found = session.scalar(query)
    if found is None:
        raise NotFound("agenda.not_found")
    return found


def paper_of(session: Session, meeting_id: int, digest: str) -> AgendaPaper:
    """A paper of this meeting by the SHA-256 of its bytes, in hexadecimal.

    Raises:
        NotFound: there is none, or it or its item was taken away.
    """
    try:
        sha256 = bytes.fromhex(digest)
    except ValueError:
        raise NotFound("agenda.not_found") from None
    query = (
        select(AgendaPaper)
        .join(AgendaItem, AgendaItem.id == AgendaPaper.item_id)
        .where(
            AgendaPaper.sha256 == sha256,
            AgendaItem.meeting_id == meeting_id,
            AgendaPaper.removed_at.is_(None),
            AgendaItem.removed_at.is_(None),
        )
    )
    found = session.scalars(query.order_by(AgendaPaper.id).limit(1)).first()
    if found is None:
        raise NotFound("agenda.not_found")
    return found
