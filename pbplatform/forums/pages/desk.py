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
from pbplatform.forums.models import ForumSeries, Meeting, MinutesVersion
from pbplatform.forums.pages.arranging import ARRANGERS, arranging, may_arrange
from pbplatform.forums.pages.blueprint import bp
from pbplatform.forums.words.next_act import next_act_of_meeting
from pbplatform.places import queries as places
from pbplatform.web.base_form import ConfirmForm, Form
from pbplatform.web.choices import choices_of
from pbplatform.web.clock import request_now
from pbplatform.web.fields import LineField, WordsField
from pbplatform.web.guards import require_actor, staff
from pbplatform.web.posting import Then, post

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


@bp.route("/desk/facilitator/forums/<slug>/meetings/<day>", methods=["GET", "POST"])
@staff("facilitator")
def minutes(slug: str, day: str) -> ResponseReturnValue:
    """Writing the minutes: save a draft, publish, approve, amend."""
    session = db.session()
    now = request_now()
    forum = queries.forum_by_slug(session, slug)
    meeting = queries.meeting_at(session, forum.id, day)
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
    meeting = queries.meeting_at(session, forum.id, day)
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
