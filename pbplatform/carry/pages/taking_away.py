"""A facilitator takes away an idea that was typed in for somebody without an account."""

from __future__ import annotations

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session
from wtforms.validators import InputRequired, Length

from pbplatform.accounts.kinds import Role
from pbplatform.carry.pages.blueprint import bp
from pbplatform.core.db import db
from pbplatform.core.errors import DomainError
from pbplatform.proposals import services
from pbplatform.proposals.pages.forms import IdeaActForm
from pbplatform.proposals.pages.loading import as_facilitator, idea_of
from pbplatform.proposals.policies import refuse_to_take_away
from pbplatform.web.app import no_store
from pbplatform.web.clock import request_now
from pbplatform.web.fields import WordsField
from pbplatform.web.guards import require_actor, staff
from pbplatform.web.posting import Then, post
from pbplatform.web.sentences import gettext as _


class TakeAwayForm(IdeaActForm):
    reason = WordsField(
        _l("Why do you take it away?"),
        description=_l("Everybody can read this. Do not name the person."),
        validators=[
            InputRequired(_l("Say why you take it away. Everybody reads it.")),
            Length(max=600, message=_l("Use 600 characters or fewer")),
        ],
    )


@bp.route("/desk/facilitator/ideas/<slug>/<int:number>/take-away", methods=["GET", "POST"])
@staff(Role.FACILITATOR)
def take_away(slug: str, number: int) -> ResponseReturnValue:
    """Says first that it cannot be undone."""
    session = db.session()
    round_, idea = idea_of(session, slug, number)
    actor = as_facilitator(require_actor(), round_)
    form, idea_id = TakeAwayForm(), idea.id

    def act(writing: Session) -> None:
        services.require_same_idea(writing, idea_id=idea_id, seen=form.seen.data or "")
        services.take_idea_away(
            writing,
            actor=actor,
            idea_id=idea_id,
            reason=form.reason.data or "",
            now=request_now(),
        )

    there = Then(url_for("ideas.index", slug=slug), _("The idea is taken away."))
    if answer := post(form, act, there, refusals=DomainError):
        return answer
    if form.refused is None and (refusal := refuse_to_take_away(actor, round_, idea)):
        raise refusal
    form.carry(services.facts_of_idea(idea))
    page = render_template(
        "carry/take_away.html", form=form, idea=idea, back=f"/rounds/{slug}/ideas/{number}"
    )
    return no_store((page, form.status))
