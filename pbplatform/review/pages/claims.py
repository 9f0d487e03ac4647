"""What a committee puts right with an idea: who looks after it, and taking it up again."""

from __future__ import annotations

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session
from wtforms import RadioField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from pbplatform.core.db import db
from pbplatform.core.errors import DomainError
from pbplatform.proposals.queries import idea_row
from pbplatform.proposals.words.kinds import NOT_TAKEN_WORDS
from pbplatform.review import services
from pbplatform.review.pages.leaving import desk_of, idea_of_delegate
from pbplatform.review.pages.loading import must_declare
from pbplatform.web.base_form import Form
from pbplatform.web.clock import request_now
from pbplatform.web.fields import WordsField
from pbplatform.web.guards import staff
from pbplatform.web.posting import Then, post
from pbplatform.web.sentences import gettext as _

bp = Blueprint("claims", __name__)


class ReasonForm(Form):
    words = WordsField(
        _l("Why?"),
        description=_l("Everybody can read it."),
        validators=[
            InputRequired(_l("Say why. Everybody can read it.")),
            Length(max=600, message=_l("Use 600 characters or fewer")),
        ],
    )


class HolderForm(ReasonForm):
    who = RadioField(
        _l("From now on"),
        choices=[
            SelectChoice("me", label=_l("I look after it")),
            SelectChoice("all", label=_l("The whole committee looks after it")),
        ],
        validators=[InputRequired(_l("Choose who looks after it"))],
    )


@bp.route("/desk/delegate/<slug>/ideas/<int:number>/holder", methods=["GET", "POST"])
@staff("delegate")
def holder(slug: str, number: int) -> ResponseReturnValue:
    """Say who in the committee looks after a claimed idea."""
    round_, idea, held, actor = idea_of_delegate(slug, number)
    if asked := must_declare(round_, held, actor):
        return asked
    form, idea_id, back = HolderForm(), idea.id, desk_of(round_, held)

    def act(session: Session) -> None:
        services.pass_claim(
            session,
            actor=actor,
            idea_id=idea_id,
            take=form.who.data == "me",
            words=form.words.data or "",
            now=request_now(),
        )

    if answer := post(form, act, Then(back, _("Saved. It is in the log.")), refusals=DomainError):
        return answer
    row = idea_row(db.session(), idea)
    page = render_template(
        "review/holder.html", round=round_, idea=idea, row=row, form=form, back=back
    )
    return page, form.status


@bp.route("/desk/delegate/<slug>/ideas/<int:number>/reopen", methods=["GET", "POST"])
@staff("delegate")
def reopen(slug: str, number: int) -> ResponseReturnValue:
    """Ask the committee to take up again an idea that it turned down."""
    round_, idea, held, actor = idea_of_delegate(slug, number)
    if asked := must_declare(round_, held, actor):
        return asked
    form, idea_id, back = ReasonForm(), idea.id, desk_of(round_, held)

    def act(session: Session) -> None:
        words = form.words.data or ""
        services.reopen_idea(session, actor=actor, idea_id=idea_id, words=words, now=request_now())

    here = url_for("leaving.leave", slug=slug, number=number)
    told = Then(here, _("Other delegates must agree. Then the author is told."))
    if answer := post(form, act, told, refusals=DomainError):
        return answer
    page = render_template(
        "review/reopen.html",
        round=round_,
        idea=idea,
        form=form,
        back=back,
        reason_words=NOT_TAKEN_WORDS,
    )
    return page, form.status
