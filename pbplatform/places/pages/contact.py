"""Where a facilitator says how residents reach a team."""

from __future__ import annotations

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session
from wtforms.validators import Length

from pbplatform.core.actor import PLACE
from pbplatform.core.db import db
from pbplatform.places import queries, services
from pbplatform.places.services.contact import LETTERS
from pbplatform.web.base_form import ConfirmForm
from pbplatform.web.clock import request_now
from pbplatform.web.fields import LineField
from pbplatform.web.guards import require_actor, staff
from pbplatform.web.posting import Then, post
from pbplatform.web.sentences import gettext as _

bp = Blueprint("team_contact", __name__)


class ContactForm(ConfirmForm):
    """A page, a number, an address; any of them may be left out."""

    fact_names = {
        "site": _l("The page of the team"),
        "phone": _l("The telephone number"),
        "email": _l("The e-mail address"),
    }

    site = LineField(
        _l("Page of the team"),
        description=_l("Begins with https://"),
        validators=[Length(max=LETTERS["site"], message=_l("Use 300 letters or fewer"))],
    )
    phone = LineField(
        _l("Telephone number, and hours"),
        validators=[Length(max=LETTERS["phone"], message=_l("Use 60 letters or fewer"))],
    )
    email = LineField(
        _l("E-mail address of the team"),
        description=_l("Not of one person. Everybody can read it."),
        validators=[Length(max=LETTERS["email"], message=_l("Use 254 letters or fewer"))],
    )


@bp.route("/desk/facilitator/place/teams/<slug>/contact", methods=["GET", "POST"])
@staff("facilitator")
def change(slug: str) -> ResponseReturnValue:
    """Shown wherever the team is named as owner, at once."""
    actor = require_actor().acting_as("facilitator", PLACE)
    team = queries.team_by_slug(db.session(), slug)
    form = ContactForm(data=team.contact)

    def say(session: Session) -> None:
        services.set_team_contact(
            session,
            actor=actor,
            slug=slug,
            facts=services.ContactFacts(
                site=form.site.data or "",
                phone=form.phone.data or "",
                email=form.email.data or "",
            ),
            seen=form.seen.data or "",
            now=request_now(),
        )

    back = url_for("places.place", _anchor="teams")
    if answer := post(form, say, Then(back, _("Residents can read it now."))):
        return answer
    form.carry(services.facts_of_contact(queries.team_by_slug(db.session(), slug)))
    page = render_template("places/contact.html", form=form, name=team.name, back=back)
    return page, form.status
