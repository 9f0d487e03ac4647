"""The device that is a kiosk: what it may reach, and how nothing of a voter stays on it.

Source: docs/rules/venues.md section 2.
"""

from __future__ import annotations

import logging
import re
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from flask import (
    Flask,
    Response,
    current_app,
    g,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import validate_csrf
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.wrappers import Response as WsgiResponse
from wtforms.validators import ValidationError

from pbplatform.core.db import db
from pbplatform.core.transaction import NoTurn, transaction
from pbplatform.venues.domain.kiosk_pass import STAYS, KioskPass, read_pass, write_pass
from pbplatform.venues.queries.kiosks import Device, device_of
from pbplatform.venues.services.helping import note_help
from pbplatform.voting.pages.page_parts import forget_draft
from pbplatform.voting.pages.receipts import take_ticket
from pbplatform.voting.policies import refuse_to_cast
from pbplatform.web import languages
from pbplatform.web.app import no_store
from pbplatform.web.clock import request_now, request_today
from pbplatform.web.guards import nobody_asks
from pbplatform.web.kept_pages import not_kept_with
from pbplatform.web.kiosk import KioskPage, at_kiosk, register_kiosk

log = logging.getLogger(__name__)
COOKIE = "pb_kiosk"
PAGES = "venue_kiosk"  # the blueprint of the kiosk's own pages
IDLE_SECONDS, WARN_SECONDS, PLAIN_SECONDS = 90, 30, 300
SIZES = ("", "large", "larger")
CONTRASTS = ("", "contrast")
_TURN = "kiosk_turn"
_SAID = "helper_said"
_EVERYWHERE = frozenset({"static", "brand.show"})
_LINK = re.compile(r"<a\b([^>]*)>(.*?)</a>", re.DOTALL)
_HREF = re.compile(r"""\bhref=["']([^"']*)""")


def secrets_of_kiosks() -> tuple[str, str]:
    """The secret of this installation, and the one before it."""
    settings = current_app.extensions["settings"]
    return settings.secret_key, settings.secret_key_previous


def pass_of_device() -> KioskPass | None:
    """What the cookie of this device says."""
    cookie = request.cookies.get(COOKIE, "")
    return read_pass(secrets_of_kiosks(), cookie) if cookie else None


def device() -> Device | None:
    """The kiosk that this device is, open or over; None for every other device."""
    if "kiosk_device" not in g:
        g.kiosk_device = None
        if given := pass_of_device():
            g.kiosk_device = device_of(db.session(), given.round_id, given.n)
    found: Device | None = g.kiosk_device
    return found


def make_kiosk(response: Response | WsgiResponse, given: KioskPass, now: datetime) -> None:
    """Let this device be a kiosk. The cookie has no role, and stays longer than the kiosk (2.4)."""
    response.set_cookie(
        COOKIE,
        write_pass(secrets_of_kiosks(), given),
        max_age=int((given.ends_at - now + STAYS).total_seconds()),
        secure=current_app.extensions["settings"].secure_cookies,
        httponly=True,
        samesite="Lax",
    )


def has_become(here: Device) -> None:
    """The rest of this request is a kiosk's: its page shows nobody's account and no way out."""
    g.kiosk_device = here
    g.pop("kiosk_page", None)
    session.clear()
    nobody_asks()


def begin_turn(*, size: str, contrast: str) -> None:
    """A voter begins."""
    session[_TURN] = {
        "size": size if size in SIZES else "",
        "contrast": contrast if contrast in CONTRASTS else "",
        "helped": False,
    }


def take_help() -> None:
    """From here somebody presses for the voter, with a witness."""
    session[_TURN] = {**_turn(), "helped": True}


def _turn() -> dict[str, Any]:
    turn = session.get(_TURN)
    return turn if isinstance(turn, dict) else {}


def in_turn() -> bool:
    """Whether a voter has begun on this device."""
    return bool(_turn())


def look_of(size: str, contrast: str) -> str:
    """Classes of the page."""
    return " ".join(f"pb-look-{each}" for each in (size, contrast) if each)


def is_left_over() -> bool:
    """Whether something of a voter is on this device, as far as the start page is told."""
    lang = request.args.get("lang", "")
    kept = request.cookies.get(languages.COOKIE)
    return in_turn() or (kept is not None and kept != lang)


def wiped(slug: str, to: str) -> Response:
    """The end of a turn: nothing of the voter is kept, and the browser is led to `to`."""
    session.clear()
    response = no_store(redirect(to, 303))
    forget_draft(response, slug)
    take_ticket(response, slug)
    response.delete_cookie(languages.COOKIE)
    # All but the cookies, of which the kiosk's own must stay; over HTTPS the browser heeds it.
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


def to_start() -> Response:
    """Lead to the start page, which ends the turn."""
    return no_store(redirect(url_for(f"{PAGES}.start"), 303))


def _own_form() -> bool:
    """Whether this form was made in the turn that sends it."""
    if not current_app.config.get("WTF_CSRF_ENABLED", True):
        return True
    try:
        validate_csrf(request.form.get("csrf_token"))
    except ValidationError:
        return False
    return True


def _answer() -> ResponseReturnValue | None:
    """What a kiosk answers before any page does; None to let the page speak."""
    g.pop("kiosk_device", None)  # a context can outlive its request
    here = device()
    if here is None:
        return None
    nobody_asks()
    if request.endpoint in _EVERYWHERE:
        return None
    if request.method == "POST" and not _own_form():
        return to_start()
    if request.blueprint == PAGES:
        return None
    if not here.kiosk.is_open(request_now()):
        return to_start()
    if request.blueprint != "voting":
        return _elsewhere(here)
    return _of_the_vote(here)


def _of_the_vote(here: Device) -> ResponseReturnValue | None:
    """A page of the vote: of this round, and only for whoever has begun."""
    if (request.view_args or {}).get("slug") != here.round_.slug:
        return _elsewhere(here)
    if request.endpoint == "voting.done":
        return wiped(here.round_.slug, url_for(f"{PAGES}.start"))
    late = refuse_to_cast(here.round_, request_now()) is not None
    if not in_turn() or (late and request.method != "POST"):
        return to_start()
    if request.endpoint == "voting.cast" and _turn().get("helped") and not _helper_said():
        return no_store(
            redirect(url_for("voting.check", slug=here.round_.slug, said="missing"), 303)
        )
    return None


def _helper_said() -> bool:
    return request.form.get(_SAID) == "y"


def _elsewhere(here: Device) -> ResponseReturnValue:
    """Only this vote is reached. Nothing is wiped: a browser asks for things by itself."""
    page = render_template("venues/kiosk_elsewhere.html", here=here, turn=in_turn())
    return no_store((page, 403))


def _page() -> KioskPage | None:
    here = device()
    if here is None:
        return None
    turn = _turn()
    start = url_for(f"{PAGES}.start")
    asked = request.endpoint == f"{PAGES}.still"
    ends = asked or (request.method != "GET" and request.endpoint == "voting.cast")
    asks = url_for(f"{PAGES}.still") + "?" + urlencode({"to": request.path})
    size = turn.get("size", request.args.get("size", ""))
    contrast = turn.get("contrast", request.args.get("contrast", ""))
    return KioskPage(
        slug=here.round_.slug,
        place=here.place,
        turn=bool(turn),
        helped=bool(turn.get("helped")),
        look=look_of(size if size in SIZES else "", contrast if contrast in CONTRASTS else ""),
        idle_seconds=IDLE_SECONDS,
        warn_seconds=WARN_SECONDS,
        plain_seconds=WARN_SECONDS if asked else PLAIN_SECONDS,
        start=start,
        done=url_for(f"{PAGES}.done"),
        waits_at=start if ends else asks,
    )


def _stays(href: str, slug: str) -> bool:
    vote = url_for("voting.choose", slug=slug)
    path = href.partition("?")[0].partition("#")[0]
    return path in ("", vote, url_for(f"{PAGES}.start")) or path.startswith(
        (f"{vote}/", f"{url_for(f'{PAGES}.start')}/")
    )


def without_ways_out(page: str, slug: str) -> str:
    """The page, its links that lead elsewhere as plain words.

    Links hold no links, and a `>` in an attribute is escaped, so a pattern can find them.
    """

    def plain(link: re.Match[str]) -> str:
        href = _HREF.search(link[1])
        if href is None or _stays(href[1], slug):
            return link[0]
        return f"<span>{link[2]}</span>"

    return _LINK.sub(plain, page)


def _leave_nothing(response: Response) -> Response:
    """After a page of a kiosk: no store keeps it, and no link leads out."""
    if request.endpoint in _EVERYWHERE or not at_kiosk():
        return response
    response.headers["Cache-Control"] = "no-store"
    here = device()
    if here is not None and g.pop("vote_cast", False) and _turn().get("helped"):
        _note_help(here.round_.id)
    if here is not None and response.mimetype == "text/html" and not response.direct_passthrough:
        response.set_data(without_ways_out(response.get_data(as_text=True), here.round_.slug))
    return response


def _note_help(round_id: int) -> None:
    """After the vote, in a transaction of its own: one more was put in with help (3.7)."""
    try:
        with transaction() as session_:
            note_help(session_, round_id=round_id, day=request_today())
    except (SQLAlchemyError, NoTurn):  # the vote is in the box, and its voter is told so
        log.warning("a vote with help was not counted as one")


def register(app: Flask) -> None:
    """What this slice does to every request of a kiosk."""
    register_kiosk(app, _page, _answer)
    not_kept_with(app, COOKIE)
    app.after_request(_leave_nothing)
