"""The demonstration's bar and tour. In production none of these pages exists."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import (
    Blueprint,
    Flask,
    Response,
    current_app,
    flash,
    g,
    redirect,
    render_template,
    request,
)
from flask.typing import ResponseReturnValue

from pbplatform.accounts import services as accounts
from pbplatform.accounts.pages.cookies import COOKIE, set_session_cookie
from pbplatform.core.actor import ActorRef
from pbplatform.core.db import db
from pbplatform.core.errors import Conflict, NotFound
from pbplatform.core.local_paths import local_or
from pbplatform.core.transaction import transaction
from pbplatform.demo import tour as tours
from pbplatform.demo.clock import move_clock
from pbplatform.demo.one_byte import Spot, change_one_byte
from pbplatform.demo.people import ON_ROLL, PERSONAS, label_of
from pbplatform.demo.restart import start_again
from pbplatform.demo.seed import demo_secret
from pbplatform.demo.trustee_acts import keys_of, sheets
from pbplatform.demo.voting_acts import Played, close_open_count, lay_apart
from pbplatform.demo.world import letter_code
from pbplatform.results.queries.bundle import bundle_parts
from pbplatform.rounds.models import Round
from pbplatform.web.clock import request_now
from pbplatform.web.guards import current_actor, demo_only
from pbplatform.web.sentences import gettext as _

bp = Blueprint("demo", __name__, url_prefix="/demo")
VISITOR = "visitor"


@dataclass(frozen=True)
class Bar:
    """What the bar on every page of the demonstration shows."""

    now: datetime
    persona: str
    personas: tuple[tuple[str, str], ...]


def register(app: Flask) -> None:
    """Show the bar, and fill in the letters of the demonstration's people."""
    app.context_processor(lambda: {"demo_bar": _bar()})
    app.extensions["letter_code"] = _letter


def _bar() -> Bar | None:
    if "now" not in g:
        return None
    visitor = (VISITOR, str(_("a visitor")))
    people = (visitor, *((key, label_of(key)) for key in PERSONAS))
    return Bar(request_now(), _persona() or VISITOR, people)


def _persona() -> str:
    if "persona" not in g:
        actor = current_actor()
        g.persona = tours.persona_of(db.session(), actor.account_id) if actor else ""
    persona: str = g.persona
    return persona


def _letter(slug: str) -> str:
    """The code of the present person's letter; who has none holds Rosa's."""
    secret = demo_secret(current_app.extensions["settings"].secret_key)
    person = _persona()
    code = letter_code(secret, slug, person if person in ON_ROLL else "rosa")
    return "-".join((code[:4], code[4:8], code[8:12], code[12:]))


@bp.route("")
@demo_only
def tour() -> ResponseReturnValue:
    found = tours.tour(db.session(), now=request_now())
    if found is None:
        raise NotFound("page.not_found")
    cut = sheets(current_app.extensions["settings"].key_dir, found.round_.slug)
    held = list(zip(cut[0].names, (share.words for share in cut[1]), strict=True)) if cut else []
    return render_template("demo/tour.html", tour=found, now=request_now(), held=held)


@bp.route("/one-byte")
@demo_only
def one_byte() -> ResponseReturnValue:
    """One byte of a copy of the present vote is changed, and the program of the check runs."""
    found = tours.tour(db.session(), now=request_now())
    if found is None:
        raise NotFound("page.not_found")
    asked = request.args.get("what", "")
    spot = Spot(asked) if asked in list(Spot) else None
    run = None
    if spot is not None and found.counted:
        run = change_one_byte(bundle_parts(db.session(), found.round_), spot)
    spots = {
        Spot.VOTE: _("A vote in the public list"),
        Spot.BOX: _("A closed vote in the log of the box"),
        Spot.RESULT: _("A number in the result"),
        Spot.RULE: _("What a project costs, in the sealed rule"),
    }
    return render_template("demo/one_byte.html", tour=found, spots=spots, spot=spot, run=run)


