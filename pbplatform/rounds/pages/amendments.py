"""Amendments on every page that shows a round, and as a file. Rules: docs/rules/amendments.md."""

from __future__ import annotations

from typing import Any

from flask import jsonify
from flask.typing import ResponseReturnValue

from pbplatform.core.canonical import instant_text
from pbplatform.core.db import db
from pbplatform.rounds import queries
from pbplatform.rounds.models import Round, RoundAmendment
from pbplatform.rounds.pages.blueprint import bp
from pbplatform.rounds.queries.amendments import amendments_of
from pbplatform.rounds.words.amendments import AmendmentNote, note_of
from pbplatform.web.clock import request_now
from pbplatform.web.guards import public


def amendment_notes(round_: Round) -> list[AmendmentNote]:
    """All amendments of a round in words; asks nothing where there are none."""
    now = request_now()
    return [note_of(round_, made, now) for made in amendments_of(db.session(), round_)]


@bp.app_context_processor
def _for_pages() -> dict[str, object]:
    return {"amendment_notes": amendment_notes}


@bp.route("/rounds/<slug>/rules/amendments.json")
@public
def amendments(slug: str) -> ResponseReturnValue:
    """What was amended after the freeze, by number; an empty list where nothing was."""
    round_ = queries.public_round(db.session(), slug)
    return jsonify([_row(made) for made in amendments_of(db.session(), round_)])


def _row(made: RoundAmendment) -> dict[str, Any]:
    return {
        "amendment": made.n,
        "kind": made.kind,
        "made_at": instant_text(made.made_at),
        "reason": made.reason,
        "site_sha256": bytes(made.site_sha256).hex(),
        **made.facts,
    }
