"""Opening the box and counting it: one press on the facilitator's desk."""

from __future__ import annotations

from flask import Blueprint, flash, redirect
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from pbplatform.core.db import db
from pbplatform.core.guards import require_actor, staff
from pbplatform.results import ceremony
from pbplatform.rounds import queries as rounds
from pbplatform.voting.act_clock import act_now
from pbplatform.voting.page_parts import key_store

bp = Blueprint("results_desk", __name__, url_prefix="/desk")

# A page answers within seconds; a city opens its box with `pbplatform urn open`.
MOST_ENVELOPES_BY_PAGE = 20_000


@bp.route("/facilitator/rounds/<slug>/box/open", methods=["POST"])
@staff("facilitator")
def open_and_count(slug: str) -> ResponseReturnValue:
    """Open in memory, publish, rewrite the storage, count, publish the result."""
    round_ = rounds.round_by_slug(db.session(), slug)
    actor = require_actor().acting_as("facilitator", round_.scope)
    ceremony.open_and_count(
        ceremony.Ceremony(
            round_id=round_.id,
            actor=actor,
            keys=key_store(),
            tell_time=act_now,
            most=MOST_ENVELOPES_BY_PAGE,
        )
    )
    flash(_("The box is open and counted. Everybody can see the result."))
    return redirect(f"/rounds/{slug}/results")
