"""The pages of a kiosk itself: where a voter begins, and how their turn ends.

Source: docs/rules/venues.md section 2.
"""

from __future__ import annotations

from datetime import datetime

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from pbplatform.core.db import db
from pbplatform.core.errors import Conflict
from pbplatform.rounds.words.status import state_sentence
from pbplatform.venues.domain.kiosk_pass import closes
from pbplatform.venues.pages.kiosk_device import (
    CONTRASTS,
    COOKIE,
    SIZES,
    begin_turn,
    device,
    in_turn,
    is_left_over,
    secrets_of_kiosks,
    take_help,
    to_start,
    wiped,
)
from pbplatform.venues.pages.kiosk_forms import EndForm, HelpForm, OverForm
from pbplatform.venues.queries.kiosks import Device
from pbplatform.venues.queries.places import closed_now, view_of
from pbplatform.venues.services.kiosks import close_by_code
from pbplatform.venues.words.closures import told_of
from pbplatform.venues.words.kiosks import contrast_names, size_names
from pbplatform.voting.policies import refuse_to_cast
from pbplatform.web.app import no_store
from pbplatform.web.clock import request_now
from pbplatform.web.guards import public_not_shared
from pbplatform.web.posting import post

bp = Blueprint("venue_kiosk", __name__, url_prefix="/kiosk")
own_turn = public_not_shared("one voter's turn at a screen that many use")


@bp.route("")
@own_turn
def start() -> ResponseReturnValue:
    """Where a voter begins. Opening it ends the turn of whoever was here before (2.7)."""
    here = device()
    if here is None:
        return no_store(render_template("venues/kiosk_none.html"))
    if is_left_over():
        return wiped(here.round_.slug, url_for(".start"))
    now = request_now()
    size, contrast = request.args.get("size", ""), request.args.get("contrast", "")
    view = view_of(db.session(), here.round_.id, here.kiosk.venue_n)
    closed = view.closed_at(now)
    page = render_template(
        "venues/kiosk_start.html",
        here=here,
        round=here.round_,
        now=now,
        is_open=here.kiosk.is_open(now),
        may_vote=_may_vote(here, now) and closed is None,
        closed=told_of(view, now) if closed and _may_vote(here, now) else [],
        state_sentence=state_sentence,
        size=size if size in SIZES else "",
        contrast=contrast if contrast in CONTRASTS else "",
        lang=request.args.get("lang", ""),
        sizes=size_names(),
        contrasts=contrast_names(),
    )
    return no_store(page)


def _may_vote(here: Device, now: datetime) -> bool:
    return here.kiosk.is_open(now) and refuse_to_cast(here.round_, now) is None


def _may_begin() -> Device | None:
    """The kiosk, where a voter can begin now: its place is not closed (7.5)."""
    here, now = device(), request_now()
    if here is None or not _may_vote(here, now):
        return None
    closed = closed_now(db.session(), here.round_.id, here.kiosk.venue_n, now)
    return None if closed else here


@bp.route("/begin", methods=["POST"])
@own_turn
def begin() -> ResponseReturnValue:
    """A voter begins, alone or with help."""
    here = _may_begin()
    if here is None:
        return to_start()
    begin_turn(size=request.form.get("size", ""), contrast=request.form.get("contrast", ""))
    if request.form.get("action") == "help" and here.helped:
        return _lead(url_for(".helping"))
    return _lead(url_for("voting.choose", slug=here.round_.slug))


def _lead(to: str) -> Response:
    return no_store(redirect(to, 303))


@bp.route("/help", methods=["GET", "POST"])
@own_turn
def helping() -> ResponseReturnValue:
    """What must be so before somebody presses for a voter (3.3)."""
    here = device()
    if here is None or not _may_vote(here, request_now()) or not (here.helped and in_turn()):
        return to_start()
    form = HelpForm()
    if form.validate_on_submit():
        take_help()
        return _lead(url_for("voting.choose", slug=here.round_.slug))
    page = render_template("venues/kiosk_help.html", form=form, round=here.round_, here=here)
    return no_store((page, form.status))


@bp.route("/done", methods=["POST"])
@own_turn
def done() -> ResponseReturnValue:
    """“End and clear this screen”."""
    here = device()
    return wiped(here.round_.slug, url_for(".start")) if here else to_start()


@bp.route("/still")
@own_turn
def still() -> ResponseReturnValue:
    """“Are you still there?”, where no script runs (2.9)."""
    here = device()
    if here is None or not in_turn():
        return to_start()
    vote, to = url_for("voting.choose", slug=here.round_.slug), request.args.get("to", "")
    inside = to.startswith((f"{vote}/", f"{url_for('.start')}/"))
    back = to if inside and not to.startswith(url_for(".still")) else vote
    return no_store(render_template("venues/kiosk_still.html", round=here.round_, back=back))


@bp.route("/end", methods=["GET", "POST"])
@own_turn
def end() -> ResponseReturnValue:
    """The device becomes an ordinary browser: by the code, or without where the kiosk is over."""
    here = device()
    if here is None:
        return to_start()
    if not here.kiosk.is_open(request_now()):
        return _end_of_what_is_over(here)
    form, at = EndForm(), (here.round_.id, here.kiosk.n)

    def do(session: Session) -> None:
        if not closes(secrets_of_kiosks(), *at, form.code.data or ""):
            raise Conflict("kiosk.wrong_code", field="code")
        close_by_code(session, round_id=at[0], n=at[1], now=request_now())

    slug = here.round_.slug
    if answer := post(form, do, lambda _done: _ended(slug)):
        return answer
    page = render_template("venues/kiosk_end.html", form=form, round=here.round_, here=here)
    return no_store((page, form.status))


def _end_of_what_is_over(here: Device) -> ResponseReturnValue:
    if request.method == "POST":
        return _ended(here.round_.slug)
    page = render_template("venues/kiosk_over.html", form=OverForm(), here=here)
    return no_store(page)


def _ended(slug: str) -> Response:
    response = wiped(slug, url_for(".start"))
    response.delete_cookie(COOKIE)
    return response
