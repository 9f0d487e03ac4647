"""The list of rounds as a feed. Source: docs/rules/feeds.md section 1."""

from __future__ import annotations

from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from pbplatform.core.db import db
from pbplatform.rounds import queries
from pbplatform.rounds.pages.blueprint import bp
from pbplatform.rounds.words import status as wording
from pbplatform.web.clock import request_now
from pbplatform.web.feeds import Entry, atom, beside, changed_at
from pbplatform.web.guards import public
from pbplatform.web.sentences import gettext as _


@bp.route("/rounds.atom")
@beside("rounds.index", _l("These rounds as a feed (Atom)"))
@public
def index_feed() -> ResponseReturnValue:
    now = request_now()
    found = queries.published_rounds(db.session())
    changed = changed_at(db.session(), [round_.path for round_ in found])
    entries = []
    for round_ in found:
        came = round_.published_at or round_.ideas_open_at
        state = wording.state_name(round_, now)
        entries.append(
            Entry(
                path=round_.path,
                title=round_.name,
                updated=max(came, changed.get(round_.path, came)),
                summary=f"{state}. {wording.state_sentence(round_, now)}",
            )
        )
    return atom(_("Rounds"), entries)
