"""Raising a point outside a meeting."""

from __future__ import annotations

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session
from wtforms import BooleanField, RadioField, SelectField
from wtforms.validators import InputRequired, Length

from pbplatform.core.db import db
from pbplatform.forums import queries as forums
from pbplatform.places import queries as places
from pbplatform.points import services
from pbplatform.points.kinds import PointKind
from pbplatform.points.pages.blueprint import bp
from pbplatform.points.pages.forms import Choices
from pbplatform.points.words.kinds import KIND_CHOICES
from pbplatform.web.base_form import Form
from pbplatform.web.choices import choices_of
from pbplatform.web.clock import request_now
from pbplatform.web.fields import LineField, WordsField
from pbplatform.web.guards import require_actor, signed_in
from pbplatform.web.posting import Then, post


class RaiseForm(Form):
    """A point of a resident. Shape only: what is missing is the service's rule."""

    kind = RadioField(
        _l("What is it?"), choices=choices_of(KIND_CHOICES), default=PointKind.REQUEST.value
    )
    title = LineField(
        _l("Say it in a few words"),
        description=_l("Like “Bins behind Sidings Row”"),
        validators=[
            InputRequired(_l("Say it in a few words")),
            Length(max=120, message=_l("Use 120 letters or fewer")),
        ],
    )
    verbatim = WordsField(
        _l("What do you want to change?"),
        description=_l("In your own words. Officials cannot change them."),
        validators=[
            InputRequired(_l("Say what you want to change")),
            Length(max=1500, message=_l("Use 1,500 letters or fewer")),
        ],
    )
    area = SelectField(_l("Where is it?"))
    without_name = BooleanField(_l("Do not show my name beside it"))

    def __init__(self, *, areas: Choices) -> None:
        super().__init__()
        self.area.choices = choices_of([("", _l("Everywhere")), *areas])


@bp.route("/forums/<slug>/points/new", methods=["GET", "POST"])
@signed_in
def raise_point(slug: str) -> ResponseReturnValue:
    session = db.session()
    forum = forums.forum_by_slug(session, slug)
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
        return Then(url_for(".yours", slug=slug, ref=str(number)), told)

    if answer := post(form, send, sent, form_is="makes"):
        return answer
    page = render_template(
        "points/raise.html", form=form, forum=forum, path=request.path, name=require_actor().name
    )
    return page, form.status
