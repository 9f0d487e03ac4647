"""Opening the box and counting it: one press on the facilitator's desk."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response
from wtforms import BooleanField
from wtforms.validators import InputRequired

from pbplatform.accounts import services as accounts
from pbplatform.core.confirmation import Fact, require_same
from pbplatform.core.db import db
from pbplatform.core.errors import Conflict
from pbplatform.core.transaction import transaction
from pbplatform.results.jobs import ceremony
from pbplatform.results.pages.with_trustees import asking_for_shares, keys_typed
from pbplatform.rounds import queries as rounds
from pbplatform.rounds.domain.oddities import Oddity, facts_of
from pbplatform.rounds.models import Round
from pbplatform.trustees.queries import frozen_trustees
from pbplatform.voting import queries as voting
from pbplatform.voting.domain.keystore import KeyStore
from pbplatform.voting.jobs.act_clock import act_now
from pbplatform.voting.pages.looking import LookForm
from pbplatform.voting.pages.page_parts import key_store
from pbplatform.voting.policies import refuse_to_open, refuse_to_open_early
from pbplatform.voting.queries.box import reconcile
from pbplatform.voting.queries.oddities import odd_before_opening
from pbplatform.voting.services.damaged import GO_ON, to_go_on, to_go_on_away
from pbplatform.voting.services.open_urn import refuse_damaged
from pbplatform.voting.services.opening import open_round
from pbplatform.voting.words.oddities import fact_in_words, fact_names, odd_groups
from pbplatform.web.app import no_store
from pbplatform.web.base_form import Form
from pbplatform.web.clock import request_now
from pbplatform.web.fields import CountField
from pbplatform.web.guards import require_actor, staff
from pbplatform.web.posting import Then, post, post_slowly, with_changes
from pbplatform.web.refusals import message_for
from pbplatform.web.sentences import gettext as _

bp = Blueprint("results_desk", __name__, url_prefix="/desk")

# A page answers within seconds; a city opens its box with `pbplatform urn open`.
MOST_ENVELOPES_BY_PAGE = 20_000


class EarlyForm(LookForm):
    """The second press of an opening that is earlier than everybody was told."""

    early = BooleanField(
        _l("I open the box before the promised hour"),
        validators=[InputRequired(_l("Tick this to open the box now, or go back"))],
    )


@bp.route("/facilitator/rounds/<slug>/box/early", methods=["GET", "POST"])
@staff("facilitator")
def open_early(slug: str) -> ResponseReturnValue:
    """Before the promised hour: what that means, and a second press that says so."""
    round_ = rounds.round_by_slug(db.session(), slug)
    require_actor().acting_as("facilitator", round_.scope)
    if round_.closed_at is None or round_.opened_at or request_now() >= round_.results_at:
        return redirect(url_for("voting_desk.box", slug=slug))
    return _look_and_open(round_, EarlyForm, "results/open_early.html", early=True)


def _look_and_open(
    round_: Round, asked: type[LookForm], template: str, *, early: bool
) -> ResponseReturnValue:
    """What is odd about the box, shares of its key, a press that confirms what the page shows."""
    odd = odd_before_opening(db.session(), round_)
    dealt = frozen_trustees(db.session(), round_.id)
    form = asking_for_shares(asked, dealt)
    form.ask_about(odd)
    facts, seen, currency = _facts(round_, odd), form.seen.data, round_.currency

    def work() -> Response:
        require_same(seen, facts)
        return _open_and_count(
            round_, keys_typed(form, dealt, key_store(), round_.slug), early=early
        )

    names = {
        "envelopes": _("Votes in the box"),
        "results_at": _("The promised hour"),
        **fact_names(),
    }

    def say(name: str, text: str) -> str:
        return fact_in_words(name, text, currency) if name.startswith("odd ") else text

    in_words = with_changes(form, lambda _changed: names, say)
    if answer := post_slowly(form, work, lambda done: done, refuse=in_words):
        return answer
    form.show(facts)
    page = render_template(
        template,
        form=form,
        round=round_,
        held=facts["envelopes"],
        dealt=dealt,
        odd=odd_groups(odd, currency),
        box=url_for("voting_desk.box", slug=round_.slug),
    )
    return no_store((page, form.status))


def _facts(round_: Round, odd: Sequence[Oddity]) -> dict[str, Fact]:
    """What the page of an opening shows."""
    return {
        "results_at": round_.results_at,
        "closed_at": round_.closed_at,
        "envelopes": reconcile(db.session(), round_.id).envelopes,
        **facts_of(odd),
    }


@bp.route("/facilitator/rounds/<slug>/box/separate", methods=["POST"])
@staff("facilitator")
def separate(slug: str) -> ResponseReturnValue:
    """Lay the closed votes apart from voters; cut off, the same press goes on where it stood."""
    round_ = rounds.round_by_slug(db.session(), slug)
    actor = require_actor().acting_as("facilitator", round_.scope)
    ceremony.separate(
        ceremony.Ceremony(round_.id, actor, key_store(), act_now, MOST_ENVELOPES_BY_PAGE)
    )
    flash(_("The closed votes lie apart from the voters now. The public log has their number."))
    return redirect(url_for("voting_desk.box", slug=slug))


@bp.route("/facilitator/rounds/<slug>/box/open", methods=["GET", "POST"])
@staff("facilitator")
def open_and_count(slug: str) -> ResponseReturnValue:
    """From the promised hour on, one press; a box about which something is odd is looked at."""
    round_ = rounds.round_by_slug(db.session(), slug)
    require_actor().acting_as("facilitator", round_.scope)
    waits = round_.separated_at is not None and round_.opened_at is None
    on_time = request_now() >= round_.results_at
    together = waits and frozen_trustees(db.session(), round_.id) is not None
    if waits and on_time and (together or odd_before_opening(db.session(), round_)):
        return _look_and_open(round_, LookForm, "results/open.html", early=False)
    if request.method == "GET":
        return redirect(url_for("voting_desk.box", slug=slug))
    return _open_and_count(round_, key_store(), early=False)


def _open_and_count(round_: Round, keys: KeyStore, *, early: bool) -> Response:
    """Open in memory, publish, rewrite the storage, count, publish the result."""
    slug = round_.slug
    actor = require_actor().acting_as("facilitator", round_.scope)
    if refusal := refuse_to_open_early(round_, request_now(), confirmed=early):
        raise refusal
    told = ceremony.Ceremony(round_.id, actor, keys, act_now, MOST_ENVELOPES_BY_PAGE)
    try:
        ceremony.open_and_count(told)
    except Conflict as refusal:
        if refusal.code != "urn.too_many_damaged":
            raise
        return _not_opened(
            round_,
            asking_for_shares(AskForm, frozen_trustees(db.session(), round_.id), begin=True),
            message_for(refusal),
            409,
        )
    flash(_("The box is open and counted. Everybody can see the result."))
    return redirect(f"/rounds/{slug}/results")


class AwayForm(Form):
    damaged = CountField(
        _l("How many votes are damaged"),
        description=_l("As the program of the trustees printed it"),
        missing=_l("Enter how many votes are damaged"),
    )


@bp.route("/facilitator/rounds/<slug>/box/damaged-away", methods=["GET", "POST"])
@staff("facilitator")
def damaged_away(slug: str) -> ResponseReturnValue:
    """Ask a second person to let a list with many damaged votes go on, which trustees opened."""
    round_ = rounds.round_by_slug(db.session(), slug)
    actor, form = require_actor().acting_as("facilitator", round_.scope), AwayForm()
    lot, round_id = voting.lot_number(db.session(), round_.id), round_.id
    if refusal := refuse_to_open(actor, round_, lot_confirmed=lot is not None and lot.confirmed):
        raise refusal

    def ask(writing: Session) -> None:
        box = writing.get_one(Round, round_id)
        asked = to_go_on_away(writing, box, form.damaged.data or 0)
        accounts.ask(writing, GO_ON, actor=actor, asked=asked, now=act_now(writing))

    said = _("You asked a second person. One of the two must be an auditor.")
    if answer := post(form, ask, Then(url_for("two_people.index"), said)):
        return answer
    round_ = rounds.round_by_slug(db.session(), slug)
    page = render_template("results/damaged_away.html", form=form, round=round_)
    return no_store((page, form.status))


class AskForm(Form):
    """Asks for no more than what each opening needs: shares, where trustees hold the key."""


def _not_opened(round_: Round, form: Form, why: str, status: int) -> Response:
    """Too many votes cannot be opened: what to do, and a second person to ask."""
    dealt = frozen_trustees(db.session(), round_.id)
    page = render_template("results/damaged.html", form=form, round=round_, why=why, dealt=dealt)
    return no_store((page, status))


@bp.route("/facilitator/rounds/<slug>/box/damaged", methods=["POST"])
@staff("facilitator")
def ask_to_go_on(slug: str) -> ResponseReturnValue:
    """Ask a second person to let the opening go on; the box is looked into once more for it."""
    session = db.session()
    round_ = rounds.round_by_slug(session, slug)
    actor = require_actor().acting_as("facilitator", round_.scope)
    lot = voting.lot_number(session, round_.id)
    if refusal := refuse_to_open(actor, round_, lot_confirmed=lot is not None and lot.confirmed):
        raise refusal
    if reconcile(session, round_.id).envelopes > MOST_ENVELOPES_BY_PAGE:
        raise Conflict("urn.open_by_command", round=slug)
    dealt = frozen_trustees(session, round_.id)
    form = asking_for_shares(AskForm, dealt)

    def work() -> Response:
        opened = open_round(session, keys_typed(form, dealt, key_store(), round_.slug), round_)
        if refuse_damaged(opened) is None:
            return redirect(url_for("voting_desk.box", slug=slug))
        asked = to_go_on(round_, opened)
        with transaction() as writing:
            accounts.ask(writing, GO_ON, actor=actor, asked=asked, now=act_now(writing))
        flash(_("You asked a second person. One of the two must be an auditor."))
        return redirect(url_for("two_people.index"))

    if answer := post_slowly(form, work, lambda done: done):
        return answer
    return _not_opened(round_, form, "", form.status)
