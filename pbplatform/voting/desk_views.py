"""Desks of the vote: freeze, roll and letters, close, lot and opening."""

from __future__ import annotations

import csv
import io

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from pbplatform.core.actor import Actor, ActorRef
from pbplatform.core.clock import request_now
from pbplatform.core.confirmation import ChangedMeanwhile
from pbplatform.core.db import db
from pbplatform.core.errors import Conflict, NotAllowed
from pbplatform.core.guards import require_actor, staff
from pbplatform.core.secrets import group_code
from pbplatform.core.transaction import transaction
from pbplatform.core.web import no_store
from pbplatform.core.whole import whole_or_none
from pbplatform.review import queries as review
from pbplatform.rounds import queries as rounds
from pbplatform.rounds.models import Round
from pbplatform.rounds.rule_wording import rule_sentences
from pbplatform.rounds.services import facts_to_freeze
from pbplatform.rounds.wording import fact_of, names_of_facts, state_name
from pbplatform.voting import queries
from pbplatform.voting.act_clock import act_now
from pbplatform.voting.checks import refuse_other_log
from pbplatform.voting.forms import ActForm, FreezeForm, LettersForm, LotForm, ReissueForm, RollForm
from pbplatform.voting.page_parts import code_keys, key_store
from pbplatform.voting.policies import refuse_to_make_letters_again
from pbplatform.voting.services.close import LotState, close_urn, reconcile, type_lot
from pbplatform.voting.services.open_vote import freeze_and_open
from pbplatform.voting.services.roll import (
    import_roll,
    make_letters_again,
    new_letter_code,
    proof_hash,
    reissue_code,
)

bp = Blueprint("voting_desk", __name__, url_prefix="/desk")


def acting_in_round(actor: Actor, round_: Round, *roles: str) -> ActorRef:
    """The first of `roles` that the person holds in this round; NotAllowed when none."""
    for role in roles:
        if actor.holds(role, round_.scope):
            return actor.acting_as(role, round_.scope)
    raise NotAllowed("role.not_held", role=roles[0])


@bp.route("/facilitator/rounds/<slug>/freeze", methods=["GET", "POST"])
@staff("facilitator")
def freeze(slug: str) -> ResponseReturnValue:
    """Everything voters rely on, on one page, then one button."""
    session = db.session()
    round_ = rounds.round_by_slug(session, slug)
    actor = acting_in_round(require_actor(), round_, "facilitator")
    form = FreezeForm()
    if form.validate_on_submit():
        round_id = round_.id
        urn_key = key_store().make(slug)
        try:
            with transaction() as writing:
                freeze_and_open(
                    writing,
                    actor=actor,
                    round_id=round_id,
                    urn_key=urn_key,
                    now=act_now(writing),
                    seen=form.seen.data or "",
                )
        except ChangedMeanwhile as error:
            session.refresh(round_)
            form.refuse_changed(error, names_of_facts(error), fact_of(round_))
        except Conflict as conflict:
            form.refuse(conflict)
        else:
            flash(_("The ballot is frozen. Voting opens by the clock."))
            return redirect(url_for(".box", slug=slug))
    form.show(facts_to_freeze(session, round_))
    page = render_template(
        "voting/freeze.html",
        form=form,
        round=round_,
        projects=rounds.ballot_projects(session, round_.id),
        counting=rule_sentences(round_.counting_rule, round_.currency),
        roll=queries.roll_size(session, round_.id),
        undecided=review.undecided_in_round(session, round_.id),
        now=request_now(),
    )
    return page, form.status


@bp.route("/clerk")
@staff("clerk", "auditor")
def clerk() -> ResponseReturnValue:
    """The rounds of a clerk or auditor: their rolls, and the box when it is next."""
    actor, now = require_actor(), request_now()
    own = [
        round_
        for round_ in rounds.published_rounds(db.session())
        if actor.holds("clerk", round_.scope) or actor.holds("auditor", round_.scope)
    ]
    return render_template(
        "voting/desk_clerk.html",
        rounds=own,
        keeps_roll={round_.id for round_ in own if actor.holds("clerk", round_.scope)},
        state_name=state_name,
        now=now,
    )


