"""How meetings stand on a thread. Source: docs/rules/thread.md section 3."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.core.thread import Asked, Rank, Station, ThreadKind
from pbplatform.forums.models import ForumSeries, Meeting
from pbplatform.forums.queries import minutes_are_overdue
from pbplatform.places.domain.working_days import WorkingDays
from pbplatform.places.queries import clocks
from pbplatform.web.presentation import long_date
from pbplatform.web.sentences import gettext


def _meetings(session: Session, asked: Asked) -> Mapping[str, Station]:
    """Two reads, however many meetings; all of them are public."""
    slugs = {named["forum"] for named in asked.named.values()}
    days = {named["day"] for named in asked.named.values()}
    query = (
        select(Meeting, ForumSeries)
        .join(ForumSeries, ForumSeries.id == Meeting.forum_id)
        .where(ForumSeries.slug.in_(slugs), Meeting.slug.in_(days))
    )
    rows = {forum.path_to(meeting): (meeting, forum) for meeting, forum in session.execute(query)}
    rows = {path: row for path, row in rows.items() if path in asked.named}
    tables = clocks(session, {meeting.calendar_version for meeting, _forum in rows.values()})
    return {
        path: _station(path, meeting, forum, tables[meeting.calendar_version], asked.now)
        for path, (meeting, forum) in rows.items()
    }


def _station(
    path: str, meeting: Meeting, forum: ForumSeries, days: WorkingDays, now: datetime
) -> Station:
    mark, lead, text, short = _stand(meeting, days, now)
    return Station(
        path=path,
        rank=Rank.MEETING,
        what=gettext("Meeting"),
        title=forum.name,
        lead=lead,
        text=text,
        short=short,
        mark=mark,
        on=meeting.day,
        gathers=True,
    )


def _stand(meeting: Meeting, days: WorkingDays, now: datetime) -> tuple[str, str, str, str]:
    """Mark, lead, text and short words of a meeting."""
    if meeting.cancelled_at is not None:
        told = gettext("It was cancelled on %(day)s.", day=long_date(meeting.cancelled_at))
        return "done", gettext("Cancelled."), told, gettext("Cancelled")
    if not meeting.has_begun(now):
        told = gettext("It takes place on %(day)s.", day=long_date(meeting.day))
        return "waiting", gettext("To come."), told, gettext("To come")
    held = gettext("It took place.")
    if meeting.circulated_on is not None:
        told = gettext("Its minutes are out since %(day)s.", day=long_date(meeting.circulated_on))
        return "done", held, told, gettext("Minutes are out")
    if minutes_are_overdue(meeting, days, days.day_of(now)):
        return "late", held, gettext("Its minutes are overdue."), gettext("Minutes overdue")
    return "waiting", held, gettext("Its minutes are to come."), gettext("Minutes to come")


THREADS = (ThreadKind(r"forums/(?P<forum>[^/]+)/meetings/(?P<day>[^/]+)", _meetings),)
