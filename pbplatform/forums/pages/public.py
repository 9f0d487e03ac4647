"""Forums, a meeting with its minutes, and raising a point."""

from __future__ import annotations

from datetime import date

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from pbplatform.core.db import db
from pbplatform.core.errors import NotFound
from pbplatform.core.transaction import transaction
from pbplatform.forums import queries, services
from pbplatform.forums.kinds import PointState
from pbplatform.forums.pages.blueprint import bp
from pbplatform.forums.pages.forms import ActForm, RaiseForm
from pbplatform.forums.words.sentences import next_act_of_meeting
from pbplatform.places import queries as places
from pbplatform.web.app import no_store
from pbplatform.web.clock import request_now
from pbplatform.web.guards import public, require_actor, signed_in
from pbplatform.web.posting import Then, post


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
    public_states = (PointState.PUBLISHED, PointState.JOINED)
    counts = {
        forum_id: sum(states.get(state, 0) for state in public_states)
        for forum_id, states in queries.count_points(session).items()
    }
    return render_template("forums/index.html", forums=forums, coming=coming, counts=counts)


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
        points=queries.points_of_meeting(session, found.id),
        attendance=queries.count_attendance(session, found.id),
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


@bp.route("/forums/<slug>/points/new", methods=["GET", "POST"])
@signed_in
def raise_point(slug: str) -> ResponseReturnValue:
    session = db.session()
    forum = queries.forum_by_slug(session, slug)
    areas = places.areas(session)
    form = RaiseForm(areas=[(area.slug, area.name) for area in areas])
    forum_id = forum.id
    area_id = next((area.id for area in areas if area.slug == form.area.data), None)

    def send(writing: Session) -> int:
        point = services.raise_point(
            writing,
            actor=require_actor().as_resident(),
            forum_id=forum_id,
            kind=form.kind.data,
            title=form.title.data,
            verbatim=form.verbatim.data,
            area_id=area_id,
            with_name=not form.without_name.data,
            now=request_now(),
        )
        return point.number

    def sent(number: int) -> Then:
        told = _("Point %(number)s is sent.", number=number)
        return Then(url_for("responses.yours", slug=slug, ref=str(number)), told)

    if answer := post(form, send, sent, form_is="makes"):
        return answer
    page = render_template(
        "forums/raise.html", form=form, forum=forum, path=request.path, name=require_actor().name
    )
    return page, form.status
