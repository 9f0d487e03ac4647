"""The public page of the place: who looks after it, until when, and by which days it counts.

Source: docs/rules/accounts.md section 8, docs/rules/places.md section 5.
"""

from __future__ import annotations

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from pbplatform.accounts import queries as accounts
from pbplatform.accounts.words.roles import ROLE_NAMES
from pbplatform.core.db import db
from pbplatform.core.paging import page_of
from pbplatform.core.whole import whole
from pbplatform.front.scopes import scope_names
from pbplatform.front.words.people import last_facilitator, longest
from pbplatform.places import queries as places
from pbplatform.places import services
from pbplatform.places.domain.tables import told_from
from pbplatform.places.words.settings import SETTING_NAMES, setting_value
from pbplatform.web.clock import request_now, request_today
from pbplatform.web.guards import public
from pbplatform.web.presentation import weekend_words

bp = Blueprint("place_page", __name__)
PER_PAGE = 100


@bp.route("/place")
@public
def show() -> ResponseReturnValue:
    """Everybody in a public role, the days of the place, and what runs out."""
    session, now = db.session(), request_now()
    held = longest(accounts.holders(session, now=now))
    names = scope_names(session)
    order = {scope: at for at, scope in enumerate(names)}
    # Those of drafts and of what is gone are not told.
    shown = sorted(
        (each for each in held if each.scope in names),
        key=lambda each: (order[each.scope], each.role, each.name, each.grant_id),
    )
    tables = places.calendars(session)
    place = places.require_place(session)
    return render_template(
        "front/place.html",
        people=page_of(shown, wanted=request.args.get("page", 1, type=whole), size=PER_PAGE),
        page_url=lambda number: url_for(".show", page=number),
        role_names=ROLE_NAMES,
        where=names,
        last=last_facilitator(held, now),
        nobody=not any((each.role, each.scope) == ("facilitator", "place") for each in held),
        table=tables[0] if tables else None,
        runs_out=bool(tables) and request_today() >= told_from(tables[0].last_year),
        weekend=weekend_words(tables[0].weekend) if tables else "",
        closures=places.closures(session, tables[0].version) if tables else [],
        settings=[
            {"key": SETTING_NAMES[name], "value": setting_value(value)}
            for name, value in services.settings_of(place).items()
        ],
    )
