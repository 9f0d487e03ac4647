"""A delegate scores a proposal, without seeing what others gave."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session
from wtforms import RadioField
from wtforms.validators import InputRequired, Length

from pbplatform.core.db import db
from pbplatform.core.errors import DomainError
from pbplatform.review import queries, services
from pbplatform.review.models import ScoreSheet, Scoring
from pbplatform.review.pages.forms import choices_of
from pbplatform.review.pages.loading import delegates_proposal, must_declare, one_overview
from pbplatform.review.policies import refuse_to_score
from pbplatform.review.queries.scores import are_public, scores_of
from pbplatform.review.words.kinds import SCALE_WORDS
from pbplatform.rounds.models import Round
from pbplatform.web.base_form import Form
from pbplatform.web.clock import request_now, request_today
from pbplatform.web.fields import LineField
from pbplatform.web.guards import staff
from pbplatform.web.posting import Then, post
from pbplatform.web.refusals import message_for
from pbplatform.web.sentences import gettext as _

bp = Blueprint("scoring", __name__)


class ScoresForm(Form):
    """With one field for each criterion of the round: `scores_form` makes it."""

    together = LineField(
        _l("How does it bring people together? (optional)"),
        description=_l(
            "One sentence. It is public without your name, unless the round shows names."
        ),
        validators=[Length(max=300, message=_l("Use 300 characters or fewer"))],
    )


def scores_form(round_: Round, sheet: ScoreSheet | None) -> tuple[ScoresForm, list[str]]:
    """The form with a field for each criterion, filled with their own sheet, and their names."""
    names = [f"mark_{place}" for place in range(len(round_.criteria))]
    fields = {
        name: RadioField(
            criterion,
            choices=choices_of({str(mark): words for mark, words in SCALE_WORDS.items()}),
            validators=[InputRequired(_l("Choose a score from 1 to 5"))],
        )
        for name, criterion in zip(names, round_.criteria, strict=True)
    }
    kept: Mapping[str, Any] = {}
    if sheet is not None:
        marks = {name: str(mark) for name, mark in zip(names, sheet.marks, strict=True)}
        kept = {**marks, "together": sheet.together}
    made: ScoresForm = type("ScoresForm", (ScoresForm,), fields)(data=kept)
    return made, names


@bp.route("/desk/delegate/<slug>/proposals/<int:number>/scores", methods=["GET", "POST"])
@staff("delegate")
def score(slug: str, number: int) -> ResponseReturnValue:
    """Their own scores of a proposal; they can be changed until all are public."""
    round_, held, proposal, actor = delegates_proposal(slug, number)
    if asked := must_declare(round_, held, actor):
        return asked
    session, now = db.session(), request_now()
    sheet = session.get(ScoreSheet, (proposal.id, actor.account_id or 0))
    form, names = scores_form(round_, sheet)
    proposal_id = proposal.id

    def give(writing: Session) -> bool:
        return services.give_scores(
            writing,
            actor=actor,
            proposal_id=proposal_id,
            marks=[int(form[name].data) for name in names],
            together=form.together.data or "",
            now=request_now(),
        )

    def given(public: bool) -> Then:
        to = url_for("writing.tasks", slug=slug, number=number)
        if public:
            return Then(to, _("All have scored. The scores are public now."))
        return Then(to, _("Your scores are kept. Nobody sees them yet, and you can change them."))

    if answer := post(form, give, given, refusals=DomainError):
        return answer
    refusal = refuse_to_score(
        actor,
        round_,
        held,
        proposal,
        declared=True,
        has_interest=actor.account_id in queries.interested_in_proposal(session, proposal.id),
        public=are_public(session.get(Scoring, proposal.id), proposal, request_today()),
    )
    page = render_template(
        "review/score.html",
        round=round_,
        proposal=proposal,
        shown=one_overview(proposal, round_),
        form=form,
        fields=[form[name] for name in names],
        scores=scores_of(session, round_, proposal, now),
        closed=message_for(refusal) if refusal and not form.form_errors else "",
    )
    return page, form.status
