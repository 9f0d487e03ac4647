"""Answers that a team gave, and a correction below one: written, seen, published."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session
from wtforms import SelectField
from wtforms.validators import Length, Optional

from pbplatform.accounts.kinds import Role
from pbplatform.core.actor import Actor, ActorRef
from pbplatform.core.db import db
from pbplatform.core.errors import DomainError
from pbplatform.core.paging import page_counted
from pbplatform.core.whole import whole
from pbplatform.places.models import Team
from pbplatform.points import queries, services
from pbplatform.points.domain.composing import PromiseText
from pbplatform.points.models import Answer, AnswerCorrection
from pbplatform.points.pages.acting import acting_for, find_point, teams_on
from pbplatform.points.pages.blueprint import bp
from pbplatform.points.pages.forms import SHORT
from pbplatform.points.pages.official import teams_of
from pbplatform.points.pages.points import WORDS
from pbplatform.points.policies import refuse_to_correct
from pbplatform.points.queries import PointView
from pbplatform.promises.models import Commitment
from pbplatform.promises.queries.standings import promises_of_teams
from pbplatform.web.base_form import ConfirmForm
from pbplatform.web.choices import choices_of
from pbplatform.web.clock import request_now
from pbplatform.web.fields import DayField, LineField, WordsField
from pbplatform.web.guards import require_actor, staff
from pbplatform.web.posting import Then, post
from pbplatform.web.presentation import short_date
from pbplatform.web.sentences import gettext as _

PER_PAGE = 20
_WORDS = Length(max=services.LONGEST_CORRECTION, message=_l("Use 1,500 letters or fewer"))


class CorrectionForm(ConfirmForm):
    """What was wrong, what holds, and a promise that may come with it."""

    fact_names = {
        "sentence": _l("The answer"),
        "corrections": _l("How many corrections the answer has"),
        "promises": _l("How many promises the point has"),
        "day": _l("The day of the correction"),
        "title": _l("The title"),
    }

    of_n = SelectField(_l("What do you correct?"), validators=[Optional()])
    wrong = WordsField(
        _l("What was wrong?"), description=_l("Say it in plain words."), validators=[_WORDS]
    )
    text = WordsField(
        _l("What holds?"),
        description=_l("The answer stays above it, as it was."),
        validators=[_WORDS],
    )
    what = LineField(_l("What"), validators=[SHORT])
    owner = LineField(_l("Who"), validators=[Length(max=120, message=_l("Use 120 or fewer"))])
    due = DayField(_l("By when"))

    def __init__(self, corrections: Sequence[AnswerCorrection]) -> None:
        super().__init__()
        earlier = [
            (
                str(each.n),
                _("Correction %(number)s, %(day)s", number=each.n, day=short_date(each.at)),
            )
            for each in corrections
        ]
        self.of_n.choices = choices_of([("", _l("The answer")), *earlier])

    def correction(self) -> services.CorrectionText:
        """What was typed; whether it is a correction is the service's rule."""
        promise = PromiseText(self.what.data or "", self.owner.data or "", self.due.data)
        begun = promise.what.strip() or promise.owner.strip() or self.typed_day()
        return services.CorrectionText(
            wrong=self.wrong.data or "",
            text=self.text.data or "",
            of_n=int(self.of_n.data) if self.of_n.data else None,
            promise=promise if begun else None,
        )

    def typed_day(self) -> str:
        """The day as typed, empty where nothing was."""
        return "".join(part or "" for part in self.due.parts)

    def typed(self) -> dict[str, Any]:
        """Everything as typed, for the page that shows it before it is published."""
        day, month, year = self.due.parts
        kept = {name: self[name].data or "" for name in ("of_n", "wrong", "text", "what", "owner")}
        return {**kept, "due-day": day, "due-month": month, "due-year": year}

    def refuse(self, error: DomainError) -> None:
        error.field = "what" if error.field == "promises" else error.field
        super().refuse(error)


@bp.route("/desk/official/answers")
@staff("official", "elected")
def answers() -> ResponseReturnValue:
    """What the person's teams answered, the newest first."""
    session = db.session()
    mine = teams_of(require_actor(), session)
    page = queries.answers_given(
        session,
        [team.id for team in mine],
        wanted=request.args.get("page", 1, type=whole),
        size=PER_PAGE,
    )
    return render_template(
        "points/answers_given.html",
        page=page,
        page_url=lambda number: url_for(".answers", page=number),
        **WORDS,
    )


