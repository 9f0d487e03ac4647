"""A person types the code of their slip, and the thing is theirs online too."""

from __future__ import annotations

from flask import current_app, render_template
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session
from wtforms.validators import InputRequired

from pbplatform.core.actor import ActorRef
from pbplatform.core.errors import DomainError, TooMany
from pbplatform.core.transaction import transaction
from pbplatform.core.tries import count_try
from pbplatform.intake import services
from pbplatform.intake.kinds import CLAIMS
from pbplatform.intake.pages.blueprint import bp
from pbplatform.web.app import no_store
from pbplatform.web.base_form import Form
from pbplatform.web.clock import request_now
from pbplatform.web.fields import LineField
from pbplatform.web.guards import require_actor, signed_in
from pbplatform.web.lengths import AtMost
from pbplatform.web.posting import Then, post
from pbplatform.web.presentation import clock_time
from pbplatform.web.sentences import gettext as _


class ClaimForm(Form):
    code = LineField(
        _l("The code on your slip"),
        description=_l("14 letters and digits. Capital or small does not matter."),
        validators=[InputRequired(_l("Enter the code on your slip")), AtMost(40)],
    )


def too_often(actor: ActorRef) -> TooMany | None:
    """Count a try; the refusal when it is one too many."""
    secret = current_app.extensions["settings"].secret_key
    with transaction(form="goes on") as session:
        wait = count_try(session, CLAIMS, who=actor.key, secret=secret, now=request_now())
    if wait is None:
        return None
    return TooMany("intake.too_many_codes", field="code", at=clock_time(wait))


@bp.route("/claim", methods=["GET", "POST"])
@signed_in
def claim() -> ResponseReturnValue:
    """The code of a slip makes an idea or a point one's own."""
    actor, form = require_actor().as_resident(), ClaimForm()

    def act(writing: Session) -> tuple[str, bool]:
        code = form.code.data or ""
        if again := services.said_before_by(writing, code):
            return again, True
        return services.claim(writing, actor=actor, code=code, now=request_now()), False

    def then(found: tuple[str, bool]) -> Then:
        path, again = found
        if again:
            told = _("Your slip says the same as this. You can follow it, and support it.")
            return Then(f"/follow/{path}", told)
        return Then(f"/{path}", _("It is yours now. You get its news in your account."))

    if form.is_submitted() and form.validate() and (refusal := too_often(actor)):
        form.refuse(refusal)
        form.refused = refusal
    elif answer := post(form, act, then, refusals=DomainError):
        return answer
    return no_store((render_template("intake/claim.html", form=form), form.status))
