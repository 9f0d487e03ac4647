"""Objections to a count as everybody sees them. Source: docs/rules/results.md section 12."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from pbplatform.core.db import db
from pbplatform.results.queries.objections import Objected, objection_by_number, objections_of
from pbplatform.results.words.objections import STATES, kind_words, next_act_of, verdict_words
from pbplatform.rounds.models import Round
from pbplatform.rounds.queries import public_round
from pbplatform.rounds.queries.standing import late_since
from pbplatform.rounds.words.certificate import certificate_sentences
from pbplatform.web.clock import request_now
from pbplatform.web.guards import public

bp = Blueprint("objections", __name__, url_prefix="/rounds/<slug>/results/objections")


@bp.route("")
@public
def index(slug: str) -> ResponseReturnValue:
    """All objections of a round, and until when one can object."""
    round_ = public_round(db.session(), slug)
    return render_template(
        "results/objections.html",
        round=round_,
        rows=[_shown(round_, each) for each in objections_of(db.session(), round_.id)],
        takes=round_.takes_objections(request_now()) and not round_.recount_owed,
        is_counted=round_.counted_at is not None,
        rules=certificate_sentences(round_),
    )


@bp.route("/<int:number>")
@public
def show(slug: str, number: int) -> ResponseReturnValue:
    """One objection with its answers."""
    round_ = public_round(db.session(), slug)
    found = objection_by_number(db.session(), round_.id, number)
    return render_template("results/objection.html", round=round_, row=_shown(round_, found))


def _shown(round_: Round, found: Objected) -> dict[str, object]:
    """An objection as a page shows it; its words stay away until they were read."""
    objection, now = found.objection, request_now()
    late = late_since(round_, now) is not None
    return {
        "objection": objection,
        "answers": found.answers,
        "kind": kind_words(objection.kind),
        "state": str(STATES[objection.state]),
        "verdict": verdict_words(found.answer.verdict) if found.answer else "",
        "words": objection.words if objection.shown_at else "",
        "act": next_act_of(objection, round_, late=late),
        "verdict_words": verdict_words,
    }
