"""Pages that put several slices together."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from sqlalchemy import text

from pbplatform.core.db import db
from pbplatform.core.reading_once import reading_once
from pbplatform.front.home import home as read_home
from pbplatform.front.home_do import things_to_do
from pbplatform.front.news import latest_news
from pbplatform.rounds.queries.standing import late_since
from pbplatform.rounds.words.status import state_sentence, stations
from pbplatform.venues.pages.told import ways_told
from pbplatform.web.clock import request_now
from pbplatform.web.frame import current_frame
from pbplatform.web.guards import public, public_not_shared

bp = Blueprint("web", __name__)


@bp.route("/")
@public
def home() -> ResponseReturnValue:
    """The one thing that is open now, what won, what was promised."""
    now, session = request_now(), db.session()
    with reading_once(session):
        shown, news = read_home(session, now=now), latest_news(session)
    lead = shown.lead
    return render_template(
        "front/home.html",
        home=shown,
        news=news,
        to_do=things_to_do(shown, now=now, helps=current_frame().helps),
        now=now,
        stations=stations(lead, now) if lead else [],
        sentence=state_sentence(lead, now) if lead else "",
        ways=ways_told(lead) if lead else None,
        late=lead is not None and late_since(lead, now) is not None,
    )


@bp.route("/healthz")
@public_not_shared("how this machine is at this moment")
def healthz() -> ResponseReturnValue:
    """For load balancers: answers when the database does."""
    db.session.execute(text("SELECT 1"))
    return {"status": "ok"}
