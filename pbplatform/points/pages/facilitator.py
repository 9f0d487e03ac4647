"""The facilitator's desk of one forum: reading points, giving them to teams, joining them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session
from wtforms import RadioField, SelectField
from wtforms.validators import Length

from pbplatform.core.actor import ActorRef
from pbplatform.core.db import db
from pbplatform.core.errors import Conflict
from pbplatform.forums import queries as forums
from pbplatform.forums.models import ForumSeries
from pbplatform.places import queries as places
from pbplatform.points import queries, services
from pbplatform.points.kinds import PointKind, PointState
from pbplatform.points.models import Point
from pbplatform.points.pages.acting import find_point
from pbplatform.points.pages.blueprint import bp
from pbplatform.points.pages.forms import SHORT, Choices, PointActForm
from pbplatform.points.pages.points import WORDS
from pbplatform.points.queries import PointView
from pbplatform.points.words.kinds import KIND_CHOICES
from pbplatform.web.base_form import Form
from pbplatform.web.choices import choices_of
from pbplatform.web.clock import request_now
from pbplatform.web.fields import LineField, WordsField
from pbplatform.web.guards import require_actor, staff
from pbplatform.web.posting import Then, post
from pbplatform.web.sentences import gettext as _


class PublishForm(PointActForm):
    title = LineField(
        _l("Plain title"), validators=[Length(max=120, message=_l("Use 120 letters or fewer"))]
    )
    team = SelectField(_l("Which team must answer?"))
    reason = LineField(
        _l("If you do not publish it: why?"),
        description=_l("Needed then. The person who asked reads it."),
        validators=[SHORT],
    )

    def __init__(self, *, teams: Choices) -> None:
        super().__init__()
        self.team.choices = choices_of(teams)


class KeepForm(PointActForm):
    """A point that is public already was read: it stays, and gets a team."""

    title = LineField(
        _l("Plain title"), validators=[Length(max=120, message=_l("Use 120 letters or fewer"))]
    )
    team = SelectField(_l("Which team must answer?"))

    def __init__(self, *, teams: Choices) -> None:
        super().__init__()
        self.team.choices = choices_of(teams)


class LookAfterForm(PointActForm):
    """What a facilitator may still change about a public point; the button says what."""

    team = SelectField(_l("Give it to another team"))
    stays = SelectField(_l("Join it to a point that says the same"))
    kind = RadioField(_l("What is it?"), choices=choices_of(KIND_CHOICES))
    reason = LineField(_l("Reason"), description=_l("The reason is public."), validators=[SHORT])

    def __init__(self, *, teams: Choices, points: Sequence[tuple[str, str]], kind: str) -> None:
        super().__init__(data={"kind": kind})
        self.team.choices = choices_of(teams)
        self.stays.choices = choices_of([("", _l("Choose a point")), *points])


class RecordForm(Form):
    """A point of a meeting, written down by the facilitator."""

    kind = RadioField(
        _l("What is it?"), choices=choices_of(KIND_CHOICES), default=PointKind.REQUEST.value
    )
    title = LineField(
        _l("In a few plain words"), validators=[Length(max=120, message=_l("Use 120 or fewer"))]
    )
    verbatim = WordsField(
        _l("In the person’s own words"),
        description=_l("Read it back to the person. Officials cannot change it."),
        validators=[Length(max=1500, message=_l("Use 1,500 letters or fewer"))],
    )
    raised_as = LineField(
        _l("The name the person wants beside it"),
        validators=[Length(max=80, message=_l("Use 80 letters or fewer"))],
    )
    area = SelectField(_l("Area"))
    team = SelectField(_l("Which team must answer?"))

    def __init__(self, *, areas: Choices, teams: Choices) -> None:
        super().__init__()
        self.area.choices = choices_of([("", _l("Everywhere")), *areas])
        self.team.choices = choices_of(teams)


def _facilitating(forum: ForumSeries) -> ActorRef:
    return require_actor().acting_as("facilitator", forum.scope)


def _teams(session: Session) -> list[tuple[str, str]]:
    return [(team.slug, team.name) for team in places.teams(session)]


@bp.route("/desk/facilitator/forums/<slug>/meetings/<day>/points/new", methods=["GET", "POST"])
@staff("facilitator")
def record_point(slug: str, day: str) -> ResponseReturnValue:
    """Write a point of a meeting down and give it to a team."""
    session = db.session()
    forum = forums.forum_by_slug(session, slug)
    actor = _facilitating(forum)
    meeting = forums.meeting_at(session, forum.id, day)
    areas = places.areas(session)
    form = RecordForm(areas=[(area.slug, area.name) for area in areas], teams=_teams(session))
    meeting_id = meeting.id
    area_id = next((area.id for area in areas if area.slug == form.area.data), None)

    def record(writing: Session) -> int:
        return _record(writing, actor, meeting_id, area_id, form)

    def recorded(number: int) -> Then:
        told = _("Point %(number)s is public and has a team.", number=number)
        return Then(url_for("forums.minutes", slug=slug, day=day), told)

    if answer := post(form, record, recorded, form_is="makes"):
        return answer
    return render_template("points/record.html", form=form, forum=forum, day=day), form.status


def _record(
    session: Session, actor: ActorRef, meeting_id: int, area_id: int | None, form: RecordForm
) -> int:
    point = services.record_point(
        session,
        actor=actor,
        meeting_id=meeting_id,
        kind=form.kind.data,
        title=form.title.data or "",
        verbatim=form.verbatim.data or "",
        raised_as=form.raised_as.data or "",
        area_id=area_id,
        now=request_now(),
    )
    services.assign(
        session, actor=actor, point_id=point.id, team_slug=form.team.data, now=request_now()
    )
    return point.number


@bp.route("/desk/facilitator/forums/<slug>/points/<int:number>", methods=["GET", "POST"])
@staff("facilitator")
def look_after(slug: str, number: int) -> ResponseReturnValue:
    """Publish or refuse a point that came; read, give, join or correct one that is public."""
    view = find_point(slug, str(number), require_actor())
    actor = _facilitating(view.forum)
    form = _form_for(view)
    point_id = view.point.id

    def do(writing: Session) -> str:
        seen = form.seen.data or ""
        services.require_same_point(writing, point_id=point_id, seen=seen, now=request_now())
        return _asked_act(form)(writing, actor, point_id, form)

    if answer := post(form, do, lambda said: Then(url_for("forums.forum_desk", slug=slug), said)):
        return answer
    if form.refused:
        view = find_point(slug, str(number), require_actor())
    form.carry(services.facts_of_point(view))
    template = _TEMPLATES.get(type(form), "look_after")
    page = render_template(
        f"points/{template}.html",
        form=form,
        view=view,
        is_own=view.point.is_unread and _is_own(view),
        **WORDS,
    )
    return page, form.status


_TEMPLATES: dict[type, str] = {PublishForm: "publish", KeepForm: "keep"}


def _is_own(view: PointView) -> bool:
    return view.point.raised_by_id == require_actor().account_id


def _form_for(view: PointView) -> PublishForm | KeepForm | LookAfterForm:
    session = db.session()
    teams = _teams(session)
    if view.point.state == PointState.RAISED:
        form = PublishForm(teams=teams)
        if request.method == "GET":
            form.title.data, form.team.data = view.point.title, view.team.slug
        return form
    if view.point.is_unread and not _is_own(view):
        keeping = KeepForm(teams=teams)
        if request.method == "GET":
            keeping.title.data, keeping.team.data = view.point.title, view.team.slug
        return keeping
    others = [
        (str(each.point.number), f"{each.point.number} {each.point.title}")
        for each in queries.open_views(session, view.forum, now=request_now())
        if not each.answers and each.point.id != view.point.id
    ]
    return LookAfterForm(teams=teams, points=others, kind=view.point.kind)


def _publish(session: Session, actor: ActorRef, point_id: int, form: PublishForm) -> str:
    now = request_now()
    services.publish_point(
        session, actor=actor, point_id=point_id, title=form.title.data or "", now=now
    )
    services.assign(session, actor=actor, point_id=point_id, team_slug=form.team.data, now=now)
    return str(_("The point is public and has a team."))


def _refuse(session: Session, actor: ActorRef, point_id: int, form: PublishForm) -> str:
    services.refuse_point(
        session,
        actor=actor,
        point_id=point_id,
        reason=form.reason.data or "",
        now=request_now(),
    )
    return str(_("The point is not published. The person who asked is told why."))


def _keep(session: Session, actor: ActorRef, point_id: int, form: KeepForm) -> str:
    now = request_now()
    services.keep_point(
        session, actor=actor, point_id=point_id, title=form.title.data or "", now=now
    )
    view = queries.view_of(session, point_id, now=now)
    if view.standing.is_open and not view.assigned:
        services.assign(session, actor=actor, point_id=point_id, team_slug=form.team.data, now=now)
        return str(_("You have read the point. It stays public and has a team."))
    return str(_("You have read the point. It stays public."))


def _give(session: Session, actor: ActorRef, point_id: int, form: LookAfterForm) -> str:
    services.assign(
        session,
        actor=actor,
        point_id=point_id,
        team_slug=form.team.data,
        reason=form.reason.data or "",
        now=request_now(),
    )
    return str(_("The point has another team. The clock runs on."))


def _join(session: Session, actor: ActorRef, point_id: int, form: LookAfterForm) -> str:
    forum_id = session.get_one(Point, point_id).forum_id
    if not form.stays.data:
        raise Conflict("point.join_another", field="stays")
    stays = queries.point_by_number(session, forum_id, int(form.stays.data))
    services.join_points(
        session,
        actor=actor,
        point_id=point_id,
        stays_id=stays.id,
        reason=form.reason.data or "",
        now=request_now(),
    )
    return str(_("The points are joined. The earlier date counts."))


def _kind(session: Session, actor: ActorRef, point_id: int, form: LookAfterForm) -> str:
    services.change_kind(
        session,
        actor=actor,
        point_id=point_id,
        kind=form.kind.data or "",
        reason=form.reason.data or "",
        now=request_now(),
    )
    return str(_("The kind is changed. The date stays."))


_READING: dict[str, Callable[..., str]] = {"publish": _publish, "refuse": _refuse}
_KEEPING: dict[str, Callable[..., str]] = {"keep": _keep}
_TENDING: dict[str, Callable[..., str]] = {"give": _give, "join": _join, "kind": _kind}


def _asked_act(form: PublishForm | KeepForm | LookAfterForm) -> Callable[..., str]:
    """What the pressed button does; a point somebody has read meanwhile is not read again."""
    acts = {PublishForm: _READING, KeepForm: _KEEPING}.get(type(form), _TENDING)
    pressed = request.form.get("action", "")
    if act := acts.get(pressed):
        return act
    if not pressed:
        raise Conflict("form.which_button")
    raise Conflict("state.not_from_here")
