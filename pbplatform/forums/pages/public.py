"""Forums, one forum, and a meeting with its minutes."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from pbplatform.core.db import db
from pbplatform.forums import queries
from pbplatform.forums.kinds import Access
from pbplatform.forums.models import Meeting
from pbplatform.forums.pages.blueprint import bp
from pbplatform.forums.pages.meeting_page import facts_of, filters, offers
from pbplatform.forums.services.texts import minutes_path
from pbplatform.forums.words.next_act import next_act_of_meeting, next_act_of_minutes
from pbplatform.forums.words.states import VERSION_NAMES, correction_state
from pbplatform.places import queries as places
from pbplatform.web.clock import request_now
from pbplatform.web.guards import public
from pbplatform.web.sentences import gettext as _


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
    ahead = [each for each in reversed(meetings) if each.starts_at > now]
    asked = {name: request.args.get(name, "") for name in (*Access, "language")}
    coming = [each for each in ahead if offers(each, asked)]
    next_one = next((each for each in ahead if each.cancelled_at is None), None)
    return render_template(
        "forums/forum.html",
        forum=found,
        ahead=ahead,
        coming=coming,
        past=[each for each in meetings if each.starts_at <= now],
        filters=filters(ahead, asked),
        next_one=next_one,
        facts=facts_of(session, next_one, now) if next_one else None,
        moved=queries.newest_changes(session, [each.id for each in ahead]),
    )


@bp.route("/forums/<slug>/meetings/<day>")
@public
def meeting(slug: str, day: str) -> ResponseReturnValue:
    session = db.session()
    now = request_now()
    forum = queries.forum_by_slug(session, slug)
    found = queries.meeting_at(session, forum.id, day)
    days = places.working_days(session, found.calendar_version)
    today = days.day_of(now)
    standing = queries.minutes_standing(session, found, days)
    corrections = queries.corrections_of(session, found.id) if standing else []
    if found.slug != day:  # the meeting moved to the day in the address
        return redirect(url_for(".meeting", slug=slug, day=found.slug))
    return render_template(
        "forums/meeting.html",
        facts=facts_of(session, found, now),
        agenda=queries.agenda_with_papers(session, found.id),
        coming=None if found.has_begun(now) else queries.coming_counts(session, found.id),
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
