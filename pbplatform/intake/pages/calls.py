"""For whoever picks up the telephone: look it up, read it out, write it down.

Source: docs/rules/intake.md sections 3 and 4.
"""

from __future__ import annotations

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session
from wtforms import RadioField, SelectField

from pbplatform.accounts.kinds import Role
from pbplatform.core.db import db
from pbplatform.core.errors import DomainError
from pbplatform.core.text_slug import number_of
from pbplatform.forums.queries import forum_by_slug, forums
from pbplatform.intake.pages.acting import acting_on
from pbplatform.intake.pages.blueprint import bp
from pbplatform.intake.queries.looking_up import found_by_words
from pbplatform.points.kinds import Assessed
from pbplatform.points.queries import point_by_number, view_of
from pbplatform.points.services import assess_for_asker
from pbplatform.rounds.queries import published_rounds
from pbplatform.web.app import no_store
from pbplatform.web.base_form import Form
from pbplatform.web.choices import choices_of
from pbplatform.web.clock import request_now
from pbplatform.web.fields import LineField
from pbplatform.web.guards import require_actor, staff
from pbplatform.web.lengths import AtMost
from pbplatform.web.posting import Then, post
from pbplatform.web.thread import station

_VERDICTS = (
    (Assessed.YES.value, _l("Yes, it answers the point")),
    (Assessed.PARTLY.value, _l("Partly")),
    (Assessed.NO.value, _l("No")),
)


class LookUpForm(Form):
    """Asked by GET, so it has no token."""

    class Meta:
        csrf = False

    where = SelectField(_l("Which round or forum?"))
    what = LineField(
        _l("Number, or a few words"),
        description=_l("The number of the idea or point, or what it is about"),
        validators=[AtMost(120)],
    )


class SaidForm(Form):
    verdict = RadioField(_l("Does the answer answer the point?"), choices=choices_of(_VERDICTS))


@bp.get("/desk/calls")
@staff(Role.FACILITATOR, Role.CLERK)
def calls() -> ResponseReturnValue:
    """One page for a call: what was looked up, in words to read out."""
    session = db.session()
    form = LookUpForm(request.args)
    form.where.choices = choices_of(_everywhere(session))
    typed, where = (form.what.data or "").strip(), form.where.data or ""
    known = {choice for choice, _name in _everywhere(session)}
    paths: list[str] = []
    if typed and where in known and form.validate():
        kind = "ideas" if where.startswith("rounds/") else "points"
        number = number_of(typed)
        paths = [f"{where}/{kind}/{number}"] if number else found_by_words(session, where, typed)
    told = [(path, there) for path in paths if (there := station(path))]
    page = render_template(
        "intake/calls.html", form=form, told=told, asked=bool(typed), where=where
    )
    return no_store((page, form.status))


def _everywhere(session: Session) -> list[tuple[str, str]]:
    """Every public round and forum: path and name."""
    rounds = [(round_.path, round_.name) for round_ in published_rounds(session)]
    return [*((forum.path, forum.name) for forum in forums(session)), *rounds]


@bp.route("/desk/calls/<slug>/points/<int:number>", methods=["GET", "POST"])
@staff(Role.FACILITATOR, Role.CLERK)
def said_of_answer(slug: str, number: int) -> ResponseReturnValue:
    """What an asker without an account says of the newest answer."""
    session = db.session()
    forum = forum_by_slug(session, slug)
    actor = acting_on(require_actor(), forum.scope)
    point = point_by_number(session, forum.id, number)
    form, point_id = SaidForm(), point.id

    def act(writing: Session) -> None:
        assess_for_asker(
            writing,
            actor=actor,
            point_id=point_id,
            verdict=form.verdict.data or "",
            now=request_now(),
        )

    then = Then(f"/{forum.path}/points/{number}", _("Written down. The page says whom they told."))
    if answer := post(form, act, then, refusals=DomainError):
        return answer
    view = view_of(session, point_id, now=request_now())
    page = render_template(
        "intake/said_of_answer.html",
        form=form,
        view=view,
        back=url_for(".calls", where=forum.path, what=number),
        url=f"/{forum.path}/points/{number}",
    )
    return no_store((page, form.status))
