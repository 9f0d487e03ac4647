"""Writing the minutes of a meeting: drafts, sending out, approving, amending."""

from __future__ import annotations

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session
from wtforms import HiddenField
from wtforms.validators import Length

from pbplatform.core.confirmation import ChangedMeanwhile
from pbplatform.core.db import db
from pbplatform.core.errors import Conflict
from pbplatform.core.whole import whole_or_none
from pbplatform.forums import queries, services
from pbplatform.forums.kinds import MINUTES_AFTER, MinutesKind
from pbplatform.forums.models import MinutesVersion
from pbplatform.forums.pages.blueprint import bp
from pbplatform.forums.pages.desk import facilitating
from pbplatform.forums.pages.public import day_of
from pbplatform.forums.words.next_act import next_act_of_meeting
from pbplatform.places import queries as places
from pbplatform.web.base_form import ConfirmForm
from pbplatform.web.clock import request_now
from pbplatform.web.fields import LineField, WordsField
from pbplatform.web.guards import staff
from pbplatform.web.posting import Then, post

_LONG = Length(max=20_000, message=_l("This is too long"))


class MinutesForm(ConfirmForm):
    fact_names = {
        "version": _l("The newest version"),
        "kind": _l("What the minutes are"),
        "text": _l("The text"),
        "author": _l("Who wrote them last"),
        "cancelled_at": _l("Cancelled at"),
    }

    text = WordsField(
        _l("Minutes"), description=_l("What was said, and what was decided."), validators=[_LONG]
    )
    reason = LineField(
        _l("Why do they change?"),
        description=_l("Needed when you change what is public. The reason is public too."),
        validators=[Length(max=500, message=_l("Use 500 letters or fewer"))],
    )
    after = HiddenField()


@bp.route("/desk/facilitator/forums/<slug>/meetings/<day>", methods=["GET", "POST"])
@staff("facilitator")
def minutes(slug: str, day: str) -> ResponseReturnValue:
    """Writing the minutes: save a draft, publish, approve, amend."""
    session = db.session()
    now = request_now()
    forum = queries.forum_by_slug(session, slug)
    meeting = queries.meeting_on(session, forum.id, day_of(day))
    actor = facilitating(forum)
    newest = queries.newest_minutes(session, meeting.id)
    form = MinutesForm()
    if request.method == "GET":
        form.text.data = newest.text if newest else ""
        form.after.data = str(newest.n) if newest else "0"
    meeting_id = meeting.id

    def write(writing: Session) -> MinutesKind:
        kind = _asked_kind()
        if kind is not MinutesKind.DRAFT:  # a draft is kept by its number alone
            services.require_same_minutes(writing, meeting_id=meeting_id, seen=form.seen.data or "")
        services.write_minutes(
            writing,
            actor=actor,
            meeting_id=meeting_id,
            kind=kind,
            text=form.text.data or "",
            reason=form.reason.data or "",
            after=_number_before(form),
            now=now,
        )
        return kind

    here = url_for(".minutes", slug=slug, day=day)
    if answer := post(form, write, lambda kind: Then(here, _SAVED[kind]())):
        return answer
    return _minutes_page(slug, day, form, _newer(form, newest))


def _newer(form: MinutesForm, newest: MinutesVersion | None) -> MinutesVersion | None:
    """What somebody else saved meanwhile, if that is why the form came back."""
    refused = form.refused
    stale = isinstance(refused, ChangedMeanwhile)
    if newest and refused and (stale or refused.code == "minutes.changed_by_somebody"):
        # The next press saves over what is shown now, not over what nobody read.
        form.after.data = str(newest.n)
        return newest
    return None


def _number_before(form: MinutesForm) -> int:
    """The version that the writer had before them; a page that carried none saw none."""
    found = whole_or_none(form.after.data)
    return -1 if found is None else found


def _asked_kind() -> MinutesKind:
    """What the pressed button makes of the minutes."""
    asked = request.form.get("action", MinutesKind.DRAFT)
    if asked not in list(MinutesKind):
        raise Conflict("state.not_from_here")
    return MinutesKind(asked)


_SAVED = {
    MinutesKind.DRAFT: lambda: _("The draft is saved. Only facilitators see it."),
    MinutesKind.CIRCULATED: lambda: _("The minutes are public. The time for answers runs."),
    MinutesKind.APPROVED: lambda: _("The minutes are approved."),
    MinutesKind.AMENDED: lambda: _("The change is public, with its reason."),
}


_BUTTONS = {
    MinutesKind.CIRCULATED: lambda: _("Publish"),
    MinutesKind.APPROVED: lambda: _("Approve"),
    MinutesKind.AMENDED: lambda: _("Publish the change"),
}


def _minutes_page(
    slug: str, day: str, form: MinutesForm, newer: MinutesVersion | None
) -> ResponseReturnValue:
    session = db.session()
    now = request_now()
    forum = queries.forum_by_slug(session, slug)
    meeting = queries.meeting_on(session, forum.id, day_of(day))
    versions = queries.minutes_versions(session, meeting.id)
    days = places.working_days(session, meeting.calendar_version)
    newest = MinutesKind(versions[-1].kind) if versions else None
    allowed = MINUTES_AFTER[newest] if meeting.has_begun(now) and not meeting.cancelled_at else ()
    form.carry(services.facts_of_minutes(session, meeting))
    page = render_template(
        "forums/minutes.html",
        form=form,
        newer=newer,
        forum=forum,
        meeting=meeting,
        versions=versions,
        may_draft=MinutesKind.DRAFT in allowed,
        others=[
            ("action", kind.value, _BUTTONS[kind](), "secondary")
            for kind in (MinutesKind.CIRCULATED, MinutesKind.APPROVED, MinutesKind.AMENDED)
            if kind in allowed
        ],
        begun=meeting.has_begun(now),
        act=next_act_of_meeting(meeting, days, days.day_of(now)),
    )
    return page, form.status
