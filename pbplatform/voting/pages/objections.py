"""A clerk reads an objection to the roll and answers it in public.

Source: docs/rules/voting.md section 1.26.
"""

from __future__ import annotations

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from pbplatform.core.db import db
from pbplatform.core.errors import DomainError
from pbplatform.rounds import queries as rounds
from pbplatform.voting.pages.page_parts import acting_in_round
from pbplatform.voting.pages.strike_forms import AnswerForm
from pbplatform.voting.policies import refuse_to_answer_objection
from pbplatform.voting.queries.objections import WaitingObjection, objection, objections
from pbplatform.voting.services.objecting import Answer, answer_facts, answer_objection
from pbplatform.voting.words.why import ABOUT_WORDS, OUTCOME_WORDS
from pbplatform.web.app import no_store
from pbplatform.web.clock import request_now, request_today
from pbplatform.web.guards import require_actor, staff
from pbplatform.web.posting import Then, post
from pbplatform.web.refusals import message_for
from pbplatform.web.sentences import gettext as _

bp = Blueprint(
    "voting_objections", __name__, url_prefix="/desk/clerk/rounds/<slug>/roll/objections"
)
ANY = ("clerk", "facilitator", "auditor")


@bp.route("")
@staff(*ANY)
def index(slug: str) -> ResponseReturnValue:
    """All objections of a round, the newest first."""
    round_ = rounds.round_by_slug(db.session(), slug)
    acting_in_round(require_actor(), round_, *ANY)
    page = render_template(
        "voting/objections.html",
        round=round_,
        objections=objections(db.session(), round_.id),
        abouts=ABOUT_WORDS,
        outcomes=OUTCOME_WORDS,
    )
    return no_store((page, 200))


@bp.route("/<int:number>", methods=["GET", "POST"])
@staff(*ANY)
def answer(slug: str, number: int) -> ResponseReturnValue:
    """One objection with its words, and the form that answers it."""
    round_ = rounds.round_by_slug(db.session(), slug)
    actor = acting_in_round(require_actor(), round_, *ANY)
    found = objection(db.session(), round_.id, number)
    form, round_id = AnswerForm(), round_.id

    def work(writing: Session) -> None:
        answer_objection(
            writing,
            actor=actor,
            round_id=round_id,
            number=number,
            answer=Answer(form.outcome.data, form.reason.data or ""),
            seen=form.seen.data,
            today=request_today(),
            now=request_now(),
        )

    told = Then(url_for(".index", slug=slug), _("Your answer is public."))
    if done := post(form, work, told, refusals=DomainError):
        return done
    form.carry(answer_facts(found))
    refusal = refuse_to_answer_objection(actor, round_)
    page = render_template(
        "voting/objection.html",
        form=form,
        round=round_,
        objection=found,
        waiting=WaitingObjection(found, round_),
        abouts=ABOUT_WORDS,
        outcomes=OUTCOME_WORDS,
        shut=message_for(refusal) if refusal else "",
    )
    return no_store((page, form.status))