@bp.route("/clerk/rounds/<slug>/roll", methods=["GET", "POST"])
@staff("clerk", "facilitator")
def roll(slug: str) -> ResponseReturnValue:
    """Add voters and get their codes once, as a file for the letters; we keep only hashes."""
    round_ = rounds.round_by_slug(db.session(), slug)
    actor = acting_in_round(require_actor(), round_, "clerk", "facilitator")
    form = RollForm(prefix="add")
    if form.size.raw_data and form.validate_on_submit():
        codes = [new_letter_code() for _number in range(form.size.data)]
        proofs = [proof_hash(code_keys()[0], slug, code) for code in codes]
        round_id = round_.id
        try:
            with transaction() as writing:
                numbers = import_roll(
                    writing,
                    actor=actor,
                    round_id=round_id,
                    proofs=proofs,
                    now=request_now(),
                    known=whole_or_none(form.known.data),
                )
        except Conflict as conflict:
            form.refuse(conflict)
        else:
            return _letters(slug, list(zip(numbers, codes, strict=True)))
    return _roll_page(round_, add=form)


def _roll_page(
    round_: Round,
    *,
    add: RollForm | None = None,
    again: LettersForm | None = None,
    lost: ReissueForm | None = None,
    **shown: object,
) -> Response:
    """The roll with its three forms, of which the one that was sent says what is wrong."""
    actor = acting_in_round(require_actor(), round_, "clerk", "facilitator")
    counts = reconcile(db.session(), round_.id)
    add = add or RollForm(formdata=None, prefix="add")
    add.known.data = str(counts.roll)
    again = again or LettersForm(formdata=None, prefix="again")
    lost = lost or ReissueForm(formdata=None, prefix="lost")
    page = render_template(
        "voting/roll.html",
        form=add,
        again=again,
        lost=lost,
        round=round_,
        counts=counts,
        may_make_again=refuse_to_make_letters_again(actor, round_, request_now()) is None,
        **shown,
    )
    return no_store((page, max(form.status for form in (add, again, lost))))


