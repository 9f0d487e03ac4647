"""The facilitator's desk: calling forums and meetings."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session
from wtforms import SelectField
from wtforms.validators import InputRequired, Length

from pbplatform.core.actor import PLACE, Actor, ActorRef
from pbplatform.core.db import db
from pbplatform.forums import queries, services
from pbplatform.forums.models import ForumSeries, Meeting
from pbplatform.forums.pages.arranging import ARRANGERS, arranging, may_arrange
from pbplatform.forums.pages.blueprint import bp
from pbplatform.forums.words.next_act import next_act_of_meeting, next_act_of_minutes
from pbplatform.forums.words.to_do import (
    corrections_to_decide,
    minutes_to_approve,
    minutes_to_write,
)
from pbplatform.places import queries as places
from pbplatform.web.base_form import Form
from pbplatform.web.choices import choices_of
from pbplatform.web.clock import request_now, request_today
from pbplatform.web.fields import LineField, WordsField
from pbplatform.web.guards import require_actor, staff
from pbplatform.web.posting import Then, post
from pbplatform.web.sentences import gettext as _
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


def facilitating(forum: ForumSeries) -> ActorRef:
    """The signed-in person as facilitator of this forum; NotAllowed when they are none."""
    return require_actor().acting_as("facilitator", forum.scope)


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
        ways={each.id: _ways(forum, each, now) for each in meetings},
        facilitates=require_actor().holds("facilitator", forum.scope),
    )


def _ways(forum: ForumSeries, meeting: Meeting, now: datetime) -> list[tuple[str, str]]:
    """What whoever looks after a meeting can do with it, and where."""
    slug, day = forum.slug, meeting.slug
    people = (_("Who comes"), url_for(".people", slug=slug, day=day))
    if meeting.cancelled_at is None:
        ways = [people, (_("Change it"), url_for(".change_meeting", slug=slug, day=day))]
        if not meeting.has_begun(now):
            ways.append((_("Set its agenda"), url_for(".agenda", slug=slug, day=day)))
            ways.append((_("Cancel it"), url_for(".cancel_meeting", slug=slug, day=day)))
        return ways
    again = url_for(".call_meeting", slug=forum.slug, again=meeting.slug)
    ways = [(_("Call it again"), again)]
    if not meeting.has_begun(now):
        ways.insert(
            0, (_("It takes place after all"), url_for(".restore_meeting", slug=slug, day=day))
        )
    return ways
