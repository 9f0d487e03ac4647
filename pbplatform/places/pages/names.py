"""Where a facilitator puts the name of an area or a team right."""

from __future__ import annotations

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session
from wtforms.validators import InputRequired, Length

from pbplatform.core.actor import PLACE
from pbplatform.core.db import db
from pbplatform.places import services
from pbplatform.web.base_form import ConfirmForm
from pbplatform.web.clock import request_now
from pbplatform.web.fields import LineField
from pbplatform.web.guards import require_actor, staff
from pbplatform.web.posting import Then, post
from pbplatform.web.sentences import gettext as _

bp = Blueprint("names", __name__)


class CorrectNameForm(ConfirmForm):
    """A name that was typed wrong, and why it changes."""

    fact_names = {"name": _l("The name")}

    name = LineField(
        _l("The right name"),
        validators=[
            InputRequired(_l("Enter a name")),
            Length(max=80, message=_l("Use 80 letters or fewer")),
        ],
    )
    reason = LineField(
        _l("Why does it change?"),
        description=_l("The reason is public."),
        validators=[Length(max=500, message=_l("Use 500 letters or fewer"))],
    )


@bp.route("/desk/facilitator/place/<kind>/<slug>/name", methods=["GET", "POST"])
@staff("facilitator")
def correct(kind: str, slug: str) -> ResponseReturnValue:
    """The old name stays in the log; addresses stay."""
    actor = require_actor().acting_as("facilitator", PLACE)
    part = services.part_by_slug(db.session(), kind, slug)
    form = CorrectNameForm(data={"name": part.name})

    def put_right(session: Session) -> None:
        services.correct_name(
            session,
            actor=actor,
            kind=kind,
            slug=slug,
            name=form.name.data,
            reason=form.reason.data or "",
            seen=form.seen.data or "",
            now=request_now(),
        )

    back = url_for("places.place", _anchor=kind)
    if answer := post(form, put_right, Then(back, _("The name is put right."))):
        return answer
    form.carry(services.facts_of_name(part))
    page = render_template("places/name.html", form=form, name=part.name, back=back)
    return page, form.status
