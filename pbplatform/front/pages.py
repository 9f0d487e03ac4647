"""Pages that explain: help, how it works, accessibility, privacy, cookies, easy words, data."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, current_app, render_template
from flask.typing import ResponseReturnValue

from pbplatform.accounts.pages.cookies import COOKIE as SESSION_COOKIE
from pbplatform.accounts.services import SESSION_DAYS
from pbplatform.core.db import Base, db
from pbplatform.core.privacy import Personal
from pbplatform.places.kinds import Setting
from pbplatform.places.queries import reads_after
from pbplatform.rounds.queries.listed import listed_in_public
from pbplatform.venues.pages.kiosk_device import COOKIE as KIOSK_COOKIE
from pbplatform.voting.pages.page_parts import COOKIE as BALLOT_COOKIE
from pbplatform.voting.pages.promising import COOKIE as PROMISE_COOKIE
from pbplatform.voting.pages.receipts import COOKIE as RECEIPT_COOKIE
from pbplatform.web.guards import public
from pbplatform.web.languages import COOKIE as LANGUAGE_COOKIE

bp = Blueprint("pages", __name__)


@dataclass(frozen=True)
class KeptData:
    """One line of the register of personal data."""

    where: str
    why: str
    seen_by: str
    until: str


def personal_data() -> list[KeptData]:
    """Everything personal that the tables can hold, as the columns themselves say (ruling 39)."""
    found = []
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            told = column.info.get("privacy")
            if isinstance(told, Personal):
                where = f"{table.name}.{column.name}"
                found.append(KeptData(where, told.why, told.seen_by, told.until))
    return sorted(found, key=lambda kept: kept.where)


@bp.route("/help")
@public
def help_page() -> ResponseReturnValue:
    ideas_after = reads_after(db.session(), Setting.READS_IDEAS)
    return render_template("front/help.html", ideas_after=ideas_after)


@bp.route("/how-it-works")
@public
def how_it_works() -> ResponseReturnValue:
    return render_template("front/how_it_works.html")


@bp.route("/about")
@public
def about() -> ResponseReturnValue:
    return render_template("front/about.html")


@bp.route("/accessibility")
@public
def accessibility() -> ResponseReturnValue:
    return render_template("front/accessibility.html")


@bp.route("/privacy")
@public
def privacy() -> ResponseReturnValue:
    days = current_app.extensions["settings"].backup_days
    return render_template("front/privacy.html", kept=personal_data(), backup_days=days)


@bp.route("/cookies")
@public
def cookies() -> ResponseReturnValue:
    return render_template(
        "front/cookies.html",
        session_cookie=SESSION_COOKIE,
        ballot_cookie=BALLOT_COOKIE,
        receipt_cookie=RECEIPT_COOKIE,
        promise_cookie=PROMISE_COOKIE,
        kiosk_cookie=KIOSK_COOKIE,
        language_cookie=LANGUAGE_COOKIE,
        session_days=SESSION_DAYS,
    )


@bp.route("/easy")
@public
def easy() -> ResponseReturnValue:
    return render_template("front/easy.html")


@bp.route("/data")
@public
def data() -> ResponseReturnValue:
    """Every file there is, round by round."""
    return render_template("front/data.html", rounds=listed_in_public(db.session()))
