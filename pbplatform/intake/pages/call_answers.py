"""On the telephone: what an asker without an account says of an answer, in their own words too.

Source: docs/rules/intake.md section 3, docs/rules/points.md section 6.5.
"""

from __future__ import annotations

from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session
from wtforms import BooleanField, RadioField
from wtforms.validators import Optional

from pbplatform.accounts.kinds import Role
from pbplatform.core.db import db
from pbplatform.core.errors import DomainError
from pbplatform.core.texts import MARK
from pbplatform.forums.queries import forum_by_slug
from pbplatform.intake.pages.acting import acting_on
from pbplatform.intake.pages.blueprint import bp
from pbplatform.intake.words.consents import ANSWER_WORDS
from pbplatform.points.kinds import Assessed
from pbplatform.points.models import Answer
from pbplatform.points.queries import point_by_number, view_of
from pbplatform.points.services import assess_for_asker
from pbplatform.points.services.assessing import LONGEST
from pbplatform.web.app import no_store
from pbplatform.web.base_form import Form
from pbplatform.web.choices import choices_of
from pbplatform.web.clock import request_now
from pbplatform.web.fields import WordsField
from pbplatform.web.guards import require_actor, staff
from pbplatform.web.lengths import AtMost
from pbplatform.web.posting import Then, post
from pbplatform.web.sentences import gettext as _

_VERDICTS = (
    (Assessed.YES.value, _l("Yes, it answers the point")),
    (Assessed.PARTLY.value, _l("Partly")),
    (Assessed.NO.value, _l("No")),
)


class SaidForm(Form):
    verdict = RadioField(
        _l("Does the answer answer the point?"),
        choices=choices_of(_VERDICTS),
        validators=[Optional()],
    )
    missing = WordsField(
        _l("What is missing, in the person’s own words"),
        description=_l("As they say it. Read it back. An empty field takes earlier words away."),
        validators=[AtMost(LONGEST)],
    )
    consent = BooleanField(_l("The person said yes"))

    def validate_consent(self, field: Any) -> None:
        if self.missing.data and not field.data:
            field.errors = [*field.errors, _("Read the sentence out. Tick this for a yes.")]


@bp.route("/desk/calls/<slug>/points/<int:number>", methods=["GET", "POST"])
@staff(Role.FACILITATOR, Role.CLERK)
def said_of_answer(slug: str, number: int) -> ResponseReturnValue:
    """What an asker without an account says of the newest answer."""
    session = db.session()
    forum = forum_by_slug(session, slug)
    actor = acting_on(require_actor(), forum.scope)
    point = point_by_number(session, forum.id, number)
    form, point_id = SaidForm(), point.id

    def act(writing: Session) -> None:
        assess_for_asker(
            writing,
            actor=actor,
            point_id=point_id,
            verdict=form.verdict.data or "",
            missing=form.missing.data or "",
            consent=str(ANSWER_WORDS) if form.consent.data else "",
            now=request_now(),
        )

    then = Then(f"/{forum.path}/points/{number}", _("Written down. The page says whom they told."))
    if answer := post(form, act, then, refusals=DomainError):
        return answer
    view = view_of(session, point_id, now=request_now())
    if request.method == "GET" and view.answer is not None:
        _as_it_stands(form, view.answer)
    page = render_template(
        "intake/said_of_answer.html",
        form=form,
        view=view,
        sentence=ANSWER_WORDS,
        longest=LONGEST,
        back=url_for(".calls", where=forum.path, what=number),
        url=f"/{forum.path}/points/{number}",
    )
    return no_store((page, form.status))


def _as_it_stands(form: SaidForm, answer: Answer) -> None:
    """What the person said before, to be put right; words that were taken away stay away."""
    form.verdict.data = answer.asker_says or None
    form.missing.data = "" if MARK in answer.asker_missing else answer.asker_missing
