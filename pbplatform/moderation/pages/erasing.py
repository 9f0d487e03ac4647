"""Words that went are erased for good: one person asks here, a second one confirms at the desk."""

from __future__ import annotations

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session
from wtforms.validators import Length

from pbplatform.accounts.kinds import Role
from pbplatform.core.actor import Actor, ActorRef
from pbplatform.core.db import db
from pbplatform.core.errors import DomainError, NotAllowed
from pbplatform.core.texts import find_text
from pbplatform.moderation import services
from pbplatform.moderation.kinds import LONGEST_WORDS
from pbplatform.moderation.models import TextDecision
from pbplatform.moderation.pages.blueprint import bp
from pbplatform.moderation.pages.public import WORDS
from pbplatform.moderation.policies import refuse_to_erase
from pbplatform.moderation.queries import decision_by_number
from pbplatform.moderation.services.erasing import ask_to_erase
from pbplatform.web.app import no_store
from pbplatform.web.base_form import ConfirmForm
from pbplatform.web.clock import request_now
from pbplatform.web.fields import WordsField
from pbplatform.web.guards import require_actor, staff
from pbplatform.web.posting import Then, post
from pbplatform.web.sentences import gettext as _


class EraseForm(ConfirmForm):
    """Why the words must be gone for good."""

    fact_names = {
        "standing": _l("How the decision stands"),
        "look_by": _l("The last day for the second look"),
    }

    reason = WordsField(
        _l("Why must the words be erased? In public"),
        description=_l("For example: a court said so. Do not repeat the words."),
        validators=[Length(max=LONGEST_WORDS, message=_l("Use 1,000 letters or fewer"))],
    )


@bp.route("/desk/moderation/<int:number>/erase", methods=["GET", "POST"])
@staff("facilitator", "auditor")
def erase(number: int) -> ResponseReturnValue:
    """Ask that the words of a decision are erased; nothing happens before a second person."""
    found = decision_by_number(db.session(), number)
    actor, form = _asking(require_actor(), found), EraseForm()
    text = find_text(db.session(), found.path)
    if refusal := refuse_to_erase(actor, found, authors=text.authors if text else frozenset()):
        raise refusal

    def ask(session: Session) -> None:
        ask_to_erase(
            session,
            actor=actor,
            number=number,
            reason=form.reason.data or "",
            seen=form.seen.data or "",
            now=request_now(),
        )

    told = _("A second person must confirm it. Until then the words stay where they are.")
    here = url_for("moderation.decision", number=number)
    if answer := post(form, ask, Then(here, told), refusals=DomainError):
        return answer
    if form.refused:
        found = decision_by_number(db.session(), number)
    form.carry(services.facts_of_decision(found))
    page = render_template("moderation/erase.html", form=form, decision=found, **WORDS)
    return no_store((page, form.status))


def _asking(actor: Actor, decision: TextDecision) -> ActorRef:
    """As facilitator of the scope where the person is one, else as auditor.

    Raises:
        NotAllowed: in no role that may ask.
    """
    if actor.holds(Role.FACILITATOR, decision.scope):
        return actor.acting_over(Role.FACILITATOR, decision.scope)
    for scope in actor.scopes(Role.AUDITOR):
        return actor.acting_as(Role.AUDITOR, scope)
    raise NotAllowed("moderation.only_second")