def _letters(slug: str, rows: list[tuple[int, str]]) -> Response:
    """The file for the printer; made in memory, sent once, never stored."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["voter", "code"])
    writer.writerows((number, group_code(code)) for number, code in rows)
    response = no_store(Response(out.getvalue(), mimetype="text/csv"))
    response.headers["Content-Disposition"] = f"attachment; filename=letters-{slug}.csv"
    return response


@bp.route("/clerk/rounds/<slug>/roll/letters", methods=["POST"])
@staff("clerk", "facilitator")
def letters(slug: str) -> ResponseReturnValue:
    """The file was lost: other codes for the same voters, until voting opens."""
    round_ = rounds.round_by_slug(db.session(), slug)
    actor = acting_in_round(require_actor(), round_, "clerk", "facilitator")
    again = LettersForm(prefix="again")
    if again.validate_on_submit():
        numbers = range(again.first.data, again.last.data + 1)
        try:
            return _letters(slug, _new_letters(actor, round_, numbers))
        except Conflict as conflict:
            again.refuse(conflict)
    return _roll_page(round_, again=again)


def _new_letters(actor: ActorRef, round_: Round, numbers: range) -> list[tuple[int, str]]:
    if not numbers:
        raise Conflict("roll.letters_backwards", field="last")
    if numbers[-1] > queries.roll_size(db.session(), round_.id):
        raise Conflict("roll.no_such_voter", field="last")  # before codes are made for millions
    round_id, slug = round_.id, round_.slug
    codes = [new_letter_code() for _number in numbers]
    proofs = [proof_hash(code_keys()[0], slug, code) for code in codes]
    with transaction() as writing:
        make_letters_again(
            writing,
            actor=actor,
            round_id=round_id,
            first=numbers[0],
            proofs=proofs,
            now=request_now(),
        )
    return list(zip(numbers, codes, strict=True))


@bp.route("/clerk/rounds/<slug>/roll/reissue", methods=["POST"])
@staff("clerk", "facilitator")
def reissue(slug: str) -> ResponseReturnValue:
    """Cancel a lost letter; the new code is shown once, on this page."""
    round_ = rounds.round_by_slug(db.session(), slug)
    actor = acting_in_round(require_actor(), round_, "clerk", "facilitator")
    lost, code, voter = ReissueForm(prefix="lost"), None, None
    if lost.validate_on_submit():
        fresh = new_letter_code()
        proof = proof_hash(code_keys()[0], slug, fresh)
        round_id = round_.id
        try:
            with transaction() as writing:
                reissue_code(
                    writing,
                    actor=actor,
                    round_id=round_id,
                    voter_no=lost.voter_no.data,
                    proof=proof,
                    now=request_now(),
                )
            code, voter = fresh, lost.voter_no.data
            # The next press must not cancel the code that was just written down.
            lost = ReissueForm(formdata=None, prefix="lost")
        except Conflict as conflict:
            lost.refuse(conflict)
    return _roll_page(round_, lost=lost, new_code=code, voter=voter)


@bp.route("/facilitator/rounds/<slug>/box")
@staff("facilitator", "clerk", "auditor")
def box(slug: str) -> ResponseReturnValue:
    """Where the box stands, and the one act that comes next."""
    return _box_page(slug, LotForm())


def _box_page(slug: str, lot_form: LotForm) -> ResponseReturnValue:
    session = db.session()
    round_ = rounds.round_by_slug(session, slug)
    acting_in_round(require_actor(), round_, "facilitator", "clerk", "auditor")
    page = render_template(
        "voting/box.html",
        round=round_,
        counts=reconcile(session, round_.id),
        lot=queries.lot_number(session, round_.id),
        form=lot_form,
        act=ActForm(formdata=None),
        now=request_now(),
    )
    return no_store((page, lot_form.status))


@bp.route("/facilitator/rounds/<slug>/box/close", methods=["POST"])
@staff("facilitator")
def close(slug: str) -> ResponseReturnValue:
    round_ = rounds.round_by_slug(db.session(), slug)
    actor = acting_in_round(require_actor(), round_, "facilitator")
    round_id = round_.id
    refuse_other_log(db.session(), round_, key_store().folder)
    with transaction() as writing:
        counts = close_urn(writing, actor=actor, round_id=round_id, now=act_now(writing))
    flash(_("The box is closed. It holds %(envelopes)d votes.", envelopes=counts.envelopes))
    return redirect(url_for(".box", slug=slug))


@bp.route("/facilitator/rounds/<slug>/box/lot", methods=["POST"])
@staff("facilitator", "clerk", "auditor")
def lot(slug: str) -> ResponseReturnValue:
    """The dice number: typed by one person, typed again by another."""
    round_ = rounds.round_by_slug(db.session(), slug)
    actor = acting_in_round(require_actor(), round_, "facilitator", "clerk", "auditor")
    form = LotForm()
    if form.validate_on_submit():
        round_id = round_.id
        try:
            with transaction() as writing:
                state = type_lot(
                    writing,
                    actor=actor,
                    round_id=round_id,
                    digits=form.digits.data,
                    now=act_now(writing),
                )
        except Conflict as conflict:
            form.refuse(conflict)
        else:
            if state is LotState.DIFFERS:
                flash(_("The two numbers differ. Both people type the number again."), "warning")
            elif state is LotState.FIRST:
                flash(_("Now a second person types the same number."))
            else:
                flash(_("The lot number stands."))
            return redirect(url_for(".box", slug=slug))
    return _box_page(slug, form)
