"""What a facilitator or clerk does to the list of voting places."""

from __future__ import annotations

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from pbplatform.core.db import db
from pbplatform.venues.domain.hours import read_hours
from pbplatform.venues.domain.saying import VenueFacts
from pbplatform.venues.kinds import Access, Offer
from pbplatform.venues.pages.blueprint import bp
from pbplatform.venues.pages.forms import TakeAwayForm, VenueForm
from pbplatform.venues.pages.keepers import KEEPERS, desk_of, round_of_keeper
from pbplatform.venues.policies import refuse_to_add_venue, refuse_to_take_venue_away
from pbplatform.venues.queries.places import venue_of, venues_of
from pbplatform.venues.services.places import add_venue, take_venue_away
from pbplatform.venues.words import closures
from pbplatform.venues.words import places as wording
from pbplatform.web.clock import request_now
from pbplatform.web.frame import current_frame
from pbplatform.web.guards import staff
from pbplatform.web.posting import Then, post
from pbplatform.web.presentation import shown_locale
from pbplatform.web.refusals import message_for
from pbplatform.web.sentences import gettext as _


@bp.route("/desk/facilitator/rounds/<slug>/venues")
@staff(*KEEPERS)
def desk(slug: str) -> ResponseReturnValue:
    """The voting places, for those who look after them."""
    round_, actor = round_of_keeper(slug)
    refusal = refuse_to_add_venue(actor, round_, request_now())
    return render_template(
        "venues/desk.html",
        round=round_,
        now=request_now(),
        views=venues_of(db.session(), round_.id),
        back=desk_of(actor, slug),
        why_not=message_for(refusal) if refusal else "",
        wording=wording,
        closings=closures,
    )


@bp.route("/desk/facilitator/rounds/<slug>/venues/new", methods=["GET", "POST"])
@staff(*KEEPERS)
def add(slug: str) -> ResponseReturnValue:
    """Add a voting place."""
    round_, actor = round_of_keeper(slug)
    form = VenueForm()

    def do(session: Session) -> None:
        facts = facts_typed(form)
        add_venue(session, actor=actor, round_id=round_.id, facts=facts, now=request_now())

    then = Then(url_for(".desk", slug=slug), _("The voting place is on the list."))
    if answer := post(form, do, then, form_is="makes"):
        return answer
    refusal = refuse_to_add_venue(actor, round_, request_now())
    why_not = message_for(refusal) if refusal else ""
    page = render_template("venues/say.html", form=form, round=round_, venue=None, why_not=why_not)
    return page, form.status


def facts_typed(form: VenueForm) -> VenueFacts:
    """What somebody typed of a voting place."""
    return VenueFacts(
        name=form.name.data or "",
        address=form.address.data or "",
        area=form.area.data or "",
        getting_there=form.getting_there.data or "",
        access=[Access(code) for code in form.access.data or []],
        offers=[Offer(code) for code in form.offers.data or []],
        hours=read_hours(form.hours.data or "", current_frame().timezone, shown_locale()),
    )


@bp.route("/desk/facilitator/rounds/<slug>/venues/<int:number>/take-away", methods=["GET", "POST"])
@staff(*KEEPERS)
def take_away(slug: str, number: int) -> ResponseReturnValue:
    """Take a voting place away, with a reason."""
    round_, actor = round_of_keeper(slug)
    form = TakeAwayForm()

    def do(session: Session) -> None:
        take_venue_away(
            session,
            actor=actor,
            round_id=round_.id,
            n=number,
            reason=form.reason.data or "",
            now=request_now(),
        )

    then = Then(url_for(".desk", slug=slug), _("It is taken away. The public list says why."))
    if answer := post(form, do, then):
        return answer
    venue = venue_of(db.session(), round_.id, number)
    gone = venue.taken_away_at is not None
    refusal = refuse_to_take_venue_away(actor, round_, request_now(), gone=gone)
    page = render_template(
        "venues/take_away.html",
        form=form,
        round=round_,
        venue=venue,
        why_not=message_for(refusal) if refusal else "",
    )
    return page, form.status
