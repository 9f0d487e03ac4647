"""Forums, one forum, and a meeting with its minutes."""

from __future__ import annotations

from datetime import date

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from pbplatform.core.db import db
from pbplatform.core.errors import NotFound
from pbplatform.core.transaction import transaction
from pbplatform.forums import queries, services
from pbplatform.forums.pages.blueprint import bp
from pbplatform.forums.services.texts import minutes_path
from pbplatform.forums.words.next_act import next_act_of_meeting
from pbplatform.places import queries as places
from pbplatform.web.app import no_store
from pbplatform.web.base_form import Form
from pbplatform.web.clock import request_now
from pbplatform.web.guards import public, require_actor, signed_in


class ActForm(Form):
    """A button: nothing to fill in."""


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
    versions = queries.public_minutes(queries.minutes_versions(session, found.id))
    return render_template(
        "forums/meeting.html",
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
    found = queries.meeting_on(session, forum.id, day_of(day))
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
