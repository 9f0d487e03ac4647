"""An auditor or a trustee says that they opened a box again, or takes that back.

Source: docs/rules/ceremony.md section 9.
"""

from __future__ import annotations

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session
from wtforms.validators import InputRequired, Length

from pbplatform.accounts.kinds import Role
from pbplatform.core.actor import ActorRef
from pbplatform.core.db import db
from pbplatform.core.errors import Conflict, NotAllowed
from pbplatform.reopening.pages.blueprint import bp
from pbplatform.reopening.policies import refuse_to_state, refuse_to_take_back
from pbplatform.reopening.queries import logged_list, opening_by_number, own_statement
from pbplatform.reopening.services.stating import (
    facts_of_statement,
    read_hash,
    state_opening,
    take_statement_back,
)
from pbplatform.rounds.models import Round
from pbplatform.rounds.queries import public_round
from pbplatform.trustees.queries import frozen_trustees, trustees_signed_in
from pbplatform.trustees.services.linking import as_trustee
from pbplatform.voting.jobs.act_clock import act_now
from pbplatform.web.app import no_store
from pbplatform.web.base_form import ConfirmForm, Form
from pbplatform.web.fields import LineField, WordsField
from pbplatform.web.guards import require_actor, signed_in
from pbplatform.web.posting import Then, post
from pbplatform.web.refusals import message_for
from pbplatform.web.sentences import gettext as _

REASON_LETTERS = 1000


class StateForm(ConfirmForm):
    """The hash first; what it is compared with is shown before it is confirmed."""

    hash = LineField(
        _l("The hash of the list that came out"),
        description=_l("64 letters and digits, which the program printed after “list”."),
        validators=[
            InputRequired(_l("Type the hash that the program printed after “list”")),
            Length(max=200, message=_l("This is too long for a hash")),
        ],
        render_kw={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"},
    )
    fact_names = {"logged": _l("The hash that the log names")}


class ReasonForm(Form):
    reason = WordsField(
        _l("Why do you take it back?"),
        description=_l("Everybody can read this. What you said stays readable beside it."),
        validators=[
            InputRequired(_l("Say why. The reason is public.")),
            Length(max=REASON_LETTERS, message=_l("Use 1,000 letters or fewer")),
        ],
    )


def _acting(session: Session, round_: Round) -> tuple[ActorRef, str]:
    """This person as trustee, with the name on the public file, else as auditor.

    Raises:
        NotAllowed: neither.
    """
    person = require_actor()
    number = trustees_signed_in(session, round_.id).get(person.account_id)
    dealt = frozen_trustees(session, round_.id)
    if dealt is not None and number is not None:
        name = dealt.names[number - 1]
        return as_trustee(person.account_id, round_, name), name
    if not person.holds(Role.AUDITOR, round_.scope):
        raise NotAllowed("reopen.only_auditors")
    return person.acting_as(Role.AUDITOR, round_.scope), ""


@bp.route("/desk/rounds/<slug>/openings", methods=["GET", "POST"])
@signed_in
def state(slug: str) -> ResponseReturnValue:
    """First the hash, then what it is compared with and a press that confirms it."""
    session = db.session()
    round_ = public_round(session, slug)
    actor, trustee = _acting(session, round_)
    own = own_statement(session, round_.id, actor.account_id)
    form, round_id = StateForm(), round_.id
    refusal = refuse_to_state(actor, round_, trustee=bool(trustee), stands=own is not None)
    looked = bool(form.seen.data)

    def act(writing: Session) -> bool:
        made = state_opening(
            writing,
            actor=actor,
            round_id=round_id,
            given=read_hash(form.hash.data or ""),
            seen=form.seen.data,
            trustee=trustee,
            now=act_now(writing),
        )
        return made.agrees

    def then(agrees: bool) -> Then:
        there = url_for(".show", slug=slug)
        if agrees:
            return Then(there, _("It stands in public: the same list came out."))
        told = _(
            "It stands in public: another list came out. Nobody can certify until it is answered."
        )
        return Then(there, told, "warning")

    if looked and (answer := post(form, act, then)):
        return answer
    given = _typed(form, looked=looked)
    if given is not None and refusal is None:
        form.carry(facts_of_statement(session, public_round(session, slug), given))
    logged = logged_list(session, round_)
    page = render_template(
        "reopening/state.html",
        round=round_,
        form=form,
        own=own,
        why_not=message_for(refusal) if refusal else "",
        given=given.hex() if given else "",
        logged=logged.hex() if logged else "",
    )
    return no_store((page, form.status))


def _typed(form: StateForm, *, looked: bool) -> bytes | None:
    """The hash that was typed, None where it is none; what is wrong stands beside the field."""
    if not form.is_submitted() or not (looked or form.validate()):
        return None
    try:
        return read_hash(form.hash.data or "")
    except Conflict as refusal:
        if not looked:  # else it was said already
            form.refuse(refusal)
            form.refused = refusal
        return None


@bp.route("/desk/rounds/<slug>/openings/<int:number>/back", methods=["GET", "POST"])
@signed_in
def back(slug: str, number: int) -> ResponseReturnValue:
    """Take one's own statement back, in public; it stays readable."""
    session = db.session()
    round_ = public_round(session, slug)
    actor, _trustee = _acting(session, round_)
    stated = opening_by_number(session, round_.id, number)
    form, round_id = ReasonForm(), round_.id
    refusal = refuse_to_take_back(actor, stated)

    def act(writing: Session) -> None:
        take_statement_back(
            writing,
            actor=actor,
            round_id=round_id,
            number=number,
            reason=form.reason.data or "",
            now=act_now(writing),
        )

    told = Then(url_for(".show", slug=slug), _("Taken back, in public. You can say it anew."))
    if answer := post(form, act, told):
        return answer
    page = render_template(
        "reopening/back.html",
        round=round_,
        form=form,
        stated=stated,
        why_not=message_for(refusal) if refusal else "",
    )
    return no_store((page, form.status))
