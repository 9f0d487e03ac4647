"""A decision on a proposal is taken up again: by a facilitator, or by as many delegates as decide.

Source: docs/rules/review.md section 12.
"""

from __future__ import annotations

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session
from wtforms import RadioField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from pbplatform.core.actor import ActorRef
from pbplatform.core.db import db
from pbplatform.core.errors import DomainError
from pbplatform.proposals.kinds import ProposalState
from pbplatform.proposals.models import Proposal
from pbplatform.proposals.pages.loading import proposal_url
from pbplatform.proposals.queries import proposal_by_number
from pbplatform.proposals.words.kinds import NOT_TAKEN_WORDS
from pbplatform.review import services
from pbplatform.review.pages.forms import ObjectForm
from pbplatform.review.pages.loading import delegates_proposal, must_declare, one_overview
from pbplatform.review.queries.reopened import Wish, wish_to_reopen
from pbplatform.rounds.models import Committee, Round
from pbplatform.rounds.queries import public_round
from pbplatform.web.base_form import ConfirmForm
from pbplatform.web.clock import request_now
from pbplatform.web.fields import WordsField
from pbplatform.web.guards import require_actor, staff
from pbplatform.web.posting import Then, post
from pbplatform.web.sentences import gettext as _

bp = Blueprint("reopening", __name__)


class ReopenForm(ConfirmForm):
    fact_names = {
        "state": _l("What was decided"),
        "reason": _l("The reason"),
        "words": _l("The words of the committee"),
        "decided_at": _l("When it was decided"),
    }

    words = WordsField(
        _l("Why shall it be decided again?"),
        description=_l("The authors and everybody can read it."),
        validators=[
            InputRequired(_l("Say why. Everybody can read it.")),
            Length(max=600, message=_l("Use 600 characters or fewer")),
        ],
    )


class FacilitatorForm(ReopenForm):
    then = RadioField(
        _l("What follows?"),
        choices=[
            SelectChoice("decide", label=_l("The committee decides again")),
            SelectChoice("price", label=_l("The team prices it again, then the committee decides")),
        ],
        default="decide",
        validators=[InputRequired(_l("Choose what follows"))],
    )


@bp.route("/desk/facilitator/rounds/<slug>/proposals/<int:number>/reopen", methods=["GET", "POST"])
@staff("facilitator")
def facilitator(slug: str, number: int) -> ResponseReturnValue:
    """Send a decided proposal back to its committee, with a public reason."""
    round_ = public_round(db.session(), slug)
    actor = require_actor().acting_as("facilitator", round_.scope)
    proposal = proposal_by_number(db.session(), round_.id, number)
    form = FacilitatorForm()
    proposal_id, seen = proposal.id, form.seen.data or ""
    title = one_overview(proposal, round_).row.now.title

    def act(session: Session) -> None:
        services.reopen_decision(
            session,
            actor=actor,
            proposal_id=proposal_id,
            words=form.words.data or "",
            price=form.then.data == "price",
            seen=seen,
            now=request_now(),
        )

    told = Then(
        proposal_url(slug, number, title), _("It is with its committee again. All are told.")
    )
    if answer := post(form, act, told, refusals=DomainError):
        return answer
    form.carry(services.facts_to_reopen(proposal))
    page = render_template(
        "review/send_back.html",
        round=round_,
        proposal=proposal,
        title=title,
        form=form,
        open=_can_be(proposal, round_),
        reason_words=NOT_TAKEN_WORDS,
    )
    return page, form.status


def _can_be(proposal: Proposal, round_: Round) -> bool:
    return proposal.state != ProposalState.WRITING and round_.frozen_at is None


@bp.route("/desk/delegate/<slug>/proposals/<int:number>/reopen", methods=["GET", "POST"])
@staff("delegate")
def delegate(slug: str, number: int) -> ResponseReturnValue:
    """Say why a decision should be taken up again; when somebody did, agree or let it stand."""
    round_, held, proposal, actor = delegates_proposal(slug, number)
    if asked := must_declare(round_, held, actor):
        return asked
    now = request_now()
    wish = wish_to_reopen(db.session(), proposal, round_, held, now=now)
    if request.form.get("action") in ("agree", "drop") or (
        wish is not None and request.method == "GET"
    ):
        return _second(round_, proposal, held, actor, wish)
    form = ReopenForm()
    proposal_id, seen = proposal.id, form.seen.data or ""

    def act(session: Session) -> None:
        services.ask_to_reopen(
            session,
            actor=actor,
            proposal_id=proposal_id,
            words=form.words.data or "",
            seen=seen,
            now=now,
        )

    told = Then(request.path, _("Your reason is public. Other delegates must agree."))
    if answer := post(form, act, told, refusals=DomainError):
        return answer
    form.carry(services.facts_to_reopen(proposal))
    page = render_template(
        "review/reopen_decision.html",
        round=round_,
        proposal=proposal,
        title=one_overview(proposal, round_).row.now.title,
        form=form,
        open=_can_be(proposal, round_),
        reason_words=NOT_TAKEN_WORDS,
    )
    return page, form.status


def _second(
    round_: Round, proposal: Proposal, held: Committee, actor: ActorRef, wish: Wish | None
) -> ResponseReturnValue:
    """The reason of the first delegate, with the two presses of the others."""
    form, now = ObjectForm(), request_now()
    seen, proposal_id = form.seen.data or "", proposal.id
    title = one_overview(proposal, round_).row.now.title
    tasks = url_for("writing.tasks", slug=round_.slug, number=proposal.number)

    def act(session: Session) -> str:
        if request.form.get("action") == "drop":
            services.drop_reopening(
                session,
                actor=actor,
                proposal_id=proposal_id,
                words=form.words.data or "",
                now=now,
            )
            return str(_("The decision stands. Your reason is public."))
        if services.agree_to_reopen(
            session, actor=actor, proposal_id=proposal_id, seen=seen, now=now
        ):
            return str(_("It is with your committee again. All are told."))
        return str(_("You agree. More delegates must agree."))

    if answer := post(form, act, lambda said: Then(tasks, said), refusals=DomainError):
        return answer
    if form.refused:
        wish = wish_to_reopen(db.session(), proposal, round_, held, now=now)
    form.show(wish.facts if wish else {})
    page = render_template(
        "review/agree_to_reopen.html",
        round=round_,
        proposal=proposal,
        title=title,
        wish=wish,
        own=wish is not None and actor.account_id in wish.agreed.accounts,
        form=form,
        back=tasks,
    )
    return page, form.status
