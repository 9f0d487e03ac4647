"""Pages that put several slices together."""

from __future__ import annotations

from datetime import datetime

from flask import Blueprint, current_app, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy import text

from pbplatform.core.clock import request_now
from pbplatform.core.db import db
from pbplatform.core.guards import current_actor, public
from pbplatform.core.secrets import derive_key, keyed_hash
from pbplatform.rounds.wording import stations
from pbplatform.web.home import home as read_home

bp = Blueprint("web", __name__)


@bp.route("/")
@public
def home() -> ResponseReturnValue:
    """The one thing that is open now, what won, what was promised."""
    now = request_now()
    shown = read_home(db.session(), now=now, visitor=_visitor(now))
    lead = shown.lead
    return render_template(
        "web/home.html", home=shown, now=now, stations=stations(lead, now) if lead else []
    )


def _visitor(now: datetime) -> str:
    """The same text for one reader all day; made for the order of projects and never stored."""
    actor = current_actor()
    if actor is not None:
        return f"account:{actor.account_id}"
    settings = current_app.extensions["settings"]
    seen = f"{now.date()}|{request.remote_addr}|{request.headers.get('User-Agent', '')}"
    return keyed_hash(derive_key(settings.secret_key, "order of projects"), seen).hex()


@bp.route("/healthz")
@public
def healthz() -> ResponseReturnValue:
    """For load balancers: answers when the database does."""
    db.session.execute(text("SELECT 1"))
    return {"status": "ok"}