@bp.route("/act", methods=["POST"])
@demo_only
def act() -> ResponseReturnValue:
    """One press on the bar or the tour; the page one was on comes back."""
    if current_app.extensions["settings"].mode != "demo":
        raise NotFound("page.not_found")
    back = local_or(request.form.get("next", ""), "/demo")
    acts = {"day": _forward_a_day, "close": _forward_to_close, "restart": _restart,
            "open": _open_box, "apart": _lay_apart, "persona": _change_person}  # fmt: skip
    do = acts.get(request.form.get("act", ""))
    if do is None:
        raise NotFound("page.not_found")
    return do(back)


def _forward_a_day(back: str) -> ResponseReturnValue:
    with transaction() as session:
        move_clock(session, to=request_now() + timedelta(days=1))
    return redirect(back)


def _forward_to_close(back: str) -> ResponseReturnValue:
    closes = tours.next_close(db.session(), now=request_now())
    if closes is None:
        flash(_("No vote is open that could close."), "warning")
        return redirect(back)
    with transaction() as session:
        move_clock(session, to=closes)
    flash(_("Voting has just closed."))
    return redirect(back)


def _restart(_back: str) -> ResponseReturnValue:
    start_again(current_app._get_current_object())  # type: ignore[attr-defined]
    response = redirect("/")
    response.delete_cookie(COOKIE)
    flash(_("Everything is as it was on the first morning."))
    return response


def _change_person(back: str) -> ResponseReturnValue:
    key = request.form.get("persona", "")
    response = redirect(back)
    found = tours.account_of(db.session(), key)
    if found is None:
        response.delete_cookie(COOKIE)
        return response
    account_id = found.id
    with transaction() as session:
        token = accounts.open_session(session, account_id=account_id, now=request_now())
    set_session_cookie(response, token)
    return response


def _acting(persona: str, role: str) -> ActorRef:
    found = tours.account_of(db.session(), persona)
    if found is None:
        raise NotFound("page.not_found")
    return ActorRef("account", str(found.id), role, "place", found.name)


def _at_promised_hour() -> tuple[Round, Played]:
    """Time goes on to it; the round of the tour, and who plays its staff then."""
    found = tours.tour(db.session(), now=request_now())
    if found is None or not found.closed:
        raise Conflict("vote.still_open")
    round_ = found.round_
    promised = max(request_now(), round_.results_at)
    with transaction() as session:
        move_clock(session, to=promised)
    return round_, Played(
        keys=keys_of(current_app.extensions["settings"].key_dir, round_.slug),
        bea=_acting("bea", "facilitator"),
        carla=_acting("carla", "clerk"),
        ines=_acting("ines", "auditor"),
        digits=f"{secrets.randbelow(10**10):010}",
        now=promised,
    )


def _lay_apart(_back: str) -> ResponseReturnValue:
    """Carla, Ines and Bea do all acts up to the one that trustees do."""
    round_, played = _at_promised_hour()
    slug = round_.slug
    lay_apart(round_.id, played)
    flash(
        _(
            "Time went on to the promised hour. Carla and Ines closed the box, Bea and Ines rolled "
            "the lot, and Bea laid votes apart. Now the trustees are next."
        )
    )
    return redirect(f"/rounds/{slug}/trustees")


def _open_box(_back: str) -> ResponseReturnValue:
    """At the promised hour Carla, Ines and Bea do all acts from the close to the count."""
    round_, played = _at_promised_hour()
    slug = round_.slug
    close_open_count(round_.id, played)
    flash(
        _(
            "Time went on to the promised hour. This press played everybody: Carla and Ines closed "
            "the box, Bea and Ines rolled the lot, Bea laid votes apart, and two of the three "
            "trustees opened it with her."
        )
    )
    response: Response = redirect(f"/rounds/{slug}/results")  # type: ignore[assignment]
    return response
