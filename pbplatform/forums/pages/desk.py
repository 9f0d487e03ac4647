"""The facilitator's desk: calling forums and meetings."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session
from wtforms import SelectField
from wtforms.validators import InputRequired, Length

from pbplatform.core.actor import PLACE, Actor, ActorRef
from pbplatform.core.db import db
from pbplatform.core.errors import Conflict
from pbplatform.forums import queries, services
from pbplatform.forums.models import ForumSeries
from pbplatform.forums.pages.arranging import ARRANGERS, arranging, may_arrange
from pbplatform.forums.pages.blueprint import bp
from pbplatform.forums.pages.public import day_of
from pbplatform.forums.words.next_act import next_act_of_meeting, next_act_of_minutes
from pbplatform.forums.words.to_do import (
    corrections_to_decide,
    minutes_to_approve,
    minutes_to_write,
)
from pbplatform.places import queries as places
from pbplatform.web.base_form import ConfirmForm, Form
from pbplatform.web.choices import choices_of
from pbplatform.web.clock import request_now, request_today
from pbplatform.web.fields import DayField, LineField, TimeField, WordsField
from pbplatform.web.frame import current_frame
from pbplatform.web.guards import require_actor, staff
from pbplatform.web.posting import Then, post
from pbplatform.web.presentation import exact_time
from pbplatform.web.to_do import AtDesk, ToDo

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
        waiting=_minutes_waiting(actor),
    )


def _minutes_waiting(actor: Actor) -> list[ToDo]:
    """What waits of minutes and corrections, by its day; clerks have no other desk for it."""
    at = AtDesk(db.session(), actor, request_now(), request_today())
    tellers = (minutes_to_write, corrections_to_decide, minutes_to_approve)
    found = [each for tell in tellers for each in tell(at)]
    return sorted(found, key=lambda each: (not each.late, str(each.by or "")))


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
    standings = queries.standings(session, meetings, clocks)
    acts = {}
    for each in meetings:
        days = clocks[each.calendar_version]
        today = days.day_of(now)
        acts[each.id] = next_act_of_meeting(each, days, today) or next_act_of_minutes(
            standings.get(each.id), days, today
        )
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
