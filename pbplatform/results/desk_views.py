"""Opening the box and counting it: one press on the facilitator's desk."""

from __future__ import annotations

from flask import Blueprint, flash, redirect
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from pbplatform.core.db import db
from pbplatform.core.errors import Conflict
from pbplatform.core.guards import require_actor, staff
from pbplatform.core.transaction import transaction
from pbplatform.results import services
from pbplatform.rounds import queries as rounds
from pbplatform.voting import queries as voting
from pbplatform.voting.act_clock import act_now
from pbplatform.voting.opening import open_round, rewrite_storage
from pbplatform.voting.page_parts import key_store
from pbplatform.voting.policies import refuse_to_open
from pbplatform.voting.services.open_urn import record_opening

bp = Blueprint("results_desk", __name__, url_prefix="/desk")

# A page answers within seconds; a city opens its box with `pbplatform urn open`.
MOST_ENVELOPES_BY_PAGE = 20_000


@bp.route("/facilitator/rounds/<slug>/box/open", methods=["POST"])
@staff("facilitator")
def open_and_count(slug: str) -> ResponseReturnValue:
    """Open in memory, publish, count, publish the result; each step only when it is to do."""
    session = db.session()
    round_ = rounds.round_by_slug(session, slug)
    actor = require_actor().acting_as("facilitator", round_.scope)
    round_id = round_.id
    if round_.opened_at is None:
        lot = voting.lot_number(session, round_id)
        refusal = refuse_to_open(actor, round_, lot_confirmed=lot is not None and lot.confirmed)
        if refusal:
            raise refusal
        if len(voting.slots_in_box(session, round_id)) > MOST_ENVELOPES_BY_PAGE:
            raise Conflict("urn.open_by_command", round=slug)
        opened = open_round(session, key_store(), round_)
        with transaction() as writing:
            record_opening(
                writing, actor=actor, round_id=round_id, opened=opened, now=act_now(writing)
            )
    rewrite_storage(db.engine)  # also when an earlier press ended between opening and this
    tallied = services.count_in_memory(db.session(), round_id=round_id)
    with transaction() as writing:
        services.publish_result(
            writing, actor=actor, round_id=round_id, tallied=tallied, now=act_now(writing)
        )
    flash(_("The box is open and counted. Everybody can see the result."))
    return redirect(f"/rounds/{slug}/results")
