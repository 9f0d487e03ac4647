"""An author says whether their idea is joined with those of others."""

from __future__ import annotations

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session
from wtforms.validators import Length

from pbplatform.core.confirmation import Facts, require_same
from pbplatform.core.db import db
from pbplatform.core.errors import NotFound
from pbplatform.proposals import queries, services
from pbplatform.proposals.models import Idea, IdeaJoin, Proposal
from pbplatform.proposals.pages.loading import idea_of, url_of_row
from pbplatform.proposals.policies import refuse_to_answer_join
from pbplatform.proposals.services.telling import locked_proposal
from pbplatform.web.app import no_store
from pbplatform.web.base_form import ConfirmForm
from pbplatform.web.clock import request_now
from pbplatform.web.fields import WordsField
from pbplatform.web.guards import require_actor, signed_in
from pbplatform.web.posting import Then, post
from pbplatform.web.sentences import gettext as _

bp = Blueprint("joins", __name__)


class JoinForm(ConfirmForm):
    fact_names = {
        "proposal": _l("The number of the proposal"),
        "version": _l("The version of its text"),
    }

    words = WordsField(
        _l("If you do not want it: why?"),
        description=_l("Only you and the delegates can read this."),
        validators=[Length(max=600, message=_l("Use 600 characters or fewer"))],
    )


def facts_of_join(proposal: Proposal) -> Facts:
    return {"proposal": proposal.number, "version": proposal.version}


@bp.route("/rounds/<slug>/ideas/<int:number>/join", methods=["GET", "POST"])
@signed_in
def answer(slug: str, number: int) -> ResponseReturnValue:
    """Agree, or take their idea out again with a reason."""
    now = request_now()
    _round, idea = idea_of(db.session(), slug, number)
    actor = require_actor().as_resident()
    if actor.account_id != idea.author_id:
        raise NotFound("idea.not_found")
    form, idea_id, proposal_id = JoinForm(), idea.id, idea.proposal_id
    back = url_for("ideas.yours", slug=slug, number=number)
    objects = request.form.get("action") == "object"

    def act(writing: Session) -> None:
        if proposal_id is not None:
            proposal, _its_round = locked_proposal(writing, proposal_id)
            require_same(form.seen.data, facts_of_join(proposal))
        if objects:
            words = form.words.data or ""
            services.object_to_join(writing, actor=actor, idea_id=idea_id, words=words, now=now)
        else:
            services.agree_to_join(writing, actor=actor, idea_id=idea_id, now=now)

    told = (
        _("Your idea is taken out. The committee has it again.")
        if objects
        else _("Thank you. Your idea stays in the proposal.")
    )
    if answered := post(form, act, Then(back, told)):
        return answered
    return _page(slug, idea, form, back)


def _page(slug: str, idea: Idea, form: JoinForm, back: str) -> ResponseReturnValue:
    session, now = db.session(), request_now()
    proposal = session.get(Proposal, idea.proposal_id) if idea.proposal_id else None
    join = session.get(IdeaJoin, idea.id)
    actor = require_actor().as_resident()
    row = queries.proposal_row(session, proposal) if proposal else None
    form.carry(facts_of_join(proposal) if proposal else {})
    page = render_template(
        "proposals/join.html",
        idea=idea,
        proposal=proposal,
        row=row,
        others=[
            each
            for each in (queries.ideas_of_proposal(session, proposal.id) if proposal else [])
            if each.idea.id != idea.id
        ],
        join=join,
        asked=proposal is not None
        and refuse_to_answer_join(actor, idea, proposal, join, now) is None,
        form=form,
        back=back,
        url=url_of_row(slug, row) if row else back,
    )
    return no_store((page, form.status))
