"""Opening the box and counting it: one press on the facilitator's desk."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from pbplatform.core.clock import request_now
from pbplatform.core.confirmation import ChangedMeanwhile, Fact, require_same
from pbplatform.core.db import db
from pbplatform.core.errors import Conflict
from pbplatform.core.guards import require_actor, staff
from pbplatform.core.web import no_store
from pbplatform.results import ceremony
from pbplatform.results.forms import EarlyForm
from pbplatform.rounds import queries as rounds
from pbplatform.rounds.models import Round
from pbplatform.voting import queries as voting
from pbplatform.voting.act_clock import act_now
from pbplatform.voting.page_parts import key_store
from pbplatform.voting.policies import refuse_to_open_early

bp = Blueprint("results_desk", __name__, url_prefix="/desk")

# A page answers within seconds; a city opens its box with `pbplatform urn open`.
MOST_ENVELOPES_BY_PAGE = 20_000


@bp.route("/facilitator/rounds/<slug>/box/early", methods=["GET", "POST"])
@staff("facilitator")
def open_early(slug: str) -> ResponseReturnValue:
    """Before the promised hour: what that means, and a second press that says so."""
    round_ = rounds.round_by_slug(db.session(), slug)
    require_actor().acting_as("facilitator", round_.scope)
    box = url_for("voting_desk.box", slug=slug)
    if round_.closed_at is None or round_.opened_at or request_now() >= round_.results_at:
        return redirect(box)
    form, facts = EarlyForm(), _facts(round_)
    if form.validate_on_submit():
        try:
            require_same(form.seen.data, facts)
            return _open_and_count(round_, early=True)
        except ChangedMeanwhile as changed:
            names = {"envelopes": _("Votes in the box"), "results_at": _("The promised hour")}
            form.refuse_changed(changed, names)
        except Conflict as conflict:
            form.refuse(conflict)
    form.show(facts)
    held = facts["envelopes"]
    page = render_template("results/open_early.html", form=form, round=round_, held=held, box=box)
    return no_store((page, form.status))


def _facts(round_: Round) -> dict[str, Fact]:
    """What the page of an early opening shows."""
    return {
        "results_at": round_.results_at,
        "closed_at": round_.closed_at,
        "envelopes": len(voting.slots_in_box(db.session(), round_.id)),
    }


@bp.route("/facilitator/rounds/<slug>/box/open", methods=["POST"])
@staff("facilitator")
def open_and_count(slug: str) -> ResponseReturnValue:
    """From the promised hour on, one press."""
    return _open_and_count(rounds.round_by_slug(db.session(), slug), early=False)


def _open_and_count(round_: Round, *, early: bool) -> ResponseReturnValue:
    """Open in memory, publish, rewrite the storage, count, publish the result."""
    slug = round_.slug
    actor = require_actor().acting_as("facilitator", round_.scope)
    if refusal := refuse_to_open_early(round_, request_now(), confirmed=early):
        raise refusal
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