@bp.route("/desk/official/promises")
@staff("official", "elected")
def team_promises() -> ResponseReturnValue:
    """What the person's teams promised, also what was called done: evidence and corrections."""
    session, now = db.session(), request_now()
    mine = [team.id for team in teams_of(require_actor(), session)]
    standing = promises_of_teams(session, mine, today=queries.day_of(session, now))

    def read(offset: int) -> list[queries.PromiseView]:
        shown = standing.on_page(offset=offset, size=PER_PAGE)
        return queries.promise_views(session, now=now, condition=shown)

    wanted = request.args.get("page", 1, type=whole)
    page = page_counted(standing.total, read, wanted=wanted, size=PER_PAGE)
    return render_template(
        "points/team_promises.html",
        page=page,
        page_url=lambda number: url_for(".team_promises", page=number),
        **WORDS,
    )


def _acting(actor: Actor, view: PointView, answered: Team) -> ActorRef:
    """As official or elected person of the team that answered, or that must answer now."""
    for team in (answered, *teams_on(actor, view)):
        if actor.holds(Role.OFFICIAL, team.scope) or actor.holds(Role.ELECTED, team.scope):
            return acting_for(actor, team)
    return acting_for(actor, answered)


@bp.route(
    "/desk/official/points/<slug>/<int:number>/answers/<int:n>/correct", methods=["GET", "POST"]
)
@staff("official", "elected")
def correct(slug: str, number: int, n: int) -> ResponseReturnValue:
    """The form, then the correction as everybody will read it, then the press that publishes it."""
    view = find_point(slug, str(number), require_actor())
    answer = services.answer_numbered(view, n)
    answered = db.session().get_one(Team, answer.team_id)
    actor = _acting(require_actor(), view, answered)
    if refusal := refuse_to_correct(actor, view, answered):
        raise refusal
    before = queries.corrections(db.session(), [answer.id]).get(answer.id, [])
    form = CorrectionForm(before)
    if not form.validate_on_submit():
        return _form_page(view, answer, before, form)
    text, asked, seen = form.correction(), request.form.get("action"), form.seen.data or ""
    form.show(services.facts_of_corrected(view, answer, len(before), text))
    if asked == "change":
        return _form_page(view, answer, before, form)
    if refused := services.refuse_correction(text, view, len(before)):
        form.refuse(refused)
        return _form_page(view, answer, before, form)
    if asked != "publish":
        return _check_page(view, answer, before, form, actor)
    point_id = view.point.id

    def publish(writing: Session) -> None:
        services.correct_answer(
            writing, actor=actor, point_id=point_id, n=n, text=text, seen=seen, now=request_now()
        )

    public = url_for(".point", slug=slug, ref=str(number))
    told = Then(public, _("The correction is public. No date has moved."))
    if done := post(form, publish, told):
        return done
    view = find_point(slug, str(number), require_actor())
    answer = services.answer_numbered(view, n)
    before = queries.corrections(db.session(), [answer.id]).get(answer.id, [])
    form.show(services.facts_of_corrected(view, answer, len(before), text))
    return _check_page(view, answer, before, form, actor)


def _form_page(
    view: PointView, answer: Answer, before: Sequence[AnswerCorrection], form: CorrectionForm
) -> ResponseReturnValue:
    page = render_template(
        "points/correct.html",
        form=form,
        view=view,
        answer=answer,
        corrections={answer.id: before},
        others={},
        **WORDS,
    )
    return page, form.status


def _check_page(
    view: PointView,
    answer: Answer,
    before: Sequence[AnswerCorrection],
    form: CorrectionForm,
    actor: ActorRef,
) -> ResponseReturnValue:
    """The answer with the correction below it; nothing of it is kept yet."""
    text, now = form.correction(), request_now()
    titles = services.titles_of(db.session(), view, now=now)
    new = AnswerCorrection(
        n=len(before) + 1,
        of_n=text.of_n,
        wrong=text.wrong.strip(),
        text=text.text.strip(),
        by_name=actor.name,
        by_title=titles.get(actor.account_id or 0, "") or actor.post,
        at=now,
    )
    promised = [
        Commitment(
            n=len(view.promises) + 1,
            answer_id=answer.id,
            what=each.what,
            owner=each.owner,
            due_original=each.due,
            due_current=each.due,
        )
        for each in [text.promise]
        if each is not None and each.due is not None
    ]
    page = render_template(
        "points/correct_check.html",
        form=form,
        view=replace(view, promises=(*view.promises, *promised)),
        answer=answer,
        corrections={answer.id: [*before, new]},
        others={},
        **WORDS,
    )
    return page, form.status
