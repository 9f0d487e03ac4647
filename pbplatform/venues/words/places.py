"""Voting places in words."""

from __future__ import annotations

from datetime import datetime

from flask_babel import lazy_gettext as _l

from pbplatform.rounds.models import Round
from pbplatform.rounds.words.status import end_moment, moment
from pbplatform.venues.kinds import Access, Offer
from pbplatform.venues.queries.places import VenueView
from pbplatform.web.sentences import gettext as _

ACCESS = {
    Access.STEP_FREE: _l("Step-free"),
    Access.HEARING_LOOP: _l("Hearing loop"),
    Access.LARGE_PRINT: _l("Large print"),
    Access.SIGN_LANGUAGE: _l("Sign language"),
    Access.TOILET: _l("Toilet for wheelchair users"),
    Access.SEATS: _l("Seats while you wait"),
    Access.PARKING: _l("Parking for disabled people"),
    Access.BUS: _l("Bus stop near the door"),
}
OFFERS = {
    Offer.PAPER: _l("Vote on paper"),
    Offer.HAND_IN: _l("Hand in a paper"),
    Offer.SCREEN: _l("Vote on a screen"),
    Offer.HELP: _l("Get help"),
    Offer.LANGUAGE: _l("Speak another language"),
}


def access_words(view: VenueView) -> list[str]:
    """What makes it easier to use."""
    return [str(ACCESS[Access(code)]) for code in view.venue.access.split()]


def offer_words(view: VenueView) -> list[str]:
    """What can be done there."""
    return [str(OFFERS[Offer(code)]) for code in view.venue.offers.split()]


def open_words(view: VenueView, round_: Round, now: datetime) -> str:
    """Whether it is open now, when it opens next, or that it is over."""
    if round_.called_off_at is not None:
        return str(_("Nobody votes here: the vote was called off."))
    if not view.said:
        return str(_("Its hours are not known yet."))
    if until := view.open_until(now):
        return str(_("Open now, until %(until)s", until=end_moment(until)))
    if opens := view.opens_next(now):
        return str(_("Opens %(opens)s", opens=moment(opens)))
    return str(_("Over: it does not open again"))
