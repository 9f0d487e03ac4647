"""Forums, one forum, and a meeting with its minutes."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from pbplatform.core.db import db
from pbplatform.core.transaction import transaction
from pbplatform.forums import queries, services
from pbplatform.forums.kinds import Access
from pbplatform.forums.pages.blueprint import bp
from pbplatform.forums.pages.meeting_page import facts_of, filters, offers
from pbplatform.forums.services.texts import minutes_path
from pbplatform.forums.words.next_act import next_act_of_meeting
from pbplatform.places import queries as places
from pbplatform.web.app import no_store
from pbplatform.web.base_form import Form
from pbplatform.web.clock import request_now
from pbplatform.web.guards import public, require_actor, signed_in


class ActForm(Form):
    """A button: nothing to fill in."""


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
    versions = queries.public_minutes(queries.minutes_versions(session, found.id))
    if found.slug != day:  # the meeting moved to the day in the address
        return redirect(url_for(".meeting", slug=slug, day=found.slug))
    return render_template(
        "forums/meeting.html",
        facts=facts_of(session, found, now),
        agenda=queries.agenda_with_papers(session, found.id),
        counts=queries.coming_counts(session, found.id),
        forum=forum,
        meeting=found,
        begun=found.has_begun(now),
        versions=versions,
        overdue=queries.minutes_are_overdue(found, days, today),
        act=next_act_of_meeting(found, days, today),
        attendance=queries.count_attendance(session, found.id),
        minutes_path=minutes_path(forum, found),
    )


@bp.route("/forums/<slug>/meetings/<day>/attendance", methods=["GET", "POST"])
@signed_in
def attend(slug: str, day: str) -> ResponseReturnValue:
    """Say that one was there; a page for the reader alone."""
    session, actor = db.session(), require_actor()
    forum = queries.forum_by_slug(session, slug)
    found = queries.meeting_at(session, forum.id, day)
    if request.method == "GET":
        page = render_template(
            "forums/attendance.html",
            forum=forum,
            meeting=found,
            begun=found.has_begun(request_now()),
            attended=queries.attended(session, found.id, actor.account_id),
        )
        return no_store(page)
    meeting_id = found.id
    if ActForm().validate_on_submit():
        with transaction() as writing:
            services.attend(
                writing,
                actor=actor.as_resident(),
                meeting_id=meeting_id,
                now=request_now(),
            )
        flash(_("You are counted. Only the number is public, not your name."))
    return redirect(url_for(".attend", slug=slug, day=day))
