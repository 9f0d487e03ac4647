"""Calling a meeting, changing what it says, cancelling it, and having it take place after all."""

from __future__ import annotations

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from pbplatform.core.actor import ActorRef
from pbplatform.core.db import db
from pbplatform.core.errors import NotFound
from pbplatform.forums import queries, services
from pbplatform.forums.models import ForumSeries, Meeting
from pbplatform.forums.pages.arranging import ARRANGERS, arranging
from pbplatform.forums.pages.blueprint import bp
from pbplatform.forums.pages.meeting_form import (
    CancelForm,
    ChangeMeetingForm,
    MeetingForm,
    RestoreForm,
    typed_of,
)
from pbplatform.web.clock import request_now
from pbplatform.web.guards import staff
from pbplatform.web.posting import Then, post
from pbplatform.web.sentences import gettext as _


def meeting_to_arrange(slug: str, day: str) -> tuple[ForumSeries, Meeting, ActorRef]:
    """The forum, its meeting at this address, and the person as who looks after both.

    Raises:
        NotFound: no such forum or meeting.
        NotAllowed: neither facilitator nor clerk of the forum.
    """
    session = db.session()
    forum = queries.forum_by_slug(session, slug)
    return forum, queries.meeting_at(session, forum.id, day), arranging(forum)


@bp.route("/desk/facilitator/forums/<slug>/meetings/new", methods=["GET", "POST"])
@staff(*ARRANGERS)
def call_meeting(slug: str) -> ResponseReturnValue:
    session = db.session()
    forum = queries.forum_by_slug(session, slug)
    actor = arranging(forum)
    before = _before(session, forum)
    form = MeetingForm(data=typed_of(before) if before else None)
    forum_id, again_of = forum.id, before.id if before else None

    def call(writing: Session) -> None:
        services.call_meeting(
            writing,
            actor=actor,
            forum_id=forum_id,
            facts=form.facts(),
            again_of=again_of,
            now=request_now(),
        )

    told = Then(url_for(".forum_desk", slug=slug), _("The meeting is called and public."))
    if answer := post(form, call, told, form_is="makes"):
        return answer
    page = render_template("forums/call_meeting.html", form=form, forum=forum, before=before)
    return page, form.status


def _before(session: Session, forum: ForumSeries) -> Meeting | None:
    """The cancelled meeting that is called again, if the address names one."""
    again = request.args.get("again", "")
    if not again:
        return None
    found = queries.meeting_at(session, forum.id, again)
    if found.slug != again:
        raise NotFound("meeting.not_found")
    return found


@bp.route("/desk/facilitator/forums/<slug>/meetings/<day>/change", methods=["GET", "POST"])
@staff(*ARRANGERS)
def change_meeting(slug: str, day: str) -> ResponseReturnValue:
    """What stood there before stays on the meeting's page, with the reason."""
    forum, meeting, actor = meeting_to_arrange(slug, day)
    form, meeting_id = ChangeMeetingForm(data=typed_of(meeting)), meeting.id

    def change(writing: Session) -> None:
        services.require_same_meeting(writing, meeting_id=meeting_id, seen=form.seen.data or "")
        services.change_meeting(
            writing,
            actor=actor,
            meeting_id=meeting_id,
            facts=form.facts(),
            reason=form.reason.data or "",
            now=request_now(),
        )

    told = _("The meeting is changed. Its page says what was before. Those concerned get a mail.")
    if answer := post(form, change, Then(url_for(".forum_desk", slug=slug), told)):
        return answer
    form.carry(services.facts_of_meeting(meeting))
    page = render_template(
        "forums/change_meeting.html",
        form=form,
        forum=forum,
        meeting=meeting,
        begun=meeting.has_begun(request_now()),
    )
    return page, form.status


@bp.route("/desk/facilitator/forums/<slug>/meetings/<day>/cancel", methods=["GET", "POST"])
@staff(*ARRANGERS)
def cancel_meeting(slug: str, day: str) -> ResponseReturnValue:
    forum, meeting, actor = meeting_to_arrange(slug, day)
    form, meeting_id = CancelForm(), meeting.id

    def cancel(writing: Session) -> None:
        services.require_same_meeting(writing, meeting_id=meeting_id, seen=form.seen.data or "")
        services.cancel_meeting(
            writing,
            actor=actor,
            meeting_id=meeting_id,
            reason=form.reason.data or "",
            now=request_now(),
        )

    told = _("The meeting is cancelled. No clock of a point has stopped.")
    if answer := post(form, cancel, Then(url_for(".forum_desk", slug=slug), told)):
        return answer
    form.carry(services.facts_of_meeting(meeting))
    page = render_template("forums/cancel.html", form=form, forum=forum, meeting=meeting)
    return page, form.status


@bp.route("/desk/facilitator/forums/<slug>/meetings/<day>/restore", methods=["GET", "POST"])
@staff(*ARRANGERS)
def restore_meeting(slug: str, day: str) -> ResponseReturnValue:
    """A cancelled meeting does take place."""
    forum, meeting, actor = meeting_to_arrange(slug, day)
    form, meeting_id = RestoreForm(), meeting.id

    def restore(writing: Session) -> None:
        services.require_same_meeting(writing, meeting_id=meeting_id, seen=form.seen.data or "")
        services.restore_meeting(
            writing,
            actor=actor,
            meeting_id=meeting_id,
            reason=form.reason.data or "",
            now=request_now(),
        )

    told = _("The meeting takes place. Those concerned get a mail.")
    if answer := post(form, restore, Then(url_for(".forum_desk", slug=slug), told)):
        return answer
    form.carry(services.facts_of_meeting(meeting))
    page = render_template("forums/restore.html", form=form, forum=forum, meeting=meeting)
    return page, form.status
