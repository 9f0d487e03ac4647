"""The list of ideas, one idea, and what residents do there."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session
from wtforms.validators import InputRequired

from pbplatform.accounts.domain.people import person_path
from pbplatform.core.db import db
from pbplatform.core.errors import NotFound
from pbplatform.core.text import beginning_of, tidy_line
from pbplatform.core.transaction import transaction
from pbplatform.core.whole import whole
from pbplatform.places.queries import areas
from pbplatform.proposals import queries, services
from pbplatform.proposals.domain.paths import idea_path
from pbplatform.proposals.kinds import PUBLIC_STATES, IdeaState
from pbplatform.proposals.models import Idea, Proposal
from pbplatform.proposals.pages.loading import facilitates, idea_of, idea_url, moved
from pbplatform.proposals.policies import (
    may_see,
    refuse_to_ask_again,
    refuse_to_plead,
    refuse_to_support,
    refuse_to_withdraw,
)
from pbplatform.proposals.queries.joins import further_proposals, joins_of
from pbplatform.proposals.queries.searching import NO_AREA, IdeaFilter, Sort
from pbplatform.proposals.words.kinds import (
    IDEA_STATE_WORDS,
    NOT_TAKEN_WORDS,
    RULE_WORDS,
)
from pbplatform.proposals.words.next_act import next_act, next_act_of_joins
from pbplatform.proposals.words.outcomes import numbers_with, outcomes_to_choose
from pbplatform.proposals.words.relations import relation_rows
from pbplatform.proposals.words.sorting import SORT_WORDS, SORTED_WORDS
from pbplatform.proposals.words.thread import stands_of_ideas
from pbplatform.rounds.models import Committee, Round
from pbplatform.rounds.queries import public_round
from pbplatform.rounds.queries.reading_order import seed_of_hour
from pbplatform.web.app import no_store
from pbplatform.web.base_form import Form
from pbplatform.web.clock import request_now, request_today
from pbplatform.web.fields import WordsField
from pbplatform.web.guards import current_actor, public, require_actor, signed_in
from pbplatform.web.posting import Then, post
from pbplatform.web.sentences import gettext as _

bp = Blueprint("ideas", __name__)


class WordsForm(Form):
    """One text, for asking again."""

    words = WordsField(
        _l("Why should we look again?"),
        description=_l("A facilitator reads this within 2 working days."),
        validators=[InputRequired(_l("Say why we should look again"))],
    )


def asked_for() -> IdeaFilter:
    """What the address narrows the list to."""
    sort = request.args.get("sort", "")
    return IdeaFilter(
        words=tidy_line(request.args.get("words", ""))[:100],
        area=request.args.get("area", ""),
        status=request.args.get("status", ""),
        sort=sort if sort in set(Sort) else Sort.NEWEST,
    )


def _page_url(slug: str, wanted: IdeaFilter, page: int) -> str:
    return url_for(
        "ideas.index",
        slug=slug,
        page=page,
        words=wanted.words or None,
        area=wanted.area or None,
        status=wanted.status or None,
        sort=None if wanted.sort == Sort.NEWEST else wanted.sort,
    )


def _removals(slug: str, wanted: IdeaFilter) -> list[tuple[str, str, str]]:
    """What narrows the list: what it is, its name, the address without it."""
    named = {each.slug: each.name for each in areas(db.session())} | {NO_AREA: str(_("none named"))}
    states: dict[str, LazyString] = {state: IDEA_STATE_WORDS[state] for state in PUBLIC_STATES}
    found = []
    if wanted.words.strip():
        without = replace(wanted, words="")
        found.append((str(_("Words")), wanted.words, _page_url(slug, without, 1)))
    if wanted.area:
        without = replace(wanted, area="")
        found.append((str(_("Area")), named.get(wanted.area, ""), _page_url(slug, without, 1)))
    if wanted.status:
        without = replace(wanted, status="")
        name = str(states.get(wanted.status, ""))
        found.append((str(_("Show")), name, _page_url(slug, without, 1)))
    return found


@bp.route("/rounds/<slug>/ideas")
@public
def index(slug: str) -> ResponseReturnValue:
    """All six states of a list: before, empty, no match, closed, held back, error."""
    round_ = public_round(db.session(), slug)
    wanted = asked_for()
    try:
        shown = queries.ideas_page(
            db.session(),
            round_.id,
            wanted,
            proposals=numbers_with(db.session(), round_, wanted.status, request_now()),
            page=request.args.get("page", 1, type=whole),
            seed=seed_of_hour(slug, request_now()),
        )
    except OperationalError:
        current_app.logger.exception("ideas of %s could not be read", slug)
        db.session.rollback()
        return render_template("proposals/ideas_error.html", round=round_), 503
    return render_template(
        "proposals/ideas.html",
        round=round_,
        now=request_now(),
        wanted=wanted,
        shown=shown,
        areas=areas(db.session()),
        states=[
            *((state, IDEA_STATE_WORDS[state]) for state in PUBLIC_STATES),
            *outcomes_to_choose(round_),
        ],
        stands=stands_of_ideas(db.session(), [(row, round_) for row in shown.rows], request_now()),
        idea_url=idea_url,
        sorts=SORT_WORDS.items(),
        sorted_words=SORTED_WORDS[Sort(wanted.sort)],
        excerpt=beginning_of,
        removals=_removals(slug, wanted),
        page_url=partial(_page_url, slug, wanted),
        nowhere=NO_AREA,
        nowhere_url=_page_url(slug, replace(wanted, area=NO_AREA), 1),
    )


@bp.route("/rounds/<slug>/ideas/<int:number>")
@bp.route("/rounds/<slug>/ideas/<int:number>-<decoration:words>")
@public
def show(slug: str, number: int) -> ResponseReturnValue:
    """One idea; a withdrawn one leaves only the fact, before publication only some may read it."""
    round_, idea = idea_of(db.session(), slug, number)
    actor = current_actor()
    ref = actor.as_resident() if actor else None
    if not may_see(ref, idea, facilitates=facilitates(actor, round_)):
        if idea.state == IdeaState.WITHDRAWN:
            return render_template("proposals/idea_withdrawn.html", round=round_, idea=idea), 410
        raise NotFound("idea.not_found")
    if redirected := moved(idea_url(slug, idea)):
        return redirected
    page = render_template(
        "proposals/idea.html",
        relation=relation_rows(idea.relations),
        text_path=idea_path(round_.slug, idea.number),
        author_path=person_path(idea.author_id),
        **_standing(round_, idea),
    )
    return page if idea.is_public else no_store(page)


def _standing(round_: Round, idea: Idea) -> dict[str, Any]:
    """How an idea stands, the same for everybody who may read it."""
    session, now = db.session(), request_now()
    committee = session.get(Committee, idea.committee_id) if idea.committee_id else None
    act = next_act(idea, round_, committee, now=now, today=request_today())
    joined = idea.state == IdeaState.BECAME and round_.called_off_at is None
    if joined and idea.proposal_id is not None:
        act = next_act_of_joins(joins_of(session, idea.proposal_id, now), now)
    return {
        "round": round_,
        "now": now,
        "idea": idea,
        "row": queries.idea_row(session, idea),
        "committee": committee,
        "proposal": session.get(Proposal, idea.proposal_id) if idea.proposal_id else None,
        "act": act,
        "further": further_proposals(session, idea.id),
        "state_words": IDEA_STATE_WORDS,
        "rule_words": RULE_WORDS,
        "reason_words": NOT_TAKEN_WORDS,
        "looked_again": queries.answers_looked_at_again(session, idea.id),
    }


@bp.route("/rounds/<slug>/ideas/<int:number>/yours")
@signed_in
def yours(slug: str, number: int) -> ResponseReturnValue:
    """What the reader did with an idea and can do; a page for them alone."""
    round_, idea = idea_of(db.session(), slug, number)
    actor = require_actor()
    if not may_see(actor.as_resident(), idea, facilitates=facilitates(actor, round_)):
        raise NotFound("idea.not_found")
    return _your_page(round_, idea, WordsForm())


def _your_page(round_: Round, idea: Idea, form: WordsForm) -> ResponseReturnValue:
    session = db.session()
    actor = require_actor()
    ref, today = actor.as_resident(), request_today()
    page = render_template(
        "proposals/your_idea.html",
        url=idea_url(round_.slug, idea),
        form=form,
        is_author=actor.account_id == idea.author_id,
        supports=queries.supports(session, idea.id, actor.account_id),
        can_support=refuse_to_support(ref, idea) is None,
        can_withdraw=refuse_to_withdraw(ref, idea) is None,
        can_ask_again=refuse_to_ask_again(ref, idea, today) is None,
        can_plead=refuse_to_plead(ref, round_, idea, today) is None,
        **_standing(round_, idea),
    )
    return no_store((page, form.status))


@bp.route("/rounds/<slug>/ideas/<int:number>/support", methods=["POST"])
@signed_in
def support(slug: str, number: int) -> ResponseReturnValue:
    _round, idea = idea_of(db.session(), slug, number)
    idea_id, actor = idea.id, require_actor().as_resident()
    back = request.form.get("act") == "back"
    with transaction() as session:
        if back:
            services.take_support_back(session, actor=actor, idea_id=idea_id)
        else:
            services.support_idea(session, actor=actor, idea_id=idea_id, now=request_now())
    flash(_("You no longer support this idea.") if back else _("You support this idea."))
    return redirect(url_for("ideas.yours", slug=slug, number=number))


@bp.route("/rounds/<slug>/ideas/<int:number>/withdraw", methods=["GET", "POST"])
@signed_in
def withdraw(slug: str, number: int) -> ResponseReturnValue:
    """A page that asks first: withdrawing cannot be undone."""
    round_, idea = idea_of(db.session(), slug, number)
    actor = require_actor().as_resident()
    if refusal := refuse_to_withdraw(actor, idea):
        raise refusal
    if request.method == "GET":
        return render_template(
            "proposals/withdraw.html",
            round=round_,
            idea=idea,
            url=url_for("ideas.yours", slug=slug, number=number),
        )
    idea_id = idea.id
    with transaction() as session:
        services.withdraw_idea(session, actor=actor, idea_id=idea_id, now=request_now())
    flash(_("Your idea is withdrawn."))
    return redirect(url_for("ideas.index", slug=slug))


@bp.route("/rounds/<slug>/ideas/<int:number>/second-look", methods=["POST"])
@signed_in
def second_look(slug: str, number: int) -> ResponseReturnValue:
    _round, idea = idea_of(db.session(), slug, number)
    actor = require_actor().as_resident()
    form = WordsForm()
    idea_id = idea.id
    if actor.account_id != idea.author_id:
        raise NotFound("idea.not_found")

    def ask(session: Session) -> None:
        words = form.words.data
        services.ask_again(session, actor=actor, idea_id=idea_id, words=words, now=request_now())

    here = url_for("ideas.yours", slug=slug, number=number)
    if answer := post(form, ask, Then(here, _("We look at your idea again."))):
        return answer
    round_, idea = idea_of(db.session(), slug, number)
    return _your_page(round_, idea, form)
