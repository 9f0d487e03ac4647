"""Who holds the key of a box, for everybody. Source: docs/rules/trustees.md section 1."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from pbplatform.core.db import db
from pbplatform.rounds.queries import public_round
from pbplatform.trustees.domain.public_file import fingerprint
from pbplatform.trustees.pages.blueprint import bp
from pbplatform.trustees.queries import (
    confirmations,
    destroyed_shares,
    standing_trustees,
    trustees_signed_in,
)
from pbplatform.trustees.words.levels import level_words
from pbplatform.web.guards import public


@bp.route("/rounds/<slug>/trustees")
@public
def show(slug: str) -> ResponseReturnValue:
    """Who opens the box, what that keeps from whom, and what happens if too few come."""
    session = db.session()
    round_ = public_round(session, slug)
    frozen = round_.frozen_at is not None
    dealt = standing_trustees(session, round_)
    return render_template(
        "trustees/show.html",
        round=round_,
        dealt=dealt,
        frozen=frozen,
        level=level_words(dealt),
        print_of_file=fingerprint(dealt) if dealt else "",
        signs_in=set(trustees_signed_in(session, round_.id).values()),
        typed=confirmations(session, round_.id),
        destroyed={each.number: each.said_on for each in destroyed_shares(session, round_.id)},
    )
