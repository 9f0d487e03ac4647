"""What a voting place says is changed by those who look after it."""

from __future__ import annotations

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from pbplatform.core.db import db
from pbplatform.venues.domain.hours import Hours, typed_hours
from pbplatform.venues.models import Venue
from pbplatform.venues.pages.blueprint import bp
from pbplatform.venues.pages.forms import ChangeVenueForm
from pbplatform.venues.pages.keepers import KEEPERS, round_of_keeper
from pbplatform.venues.pages.places import facts_typed
from pbplatform.venues.policies import refuse_to_change_venue
from pbplatform.venues.queries.places import hours_of, venue_of
from pbplatform.venues.services.changing import change_venue, facts_of_venue
from pbplatform.web.clock import request_now
from pbplatform.web.frame import current_frame
from pbplatform.web.guards import staff
from pbplatform.web.posting import Then, post
from pbplatform.web.refusals import message_for
from pbplatform.web.sentences import gettext as _


@bp.route("/desk/facilitator/rounds/<slug>/venues/<int:number>/change", methods=["GET", "POST"])
@staff(*KEEPERS)
def change(slug: str, number: int) -> ResponseReturnValue:
    """Say something else of a voting place."""
    round_, actor = round_of_keeper(slug)
    venue = venue_of(db.session(), round_.id, number)
    hours = hours_of(db.session(), round_.id, number)
    form = ChangeVenueForm(data=None if request.method == "POST" else _shown(venue, hours))

    def do(session: Session) -> None:
        change_venue(
            session,
            actor=actor,
            round_id=round_.id,
            n=number,
            facts=facts_typed(form),
            reason=form.reason.data or "",
            seen=form.seen.data or "",
            now=request_now(),
        )

    then = Then(url_for(".desk", slug=slug), _("The public list says it now."))
    if answer := post(form, do, then):
        return answer
    venue = venue_of(db.session(), round_.id, number)
    form.carry(facts_of_venue(venue, hours_of(db.session(), round_.id, number)))
    gone = venue.taken_away_at is not None
    refusal = refuse_to_change_venue(actor, round_, request_now(), gone=gone)
    why_not = message_for(refusal) if refusal else ""
    page = render_template("venues/say.html", form=form, round=round_, venue=venue, why_not=why_not)
    return page, form.status


def _shown(venue: Venue, hours: list[Hours]) -> dict[str, object]:
    return {
        "name": venue.name,
        "address": venue.address,
        "area": venue.area,
        "hours": typed_hours(hours, current_frame().timezone),
        "offers": venue.offers.split(),
        "access": venue.access.split(),
        "getting_there": venue.getting_there,
    }
