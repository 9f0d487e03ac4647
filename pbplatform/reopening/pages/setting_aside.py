"""Two people say why another list of votes does not stand. ceremony.md section 9.4."""

from __future__ import annotations

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session
from wtforms.validators import InputRequired, Length

from pbplatform.accounts import services as two_people
from pbplatform.core.db import db
from pbplatform.core.errors import DomainError
from pbplatform.reopening.pages.blueprint import bp
from pbplatform.reopening.policies import refuse_to_set_aside
from pbplatform.reopening.queries import opening_by_number
from pbplatform.reopening.services.stating import SET_ASIDE, to_set_aside
from pbplatform.rounds.models import Round
from pbplatform.rounds.queries import public_round
from pbplatform.voting.jobs.act_clock import act_now
from pbplatform.voting.pages.page_parts import acting_in_round
from pbplatform.web.app import no_store
from pbplatform.web.base_form import Form
from pbplatform.web.fields import WordsField
from pbplatform.web.guards import require_actor, staff
from pbplatform.web.posting import Then, post
from pbplatform.web.refusals import message_for
from pbplatform.web.sentences import gettext as _


class SetAsideForm(Form):
    reason = WordsField(
        _l("Why does it not stand?"),
        description=_l("Everybody can read this, with both of your names."),
        validators=[
            InputRequired(_l("Say why. The reason is public.")),
            Length(max=1000, message=_l("Use 1,000 letters or fewer")),
        ],
    )


@bp.route("/desk/rounds/<slug>/openings/<int:number>/aside", methods=["GET", "POST"])
@staff("facilitator", "auditor")
def set_aside(slug: str, number: int) -> ResponseReturnValue:
    """The first press asks a second person."""
    session = db.session()
    round_ = public_round(session, slug)
    actor = acting_in_round(require_actor(), round_, "auditor", "facilitator")
    stated = opening_by_number(session, round_.id, number)
    form, round_id = SetAsideForm(), round_.id
    refusal = refuse_to_set_aside(actor, stated)

    def act(writing: Session) -> None:
        locked = writing.get_one(Round, round_id)
        asked = to_set_aside(
            locked, opening_by_number(writing, round_id, number), form.reason.data or ""
        )
        two_people.ask(writing, SET_ASIDE, actor=actor, asked=asked, now=act_now(writing))

    told = Then(
        url_for("two_people.index"),
        _("You asked a second person. One of the two must be an auditor."),
    )
    if answer := post(form, act, told, refusals=DomainError):
        return answer
    page = render_template(
        "reopening/aside.html",
        round=round_,
        form=form,
        stated=stated,
        why_not=message_for(refusal) if refusal else "",
    )
    return no_store((page, form.status))
