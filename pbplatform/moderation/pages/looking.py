"""A second look: the author asks, another person gives it; a facilitator takes a decision back."""

from __future__ import annotations

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session
from wtforms.validators import Length

from pbplatform.accounts.kinds import Role
from pbplatform.core.actor import Actor, ActorRef
from pbplatform.core.db import db
from pbplatform.core.errors import Conflict, NotFound
from pbplatform.core.texts import field_words
from pbplatform.moderation import services
from pbplatform.moderation.kinds import LONGEST_WORDS, Outcome
from pbplatform.moderation.models import TextDecision
from pbplatform.moderation.pages.blueprint import bp
from pbplatform.moderation.pages.public import WORDS, standing
from pbplatform.moderation.policies import (
    refuse_to_ask_for_look,
    refuse_to_give_look,
    refuse_to_take_back,
)
from pbplatform.moderation.queries import decision_by_number, kept_words
from pbplatform.moderation.queries.desk import reports_of
from pbplatform.moderation.queries.public import case_of
from pbplatform.moderation.words.next_act import next_act_of_decision
from pbplatform.web.app import no_store
from pbplatform.web.base_form import ConfirmForm, Form
from pbplatform.web.clock import request_now, request_today
from pbplatform.web.fields import WordsField
from pbplatform.web.guards import require_actor, signed_in, staff
from pbplatform.web.posting import Then, post
from pbplatform.web.sentences import gettext as _


class AskForm(Form):
    """Why another person should look again."""

    words = WordsField(
        _l("Why should another person look again?"),
        description=_l("Only those who decide read this."),
        validators=[Length(max=LONGEST_WORDS, message=_l("Use 1,000 letters or fewer"))],
    )


class LookForm(ConfirmForm):
    """What the second person says; also for taking a decision back."""

    fact_names = {
        "standing": _l("How the decision stands"),
        "look_by": _l("The last day for the second look"),
    }

    reason = WordsField(
        _l("Your reason, in public"),
        description=_l("Do not repeat the words that must go."),
        validators=[Length(max=LONGEST_WORDS, message=_l("Use 1,000 letters or fewer"))],
    )


@bp.route("/moderation/<int:number>/second-look", methods=["GET", "POST"])
@signed_in
def ask_for_look(number: int) -> ResponseReturnValue:
    """The author's own page of a decision; for everybody else there is none."""
    decision = decision_by_number(db.session(), number)
    actor = require_actor().as_resident()
    refusal = refuse_to_ask_for_look(actor, decision, request_today(), authors=decision.authors)
    if refusal and not isinstance(refusal, Conflict):
        raise refusal
    form = AskForm()

    def ask(writing: Session) -> None:
        services.ask_for_look(
            writing, actor=actor, number=number, words=form.words.data or "", now=request_now()
        )

    told = _("Another person looks at the decision again. You are told what they say.")
    here = url_for("moderation.ask_for_look", number=number)
    if answer := post(form, ask, Then(here, told)):
        return answer
    page = render_template(
        "moderation/ask.html",
        form=form,
        can_ask=refusal is None,
        act=next_act_of_decision(standing(decision)),
        decision=decision,
        **WORDS,
    )
    return no_store((page, form.status))


@bp.route("/desk/second-looks/<int:number>", methods=["GET", "POST"])
@staff("facilitator", "auditor")
def give_look(number: int) -> ResponseReturnValue:
    """Another person confirms a decision, or puts the words back."""
    decision = decision_by_number(db.session(), number)
    actor = _second(require_actor(), decision)
    if refusal := refuse_to_give_look(actor, decision, authors=decision.authors):
        raise refusal
    form = LookForm()

    def look(writing: Session) -> str:
        pressed = request.form.get("action")
        if pressed not in ("confirm", "back"):
            raise Conflict("form.which_button")
        services.give_look(
            writing,
            actor=actor,
            number=number,
            confirms=pressed == "confirm",
            reason=form.reason.data or "",
            now=request_now(),
            seen=form.seen.data or "",
        )
        if pressed == "confirm":
            return str(_("The decision is confirmed. Those concerned are told."))
        return str(_("The words are there again. Those concerned are told."))

    here = url_for("moderation.decision", number=number)
    if answer := post(form, look, lambda said: Then(here, said)):
        return answer
    return _look_page("moderation/look.html", form, decision)


@bp.route("/desk/facilitator/moderation/<int:number>/take-back", methods=["GET", "POST"])
@staff("facilitator")
def take_back(number: int) -> ResponseReturnValue:
    """Put words back that went, also by a decision of one's own."""
    decision = decision_by_number(db.session(), number)
    actor = require_actor().acting_over(Role.FACILITATOR, decision.scope)
    if refusal := refuse_to_take_back(actor, decision, authors=decision.authors):
        raise refusal
    form = LookForm()

    def back(writing: Session) -> None:
        services.take_back(
            writing,
            actor=actor,
            number=number,
            reason=form.reason.data or "",
            now=request_now(),
            seen=form.seen.data or "",
        )

    told = _("The words are there again. Those concerned are told.")
    here = url_for("moderation.decision", number=number)
    if answer := post(form, back, Then(here, told)):
        return answer
    return _look_page("moderation/take_back.html", form, decision)


def _second(actor: Actor, decision: TextDecision) -> ActorRef:
    """As facilitator of the scope where the person is one, else as auditor.

    Raises:
        NotFound: in no role that may look.
    """
    if actor.holds(Role.FACILITATOR, decision.scope):
        return actor.acting_over(Role.FACILITATOR, decision.scope)
    for scope in actor.scopes(Role.AUDITOR):
        return actor.acting_as(Role.AUDITOR, scope)
    raise NotFound("moderation.no_decision")


def _look_page(template: str, form: LookForm, decision: TextDecision) -> ResponseReturnValue:
    session = db.session()
    if form.refused:
        decision = decision_by_number(session, decision.number)
    form.carry(services.facts_of_decision(decision))
    case = case_of(session, decision.number)
    page = render_template(
        template,
        form=form,
        decision=decision,
        act=next_act_of_decision(standing(decision)),
        kept=kept_words(session, decision.path) if decision.outcome != Outcome.LEFT else [],
        reports=reports_of(session, [case.id]).get(case.id, []) if case else [],
        field_name=lambda name: field_words(decision.kind, name),
        **WORDS,
    )
    return no_store((page, form.status))
