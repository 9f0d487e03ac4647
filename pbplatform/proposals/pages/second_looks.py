"""An author asks to look again at an idea that was not taken, and a facilitator answers."""

from __future__ import annotations

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session
from wtforms import RadioField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from pbplatform.core.db import db
from pbplatform.core.errors import DomainError, NotFound
from pbplatform.proposals import queries, services
from pbplatform.proposals.kinds import LookedAgain
from pbplatform.proposals.pages.forms import IdeaActForm
from pbplatform.proposals.pages.loading import as_facilitator, idea_of, idea_url
from pbplatform.proposals.policies import refuse_to_plead
from pbplatform.proposals.words.kinds import NOT_TAKEN_WORDS
from pbplatform.proposals.words.next_act import next_act
from pbplatform.proposals.words.relations import relation_rows
from pbplatform.rounds.models import Committee
from pbplatform.web.app import no_store
from pbplatform.web.base_form import Form
from pbplatform.web.clock import request_now, request_today
from pbplatform.web.fields import WordsField
from pbplatform.web.guards import require_actor, signed_in, staff
from pbplatform.web.posting import Then, post
from pbplatform.web.sentences import gettext as _

bp = Blueprint("second_looks", __name__)


class PleaForm(Form):
    words = WordsField(
        _l("Why should we look again?"),
        description=_l("Only you and facilitators can read this."),
        validators=[
            InputRequired(_l("Say why we should look again")),
            Length(max=600, message=_l("Use 600 characters or fewer")),
        ],
    )


class LookAgainForm(IdeaActForm):
    outcome = RadioField(
        _l("What do you say?"),
        choices=[
            SelectChoice(LookedAgain.REOPENED.value, _l("The committee works on the idea again")),
            SelectChoice(LookedAgain.STANDS.value, _l("The answer stands")),
        ],
        validators=[InputRequired(_l("Choose what you say"))],
    )
    words = WordsField(
        _l("Why?"),
        description=_l("The author and everybody can read this."),
        validators=[
            InputRequired(_l("Say why. The author and everybody read it.")),
            Length(max=600, message=_l("Use 600 characters or fewer")),
        ],
    )


@bp.route("/rounds/<slug>/ideas/<int:number>/look-again", methods=["GET", "POST"])
@signed_in
def ask(slug: str, number: int) -> ResponseReturnValue:
    """The author asks a facilitator to look again, once."""
    round_, idea = idea_of(db.session(), slug, number)
    actor = require_actor().as_resident()
    if actor.account_id != idea.author_id:
        raise NotFound("idea.not_found")
    form, idea_id = PleaForm(), idea.id
    back = url_for("ideas.yours", slug=slug, number=number)

    def plead(session: Session) -> None:
        words = form.words.data or ""
        services.plead(session, actor=actor, idea_id=idea_id, words=words, now=request_now())

    if answer := post(form, plead, Then(back, _("We look at your idea again."))):
        return answer
    page = render_template(
        "proposals/look_again.html",
        round=round_,
        idea=idea,
        form=form,
        back=back,
        refusal=refuse_to_plead(actor, round_, idea, request_today()),
        reason_words=NOT_TAKEN_WORDS,
    )
    return no_store((page, form.status))


@bp.route("/desk/facilitator/ideas/<slug>/<int:number>/look-again", methods=["GET", "POST"])
@staff("facilitator")
def answer(slug: str, number: int) -> ResponseReturnValue:
    """A facilitator looks again: the committee works on it, or the answer stands."""
    session = db.session()
    round_, idea = idea_of(session, slug, number)
    actor, idea_id, form = as_facilitator(require_actor(), round_), idea.id, LookAgainForm()

    def act(writing: Session) -> None:
        services.require_same_idea(writing, idea_id=idea_id, seen=form.seen.data or "")
        reopens = form.outcome.data == LookedAgain.REOPENED
        verb = services.reopen_idea if reopens else services.decline_plea
        verb(writing, actor=actor, idea_id=idea_id, words=form.words.data, now=request_now())

    told = Then(url_for("idea_desk.index"), _("The author of idea %(n)s is told.", n=number))
    if answered := post(form, act, told, refusals=DomainError):
        return answered
    form.carry(services.facts_of_idea(idea))
    committee = session.get(Committee, idea.committee_id) if idea.committee_id else None
    page = render_template(
        "proposals/desk_look_again.html",
        round=round_,
        idea=idea,
        row=queries.idea_row(session, idea),
        form=form,
        relation=relation_rows(idea.relations),
        act=next_act(idea, round_, committee, now=request_now(), today=request_today()),
        reason_words=NOT_TAKEN_WORDS,
        url=idea_url(slug, idea),
    )
    return page, form.status
