"""Meetings as calendars. Source: docs/rules/feeds.md section 2."""

from __future__ import annotations

from datetime import datetime

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from pbplatform.core.db import db
from pbplatform.forums import queries
from pbplatform.forums.models import ForumSeries, Meeting
from pbplatform.forums.pages.blueprint import bp
from pbplatform.web.calendars import ADD, CALENDAR, Event, Status, calendar
from pbplatform.web.feeds import beside
from pbplatform.web.guards import public
from pbplatform.web.sentences import gettext as _

MOST = 200


@bp.route("/forums/<slug>/meetings.ics")
@beside("forums.forum", ADD, CALENDAR)
@public
def meetings_calendar(slug: str) -> ResponseReturnValue:
    """All meetings of a forum, those with the latest day first."""
    session = db.session()
    forum = queries.forum_by_slug(session, slug)
    meetings = queries.meetings(session, [forum.id])[:MOST]
    changed = queries.changes_counted(session, [each.id for each in meetings])
    return calendar(forum.name, [_event(forum, each, changed.get(each.id)) for each in meetings])


@bp.route("/forums/<slug>/meetings/<day>/meeting.ics")
@beside("forums.meeting", ADD, CALENDAR)
@public
def meeting_calendar(slug: str, day: str) -> ResponseReturnValue:
    """One meeting."""
    session = db.session()
    forum = queries.forum_by_slug(session, slug)
    found = queries.meeting_at(session, forum.id, day)
    if found.slug != day:  # the meeting moved to the day in the address
        return redirect(url_for(".meeting_calendar", slug=slug, day=found.slug))
    changed = queries.changes_counted(session, [found.id])
    return calendar(forum.name, [_event(forum, found, changed.get(found.id))])


def _event(forum: ForumSeries, meeting: Meeting, changed: tuple[int, datetime] | None) -> Event:
    sequence, changed_at = changed or (0, meeting.called_at)
    told = [meeting.online_note]
    if meeting.cancelled_at is not None:
        told.insert(0, _("Cancelled: %(reason)s", reason=meeting.cancel_reason))
    return Event(
        key=forum.path_to(meeting),
        path=forum.path_to(meeting),
        title=forum.name,
        begins=meeting.starts_at,
        ends=meeting.ends_at,
        changed_at=changed_at,
        sequence=sequence,
        status=Status.CANCELLED if meeting.cancelled_at is not None else Status.CONFIRMED,
        place=", ".join(part for part in (meeting.venue, meeting.address) if part),
        text="\n".join(part for part in told if part),
    )
