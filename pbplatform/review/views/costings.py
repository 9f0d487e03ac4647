"""An official says whether a proposal can be done and what it costs."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from pbplatform.core.actor import Actor
from pbplatform.core.clock import request_now
from pbplatform.core.db import db
from pbplatform.core.errors import DomainError
from pbplatform.core.guards import require_actor, staff
from pbplatform.core.transaction import transaction
from pbplatform.places.queries import teams
from pbplatform.review import queries, services
from pbplatform.review.forms import AnswerForm
from pbplatform.review.kinds import VERDICT_WORDS
from pbplatform.review.views.loading import proposal_url
from pbplatform.rounds.queries import public_round

bp = Blueprint("costings", __name__)


def _own_teams(actor: Actor) -> list[str]:
    return [team.slug for team in teams(db.session()) if actor.holds("official", team.scope)]


@bp.app_context_processor
def _for_desks() -> dict[str, object]:
    """What the official's desk shows of this slice; read only by a page that asks."""
    return {"costings_of": _costings_of}


def _costings_of(actor: Actor) -> list[queries.CostingRow]:
    return queries.costings_for_teams(db.session(), _own_teams(actor), request_now())


@bp.route("/desk/official/costings")
@staff("official")
def index() -> ResponseReturnValue:
    """What the official's teams still have to answer, and what they answered."""
    session, now = db.session(), request_now()
    own = _own_teams(require_actor())
    return render_template(
        "review/costings.html",
        costings=queries.costings_for_teams(session, own, now),
        answered=queries.answered_for_teams(session, own, now),
        verdict_words=VERDICT_WORDS,
    )


@bp.route("/desk/official/costings/<slug>/<int:number>", methods=["GET", "POST"])
@staff("official")
def answer(slug: str, number: int) -> ResponseReturnValue:
    """The form; once it is answered the page shows where the answer stands."""
    round_ = public_round(db.session(), slug)
    row = queries.costing_by_number(db.session(), round_.id, number, request_now())
    actor = require_actor().acting_as("official", row.team.scope)
    url = proposal_url(slug, row.proposal.number, row.text.title)
    form = AnswerForm()
    if form.validate_on_submit():
        costing_id = row.costing.id
        try:
            with transaction() as session:
                services.answer_costing(
                    session,
                    actor=actor,
                    costing_id=costing_id,
                    answer=_answer(form),
                    now=request_now(),
                )
        except DomainError as error:
            form.refuse(error)
        else:
            flash(_("Your answer is public. The delegates are told."))
            return redirect(url_for("costings.index"))
        row = queries.costing_by_number(db.session(), round_.id, number, request_now())
    page = render_template(
        "review/costing.html",
        round=round_,
        row=row,
        form=form,
        url=url,
        verdict_words=VERDICT_WORDS,
    )
    return page, form.status


def _answer(form: AnswerForm) -> services.CostingAnswer:
    return services.CostingAnswer(
        verdict=form.verdict.data,
        change_words=form.change_words.data or "",
        cannot=form.cannot.data or "",
        cannot_words=form.cannot_words.data or "",
        low_minor=form.low.data,
        likely_minor=form.likely.data,
        high_minor=form.high.data,
        price_minor=form.price.data,
        yearly_minor=form.yearly.data or 0,
        yearly_payer=form.yearly_payer.data or "",
        months=form.months.data,
        included=form.included.data or "",
        sure=form.sure.data or "",
    )
