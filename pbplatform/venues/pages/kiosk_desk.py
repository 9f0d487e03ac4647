"""A clerk's page of the screens at voting places. Source: docs/rules/venues.md section 2."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from pbplatform.accounts import services as accounts
from pbplatform.accounts.pages.cookies import COOKIE as SESSION_COOKIE
from pbplatform.core.actor import ActorRef
from pbplatform.core.db import db
from pbplatform.rounds.models import Round
from pbplatform.rounds.queries import public_round
from pbplatform.venues.domain.kiosk_pass import KioskPass, closing_code, end_of_day
from pbplatform.venues.pages.kiosk_device import has_become, make_kiosk, secrets_of_kiosks, wiped
from pbplatform.venues.pages.kiosk_forms import OpenForm, OverForm
from pbplatform.venues.policies import refuse_to_open_kiosk
from pbplatform.venues.queries.kiosks import device_of, kiosks_of
from pbplatform.venues.queries.places import venues_of
from pbplatform.venues.services.kiosks import close_kiosk, open_kiosk
from pbplatform.voting.pages.page_parts import acting_in_round
from pbplatform.web.app import no_store
from pbplatform.web.clock import request_now
from pbplatform.web.frame import current_frame
from pbplatform.web.guards import require_actor, staff
from pbplatform.web.posting import Then, post
from pbplatform.web.refusals import message_for
from pbplatform.web.sentences import gettext as _

bp = Blueprint("kiosk_desk", __name__, url_prefix="/desk/clerk/rounds/<slug>/kiosk")


def _round(slug: str) -> tuple[Round, ActorRef]:
    round_ = public_round(db.session(), slug)
    return round_, acting_in_round(require_actor(), round_, "clerk")


@bp.route("", methods=["GET", "POST"])
@staff("clerk")
def screens(slug: str) -> ResponseReturnValue:
    """Kiosks of the round, and a form that makes this device one."""
    round_, actor = _round(slug)
    now = request_now()
    form = OpenForm()
    listed = [each.venue for each in venues_of(db.session(), round_.id)]
    standing = [venue for venue in listed if venue.taken_away_at is None]
    form.place.choices = [(venue.n, venue.name) for venue in standing]
    round_id, ends_at = round_.id, end_of_day(now, current_frame().timezone)

    def do(session: Session) -> int:
        n = open_kiosk(
            session,
            actor=actor,
            round_id=round_id,
            venue_n=form.place.data,
            ends_at=ends_at,
            now=now,
        )
        accounts.close_session(session, token=request.cookies.get(SESSION_COOKIE, ""))
        return n

    if answer := post(
        form, do, lambda n: _is_kiosk(slug, KioskPass(round_id, n, ends_at)), form_is="makes"
    ):
        return answer
    refusal = refuse_to_open_kiosk(actor, round_, now)
    views = kiosks_of(db.session(), round_.id)
    page = render_template(
        "venues/kiosk_desk.html",
        form=form,
        round=round_,
        now=now,
        views=views,
        codes={
            view.kiosk.n: closing_code(secrets_of_kiosks(), round_.id, view.kiosk.n)
            for view in views
            if view.kiosk.is_open(now)
        },
        why_not=message_for(refusal) if refusal else "",
        any_place=bool(standing),
    )
    return no_store((page, form.status))


def _is_kiosk(slug: str, given: KioskPass) -> Response:
    """The device is a kiosk from here; the clerk is signed out on it, and gets the closing code."""
    here = device_of(db.session(), given.round_id, given.n)
    emptied = wiped(slug, "")
    if here is not None:
        has_become(here)
    page = render_template(
        "venues/kiosk_opened.html",
        here=here,
        code=closing_code(secrets_of_kiosks(), given.round_id, given.n),
    )
    response = no_store(make_response(page))
    for name, value in emptied.headers:
        if name in ("Set-Cookie", "Clear-Site-Data"):
            response.headers.add(name, value)
    response.delete_cookie(SESSION_COOKIE)
    make_kiosk(response, given, request_now())
    return response


@bp.route("/<int:number>/close", methods=["POST"])
@staff("clerk")
def close(slug: str, number: int) -> ResponseReturnValue:
    """Close one from here; its device says so with its next page."""
    round_, actor = _round(slug)
    form = OverForm()

    def do(session: Session) -> None:
        close_kiosk(session, actor=actor, round_id=round_.id, n=number, now=request_now())

    then = Then(url_for(".screens", slug=slug), _("The screen is closed. Its device says so."))
    # Whoever was quicker closed it: that stands on the page of the error.
    return post(form, do, then, refusals=()) or redirect(then.to)
