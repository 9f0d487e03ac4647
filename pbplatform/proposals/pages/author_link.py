"""The own page of an author without an account; the link in their mails leads to it.

Source: docs/rules/thread.md section 7.11.
"""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from pbplatform.accounts import queries as accounts
from pbplatform.core.actor import ActorRef
from pbplatform.core.confirmation import require_same
from pbplatform.core.db import db
from pbplatform.core.errors import DomainError, NotFound
from pbplatform.core.text_slug import number_of
from pbplatform.proposals import queries, services
from pbplatform.proposals.kinds import AUTHOR_NEWS
from pbplatform.proposals.models import Idea, IdeaJoin, Proposal
from pbplatform.proposals.pages.forms import IdeaActForm
from pbplatform.proposals.pages.joins import JoinForm, facts_of_join
from pbplatform.proposals.pages.loading import idea_of, idea_url
from pbplatform.proposals.policies import refuse_to_answer_join, refuse_to_withdraw
from pbplatform.proposals.services.telling import locked_proposal
from pbplatform.proposals.words.kinds import IDEA_STATE_WORDS
from pbplatform.rounds.models import Round
from pbplatform.web.app import no_store
from pbplatform.web.base_form import Form
from pbplatform.web.clock import request_now
from pbplatform.web.guards import public_not_shared
from pbplatform.web.posting import Then, post
from pbplatform.web.sentences import gettext as _

bp = Blueprint("idea_author", __name__)


@dataclass(frozen=True)
class _Author:
    """Who holds the link, and their idea."""

    round: Round
    idea: Idea
    actor: ActorRef


def _author(slug: str, token: str) -> _Author:
    """The idea of a link and its author.

    Raises:
        NotFound: no such link, its address was forgotten, or the author signs in by now.
    """
    contact = accounts.contact_of_token(db.session(), token, now=request_now())
    head, _stroke, number = contact.about.rpartition("/")
    if contact.purpose != AUTHOR_NEWS or head != f"rounds/{slug}/ideas":
        raise NotFound("idea.not_found")
    round_, idea = idea_of(db.session(), slug, number_of(number) or 0)
    if idea.author_id is None or accounts.email_of(db.session(), idea.author_id):
        raise NotFound("idea.not_found")
    actor = ActorRef(kind="account", key=str(idea.author_id), role="resident")
    return _Author(round_, idea, actor)


@bp.route("/rounds/<slug>/ideas/author/<token>", methods=["GET", "POST"])
@public_not_shared("the link of one address")
def page(slug: str, token: str) -> ResponseReturnValue:
    """Withdraw the idea, or say whether it may be joined with others."""
    who = _author(slug, token)
    chosen = request.form.get("action", "") if request.method == "POST" else ""
    withdraws = chosen == "withdraw"
    forms: tuple[IdeaActForm, JoinForm] = (IdeaActForm(), JoinForm())
    here = url_for(".page", slug=slug, token=token)
    if chosen in ("withdraw", "agree", "object"):
        form: Form = forms[0] if withdraws else forms[1]
        told = {
            "withdraw": _("Your idea is withdrawn."),
            "agree": _("Thank you. Your idea stays in the proposal."),
            "object": _("Your idea is taken out. The committee has it again."),
        }[chosen]
        idea_id, proposal_id, actor = who.idea.id, who.idea.proposal_id, who.actor

        def act(writing: Session) -> None:
            if withdraws:
                seen = forms[0].seen.data or ""
                services.require_same_idea(writing, idea_id=idea_id, seen=seen)
                services.withdraw_idea(writing, actor=actor, idea_id=idea_id, now=request_now())
            else:
                _answer(writing, actor, idea_id, proposal_id, forms[1], objects=chosen == "object")

        if answer := post(form, act, Then(here, told), refusals=DomainError):
            return answer
        who = _author(slug, token)
    return _page(who, forms, token, status=form.status if chosen else 200)


def _answer(
    writing: Session,
    actor: ActorRef,
    idea_id: int,
    proposal_id: int | None,
    form: JoinForm,
    *,
    objects: bool,
) -> None:
    if proposal_id is not None:
        proposal, _its_round = locked_proposal(writing, proposal_id)
        require_same(form.seen.data, facts_of_join(proposal))
    now = request_now()
    if objects:
        services.object_to_join(
            writing, actor=actor, idea_id=idea_id, words=form.words.data or "", now=now
        )
    else:
        services.agree_to_join(writing, actor=actor, idea_id=idea_id, now=now)


def _page(
    who: _Author, forms: tuple[IdeaActForm, JoinForm], token: str, *, status: int
) -> ResponseReturnValue:
    session, idea = db.session(), who.idea
    proposal = session.get(Proposal, idea.proposal_id) if idea.proposal_id else None
    join = session.get(IdeaJoin, idea.id)
    asked = proposal is not None and (
        refuse_to_answer_join(who.actor, idea, proposal, join, request_now()) is None
    )
    withdraw, joining = forms
    withdraw.carry(services.facts_of_idea(idea))
    joining.carry(facts_of_join(proposal) if proposal else {})
    shown = render_template(
        "proposals/author_link.html",
        round=who.round,
        idea=idea,
        url=idea_url(who.round.slug, idea),
        state_words=IDEA_STATE_WORDS,
        forms=forms,
        withdraw=withdraw if refuse_to_withdraw(who.actor, idea) is None else None,
        joining=joining if asked else None,
        join=join,
        proposal=proposal,
        row=queries.proposal_row(session, proposal) if proposal else None,
        stop=url_for("news.stop", token=token),
    )
    return no_store((shown, status))
