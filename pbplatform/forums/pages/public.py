"""Forums, one forum, and a meeting with its minutes."""

from __future__ import annotations

from datetime import date

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from pbplatform.core.db import db
from pbplatform.core.errors import NotFound
from pbplatform.forums import queries
from pbplatform.forums.models import Meeting
from pbplatform.forums.pages.blueprint import bp
from pbplatform.forums.services.texts import minutes_path
from pbplatform.forums.words.next_act import next_act_of_meeting, next_act_of_minutes
from pbplatform.forums.words.states import VERSION_NAMES, correction_state
from pbplatform.places import queries as places
from pbplatform.web.clock import request_now
from pbplatform.web.guards import public


def day_of(text: str) -> date:
    """The day in an address; NotFound when it is none."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise NotFound("meeting.not_found") from error


@bp.route("/forums")
@public
def index() -> ResponseReturnValue:
    session = db.session()
    now = request_now()
    forums = queries.forums(session)
    coming = {}
    for meeting in reversed(queries.next_meetings(session, now)):
        coming[meeting.forum.id] = meeting.meeting
    return render_template("forums/index.html", forums=forums, coming=coming)


@bp.route("/forums/<slug>")
@public
def forum(slug: str) -> ResponseReturnValue:
    session = db.session()
    now = request_now()
    found = queries.forum_by_slug(session, slug)
    meetings = queries.meetings(session, [found.id])
    return render_template(
        "forums/forum.html",
        forum=found,
        coming=[each for each in reversed(meetings) if each.starts_at > now],
        past=[each for each in meetings if each.starts_at <= now],
    )


@bp.route("/forums/<slug>/meetings/<day>")
@public
def meeting(slug: str, day: str) -> ResponseReturnValue:
    session = db.session()
    now = request_now()
    forum = queries.forum_by_slug(session, slug)
    found = queries.meeting_on(session, forum.id, day_of(day))
    days = places.working_days(session, found.calendar_version)
    today = days.day_of(now)
    standing = queries.minutes_standing(session, found, days)
    corrections = queries.corrections_of(session, found.id) if standing else []
    return render_template(
        "forums/meeting.html",
        forum=forum,
        meeting=found,
        begun=found.has_begun(now),
        versions=queries.public_minutes(queries.minutes_versions(session, found.id)),
        kinds=VERSION_NAMES,
        standing=standing,
        in_time=standing is not None and standing.takes_corrections(today),
        corrections=corrections,
        states={each.id: correction_state(each) for each in corrections},
        overdue=queries.minutes_are_overdue(found, days, today),
        late_days=queries.working_days_late(found, days),
        act=next_act_of_meeting(found, days, today) or next_act_of_minutes(standing, days, today),
        attendance=queries.count_attendance(session, found.id),
        minutes_path=minutes_path(forum, found),
        **_who_was_there(found),
    )


def _who_was_there(meeting: Meeting) -> dict[str, object]:
    """What was written down of who came, the last word first."""
    session = db.session()
    records = queries.attendance_records(session, meeting.id)
    if not records:
        return {"record": None}
    newest = records[0]
    present = queries.officials_present(session, meeting.id)
    return {
        "record": newest,
        "earlier": records[1:],
        "present": present.get(newest.n, []),
        "counts": [
            (newest.in_room, _("in the room")),
            (newest.online, _("online")),
            (newest.by_phone, _("by phone")),
        ],
    }
