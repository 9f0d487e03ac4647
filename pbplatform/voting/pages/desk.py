"""Desks of the vote: freeze, the box and its lot; closing it is in `closing`."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session
from wtforms import SubmitField
from wtforms.validators import InputRequired

from pbplatform.core.confirmation import ChangedMeanwhile
from pbplatform.core.db import db
from pbplatform.core.errors import DomainError
from pbplatform.core.paging import page_of
from pbplatform.core.transaction import transaction
from pbplatform.core.whole import whole
from pbplatform.review.queries.holding import unready_projects
from pbplatform.review.words.kinds import NOT_READY_WORDS
from pbplatform.rounds import queries as rounds
from pbplatform.rounds.domain.oddities import facts_of
from pbplatform.rounds.models import Round
from pbplatform.rounds.services import facts_to_freeze
from pbplatform.rounds.words.rule import rule_sentences
from pbplatform.rounds.words.status import fact_of, names_of_facts, state_name
from pbplatform.trustees.queries import (
    confirmations,
    frozen_trustees,
    opening_told,
    trustees_of,
)
from pbplatform.trustees.words.levels import level_words
from pbplatform.voting import queries
from pbplatform.voting.jobs.act_clock import act_now
from pbplatform.voting.pages.looking import LookForm
from pbplatform.voting.pages.looks import chance_words
from pbplatform.voting.pages.page_parts import acting_in_round, key_store, keys_of_box
from pbplatform.voting.queries.box import reconcile
from pbplatform.voting.queries.looks import looks_of, votes_opened
from pbplatform.voting.queries.oddities import odd_before_freeze, odd_before_opening
from pbplatform.voting.services.close import LotState, type_lot
from pbplatform.voting.services.open_vote import Looked, freeze_and_open
from pbplatform.voting.words.ceremony import ceremony_line
from pbplatform.voting.words.oddities import fact_in_words, fact_names, odd_groups
from pbplatform.web.app import no_store
from pbplatform.web.base_form import Form
from pbplatform.web.clock import request_now
from pbplatform.web.fields import LineField
from pbplatform.web.guards import require_actor, staff
from pbplatform.web.posting import Then, post, post_slowly, with_changes
from pbplatform.web.sentences import gettext as _

ROUNDS_PER_PAGE = 10
bp = Blueprint("voting_desk", __name__, url_prefix="/desk")


class ActForm(Form):
    """One button."""

    submit = SubmitField()


class LotForm(Form):
    digits = LineField(
        _l("The number the dice gave"),
        description=_l("10 to 40 digits, rolled in public after the close"),
        validators=[InputRequired(_l("Enter the number the dice gave"))],
        render_kw={"inputmode": "numeric", "autocomplete": "off"},
    )


@bp.route("/facilitator/rounds/<slug>/freeze", methods=["GET", "POST"])
@staff("facilitator")
def freeze(slug: str) -> ResponseReturnValue:
    """Everything voters rely on, on one page, then one button."""
    session = db.session()
    round_ = rounds.round_by_slug(session, slug)
    actor = acting_in_round(require_actor(), round_, "facilitator")
    dealt = trustees_of(session, round_.id)
    keys = keys_of_box(by_trustees=dealt is not None)
    # What is frozen already is odd no more: nobody can change it from here.
    odd = [] if round_.frozen_at else odd_before_freeze(session, round_, keys, now=request_now())
    form = LookForm()
    form.ask_about(odd)
    round_id, seen, looked = round_.id, form.seen.data or "", Looked(form.looked, keys)

    def work() -> None:
        urn_key = dealt.key if dealt else key_store().make(slug)
        with transaction() as writing:
            now = act_now(writing)
            freeze_and_open(
                writing,
                actor=actor,
                round_id=round_id,
                urn_key=urn_key,
                now=now,
                seen=seen,
                looked=looked,
            )

    told = Then(url_for(".box", slug=slug), _("The ballot is frozen. Voting opens by the clock."))
    in_words = with_changes(form, _names_to_freeze, _fact_to_freeze(round_))
    if answer := post_slowly(form, work, told, refuse=in_words):
        return answer
    form.carry({**facts_to_freeze(session, round_, opening_told(dealt)), **facts_of(odd)})
    projects = rounds.ballot_projects(session, round_.id)
    page = render_template(
        "voting/freeze.html",
        form=form,
        round=round_,
        projects=projects,
        together=sum(project.cost_minor for project in projects),
        counting=rule_sentences(round_.counting_rule, round_.currency),
        level=level_words(dealt),
        roll=queries.roll_size(session, round_.id),
        unready=[] if round_.frozen_at else unready_projects(session, round_.id),
        not_ready_words=NOT_READY_WORDS,
        odd=odd_groups(odd, round_.currency),
        now=request_now(),
    )
    return page, form.status


def _names_to_freeze(error: ChangedMeanwhile) -> dict[str, object]:
    return {**names_of_facts(error), **fact_names()}


def _fact_to_freeze(round_: Round) -> Callable[[str, str], str]:
    of_ballot, currency = fact_of(round_), round_.currency

    def say(name: str, text: str) -> str:
        is_odd = name.startswith("odd ")
        return fact_in_words(name, text, currency) if is_odd else of_ballot(name, text)

    return say


@bp.route("/clerk")
@staff("clerk", "auditor")
def clerk() -> ResponseReturnValue:
    """The rounds of a clerk or auditor: their rolls, and the box when it is next."""
    actor, now = require_actor(), request_now()
    own = [
        round_
        for round_ in rounds.published_rounds(db.session())
        if not round_.called_off_at
        and (actor.holds("clerk", round_.scope) or actor.holds("auditor", round_.scope))
    ]
    page = page_of(own, wanted=request.args.get("page", 1, type=whole), size=ROUNDS_PER_PAGE)
    return render_template(
        "voting/desk_clerk.html",
        rounds=page.rows,
        page=page,
        page_url=lambda number: url_for(".clerk", page=number),
        keeps_roll={round_.id for round_ in page.rows},
        state_name=state_name,
        now=now,
    )


@bp.route("/facilitator/rounds/<slug>/box")
@staff("facilitator", "clerk", "auditor")
def box(slug: str) -> ResponseReturnValue:
    """Where the box stands, and the one act that comes next."""
    return _box_page(slug, LotForm())


def _box_page(slug: str, lot_form: LotForm) -> ResponseReturnValue:
    session = db.session()
    round_ = rounds.round_by_slug(session, slug)
    acting_in_round(require_actor(), round_, "facilitator", "clerk", "auditor")
    if round_.called_off_at is not None:
        return no_store((render_template("voting/box_called_off.html", round=round_), 200))
    waits = round_.separated_at is not None and round_.opened_at is None
    odd = odd_before_opening(session, round_) if waits else []
    page = render_template(
        "voting/box.html",
        round=round_,
        odd=odd_groups(odd, round_.currency),
        counts=reconcile(session, round_.id),
        dealt=frozen_trustees(session, round_.id),
        looked=looks_of(session, round_, votes=votes_opened(session, round_.id)),
        chance_words=chance_words,
        typed_hashes=len(confirmations(session, round_.id)) if waits else 0,
        line=ceremony_line(session, round_, request_now()) if round_.frozen_at else (),
        lot=queries.lot_number(session, round_.id),
        form=lot_form,
        act=ActForm(formdata=None),
        now=request_now(),
    )
    return no_store((page, lot_form.status))


@bp.route("/facilitator/rounds/<slug>/box/lot", methods=["POST"])
@staff("facilitator", "clerk", "auditor")
def lot(slug: str) -> ResponseReturnValue:
    """The dice number: typed by one person, typed again by another; one of them an auditor."""
    round_ = rounds.round_by_slug(db.session(), slug)
    actor = acting_in_round(require_actor(), round_, "auditor", "facilitator", "clerk")
    form, round_id, here = LotForm(), round_.id, url_for(".box", slug=slug)

    def type_it(writing: Session) -> LotState:
        digits, now = form.digits.data, act_now(writing)
        return type_lot(writing, actor=actor, round_id=round_id, digits=digits, now=now)

    def typed(state: LotState) -> Then:
        if state is LotState.DIFFERS:
            told = _("The two numbers differ. Both people type the number again.")
            return Then(here, told, "warning")
        if state is LotState.FIRST:
            return Then(here, _("Now a second person types the same number."))
        return Then(here, _("The lot number stands."))

    return post(form, type_it, typed, refusals=DomainError) or _box_page(slug, form)
