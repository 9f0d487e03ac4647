"""The facilitator's desk: calling forums and meetings, writing minutes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session
from wtforms import HiddenField, SelectField
from wtforms.validators import InputRequired, Length

from pbplatform.core.actor import PLACE, ActorRef
from pbplatform.core.confirmation import ChangedMeanwhile
from pbplatform.core.db import db
from pbplatform.core.errors import Conflict
from pbplatform.core.whole import whole_or_none
from pbplatform.forums import queries, services
from pbplatform.forums.kinds import MINUTES_AFTER, MinutesKind
from pbplatform.forums.models import ForumSeries, MinutesVersion
from pbplatform.forums.pages.arranging import ARRANGERS, arranging, may_arrange
from pbplatform.forums.pages.blueprint import bp
from pbplatform.forums.pages.public import day_of
from pbplatform.forums.words.next_act import next_act_of_meeting
from pbplatform.places import queries as places
from pbplatform.web.base_form import ConfirmForm, Form
from pbplatform.web.choices import choices_of
from pbplatform.web.clock import request_now
from pbplatform.web.fields import DayField, LineField, TimeField, WordsField
from pbplatform.web.frame import current_frame
from pbplatform.web.guards import require_actor, staff
from pbplatform.web.posting import Then, post
from pbplatform.web.presentation import exact_time

Choices = Sequence[tuple[str, str]]


_LONG = Length(max=20_000, message=_l("This is too long"))


class ForumForm(Form):
    name = LineField(
        _l("Name of the forum"),
        description=_l("For example “Town Forum”"),
        validators=[
            InputRequired(_l("Enter a name")),
            Length(max=120, message=_l("Use 120 letters or fewer")),
        ],
    )
    team = SelectField(
        _l("Which team leads it?"),
        description=_l("It must answer until you give a point to another team."),
    )
    promise = WordsField(
        _l("What do officials promise?"),
        description=_l("One sentence that everybody can hold them to."),
        validators=[InputRequired(_l("Say in one sentence what officials promise")), _LONG],
    )

    def __init__(self, *, teams: Choices) -> None:
        super().__init__()
        self.team.choices = choices_of(teams)


class MeetingForm(Form):
    day = DayField(
        _l("Day"), validators=[InputRequired(_l("Enter the day"))], description=_l("Like 18 3 2027")
    )
    starts = TimeField(
        _l("Begins at"),
        day="day",
        description=_l("Like 6.30pm"),
        validators=[InputRequired(_l("Enter when it begins"))],
    )
    ends = TimeField(_l("Ends at"), day="day", ends=True)
    venue = LineField(
        _l("Where"), validators=[InputRequired(_l("Say where the meeting is")), _LONG]
    )
    online_note = LineField(_l("How to join from elsewhere"), validators=[_LONG])
    access_note = WordsField(
        _l("What is done so that everybody can come"),
        description=_l("Step-free way, sign language, children, food, travel money."),
        validators=[_LONG],
    )
    agenda = WordsField(_l("What is on the agenda"), validators=[_LONG])


class CancelForm(ConfirmForm):
    fact_names = {
        "starts_at": _l("When it begins"),
        "ends_at": _l("When it ends"),
        "venue": _l("Where it is"),
        "agenda": _l("The agenda"),
        "cancelled_at": _l("Cancelled at"),
    }

    def say(self, name: str, text: str) -> str:
        return exact_time(datetime.fromisoformat(text)) if name.endswith("_at") else text

    reason = LineField(
        _l("Why is it cancelled?"), description=_l("The reason is public."), validators=[_LONG]
    )


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


def facilitating(forum: ForumSeries) -> ActorRef:
    """The signed-in person as facilitator of this forum; NotAllowed when they are none."""
    return require_actor().acting_as("facilitator", forum.scope)


def _facts(form: MeetingForm) -> services.MeetingFacts:
    day = form.day.data
    if day is None:  # the form has made sure of it
        raise Conflict("meeting.in_the_past", field="day")
    timezone = current_frame().timezone
    return services.MeetingFacts(
        starts_at=form.starts.on(day, timezone),
        # 00:00 is a time as well, so None alone is no end.
        ends_at=form.ends.on(day, timezone) if form.ends.data is not None else None,
        venue=form.venue.data or "",
        online_note=form.online_note.data or "",
        access_note=form.access_note.data or "",
        agenda=form.agenda.data or "",
    )


@bp.route("/desk/facilitator/forums")
@staff(*ARRANGERS)
def desk() -> ResponseReturnValue:
    """The forums this person facilitates."""
    session = db.session()
    actor = require_actor()
    mine = [each for each in queries.forums(session) if may_arrange(actor, each)]
    return render_template(
        "forums/desk.html",
        forums=mine,
        may_call=actor.holds("facilitator", PLACE),
    )


@bp.route("/desk/facilitator/forums/new", methods=["GET", "POST"])
@staff("facilitator")
def call_forum() -> ResponseReturnValue:
    actor = require_actor().acting_as("facilitator", PLACE)
    teams = [(team.slug, team.name) for team in places.teams(db.session())]
    form = ForumForm(teams=teams)

    def call(writing: Session) -> str:
        forum = services.call_forum(
            writing,
            actor=actor,
            name=form.name.data,
            lead_team=form.team.data,
            promise=form.promise.data,
            now=request_now(),
        )
        return forum.slug

    def called(slug: str) -> Then:
        told = _("The forum is called. Now call its first meeting.")
        return Then(url_for(".forum_desk", slug=slug), told)

    if answer := post(form, call, called, form_is="makes"):
        return answer
    return render_template("forums/call_forum.html", form=form, teams=teams), form.status


@bp.route("/desk/facilitator/forums/<slug>")
@staff(*ARRANGERS)
def forum_desk(slug: str) -> ResponseReturnValue:
    """One forum: what its points wait for, and its meetings."""
    session = db.session()
    now = request_now()
    forum = queries.forum_by_slug(session, slug)
    arranging(forum)
    meetings = queries.meetings(session, [forum.id])
    clocks = places.clocks(session, {each.calendar_version for each in meetings})
    acts = {}
    for each in meetings:
        days = clocks[each.calendar_version]
        acts[each.id] = next_act_of_meeting(each, days, days.day_of(now))
    return render_template(
        "forums/forum_desk.html",
        forum=forum,
        meetings=meetings,
        acts=acts,
    )


@bp.route("/desk/facilitator/forums/<slug>/meetings/new", methods=["GET", "POST"])
@staff(*ARRANGERS)
def call_meeting(slug: str) -> ResponseReturnValue:
    forum = queries.forum_by_slug(db.session(), slug)
    actor = arranging(forum)
    form = MeetingForm()
    forum_id = forum.id

    def call(writing: Session) -> None:
        services.call_meeting(
            writing, actor=actor, forum_id=forum_id, facts=_facts(form), now=request_now()
        )

    told = Then(url_for(".forum_desk", slug=slug), _("The meeting is called and public."))
    if answer := post(form, call, told, form_is="makes"):
        return answer
    return render_template("forums/call_meeting.html", form=form, forum=forum), form.status


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


@bp.route("/desk/facilitator/forums/<slug>/meetings/<day>/cancel", methods=["GET", "POST"])
@staff(*ARRANGERS)
def cancel_meeting(slug: str, day: str) -> ResponseReturnValue:
    session = db.session()
    forum = queries.forum_by_slug(session, slug)
    meeting = queries.meeting_on(session, forum.id, day_of(day))
    actor = arranging(forum)
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
