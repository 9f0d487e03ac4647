"""Acts of the team that owns a project: step, next step, its day, updates."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session
from wtforms import BooleanField, RadioField
from wtforms.validators import InputRequired, Length, Optional

from pbplatform.accounts.kinds import Role
from pbplatform.core.actor import Actor, ActorRef
from pbplatform.core.db import db
from pbplatform.core.errors import Conflict
from pbplatform.delivery import queries, services
from pbplatform.delivery.kinds import TRANSITIONS, LookBack, Step
from pbplatform.delivery.pages.acts import ACTS, act_page, the_view
from pbplatform.delivery.pages.blueprint import bp
from pbplatform.delivery.pages.forms import REASON, WORDS
from pbplatform.delivery.queries import ProjectView
from pbplatform.delivery.words import sentences as wording
from pbplatform.delivery.words.history import lines_shown
from pbplatform.delivery.words.unusual import unusual_words
from pbplatform.web.app import no_store
from pbplatform.web.base_form import ConfirmForm
from pbplatform.web.clock import request_now
from pbplatform.web.fields import DayField, LineField, MoneyField, WordsField
from pbplatform.web.guards import require_actor, signed_in, staff
from pbplatform.web.sentences import gettext as _


class StepForm(ConfirmForm):
    step = RadioField(
        _l("Which step is it at now?"),
        description=_l("The next one stands first. To leave steps out, say why below."),
        validators=[InputRequired(_l("Choose a step"))],
    )
    spent = MoneyField(
        _l("Spent so far, in all"),
        description=_l("Needed when it opens. Everybody can read it."),
        validators=[Optional()],
    )
    checked = BooleanField(_l("I have looked again. It is right."))
    words = WordsField(
        _l("Why are steps left out, or why was nothing spent?"),
        description=_l("Needed only then. Everybody can read it."),
        validators=[Length(max=REASON, message=_l("Use 600 characters or fewer"))],
    )


class LookBackForm(StepForm):
    """The step of looking back asks three questions besides; each answer may be left out."""

    better = WordsField(
        _l("What got better, and for whom?"),
        description=_l("Ask the people who use it. Everybody can read it."),
        validators=[Length(max=REASON, message=_l("Use 600 characters or fewer"))],
    )
    closer = WordsField(
        _l("Did it bring people closer?"),
        description=_l("Say who meets there now, or that nobody does. Nobody scores it."),
        validators=[Length(max=REASON, message=_l("Use 600 characters or fewer"))],
    )
    learnt = WordsField(
        _l("What got in the way, and what would you do again?"),
        validators=[Length(max=REASON, message=_l("Use 600 characters or fewer"))],
    )


class NextStepForm(ConfirmForm):
    words = LineField(
        _l("What comes next?"),
        description=_l("Like: the benches are ordered."),
        validators=[
            InputRequired(_l("Say what comes next")),
            Length(max=200, message=_l("Use 200 characters or fewer")),
        ],
    )
    due = DayField(
        _l("By which day?"),
        description=_l("For example 4 6 2027"),
        validators=[InputRequired(_l("Enter a day"))],
    )


class MoveDateForm(ConfirmForm):
    due = DayField(
        _l("The new day"),
        description=_l("For example 4 8 2027. The day first said stays on the page."),
        validators=[InputRequired(_l("Enter a day"))],
    )
    reason = WordsField(
        _l("Why does it move?"),
        description=_l("Everybody can read it."),
        validators=[
            InputRequired(_l("Say why the day moves")),
            Length(max=REASON, message=_l("Use 600 characters or fewer")),
        ],
    )


class UpdateForm(ConfirmForm):
    words = WordsField(
        _l("What happened since the last update?"),
        description=_l("A few sentences are enough. Say bad news first."),
        validators=[
            InputRequired(_l("Write what happened")),
            Length(max=WORDS, message=_l("Use 2,000 characters or fewer")),
        ],
    )
    spent = MoneyField(_l("Spent so far, in all"), validators=[Optional()])
    checked = BooleanField(_l("I have looked again. It is right."))


def _reporting(actor: Actor, view: ProjectView) -> ActorRef:
    return actor.acting_as(Role.OFFICIAL, f"team:{view.owner_slug}")


@bp.route(ACTS)
@signed_in
def work(slug: str, number: int) -> ResponseReturnValue:
    """What the team that looks after a project can do with it; others read who that is."""
    view = the_view(slug, number)
    is_owner = require_actor().holds(Role.OFFICIAL, f"team:{view.owner_slug}")
    news = queries.news_of(db.session(), view.round_id, view.number) if view.project else []
    page = render_template(
        "delivery/work.html",
        view=view,
        is_owner=bool(view.owner) and is_owner,
        lines=[line for line in lines_shown(news, view.currency) if line.can_be_corrected],
    )
    return no_store(page)


@bp.route(f"{ACTS}/step", methods=["GET", "POST"])
@staff(Role.OFFICIAL)
def step(slug: str, number: int) -> ResponseReturnValue:
    """Say which step the project is at."""
    view, actor = the_view(slug, number), require_actor()
    form = LookBackForm() if view.step is Step.OPEN else StepForm()
    onward = [step for step in Step if step in TRANSITIONS[view.step] and step != Step.STOPPED]
    form.step.choices = [(str(step), wording.step_name(step)) for step in onward]

    if request.method == "GET" and view.project and view.project.spent_minor:
        form.spent.process_data(view.project.spent_minor)

    def act(session: Session, view: ProjectView) -> None:
        services.set_step(
            session,
            actor=_reporting(actor, view),
            round_id=view.round_id,
            number=view.number,
            step=Step(form.step.data),
            words=form.words.data or "",
            spent_minor=form.spent.data,
            looked=_answers(form),
            seen=form.seen.data or "",
            now=request_now(),
            checked=bool(form.checked.data),
        )

    answer = _to(form.step.data)
    asked = unusual_words(view, answer, form.spent.data) if form.is_submitted() else []
    return act_page("delivery/step.html", form, view, act, _("The step is public."), unusual=asked)


def _answers(form: StepForm) -> dict[LookBack, str]:
    """What was typed to the questions of the look back."""
    if not isinstance(form, LookBackForm):
        return {}
    return {question: form[question.value].data or "" for question in LookBack}


def _to(chosen: str | None) -> Step | None:
    """The step that was chosen; None for whatever else was sent."""
    return Step(chosen) if chosen in set(Step) else None


@bp.route(f"{ACTS}/next-step", methods=["GET", "POST"])
@staff(Role.OFFICIAL)
def next_step(slug: str, number: int) -> ResponseReturnValue:
    """Say what comes next and by which day."""
    view, form, actor = the_view(slug, number), NextStepForm(), require_actor()

    def act(session: Session, view: ProjectView) -> None:
        if form.due.data is None:
            raise Conflict("next_step.day_ahead", field="due")
        services.set_next_step(
            session,
            actor=_reporting(actor, view),
            round_id=view.round_id,
            number=view.number,
            words=form.words.data or "",
            due=form.due.data,
            seen=form.seen.data or "",
            now=request_now(),
        )

    return act_page("delivery/next_step.html", form, view, act, _("The next step is public."))


@bp.route(f"{ACTS}/date", methods=["GET", "POST"])
@staff(Role.OFFICIAL)
def date(slug: str, number: int) -> ResponseReturnValue:
    """Move the day of the next step, with a reason."""
    view, form, actor = the_view(slug, number), MoveDateForm(), require_actor()

    def act(session: Session, view: ProjectView) -> None:
        if form.due.data is None:
            raise Conflict("next_step.day_ahead", field="due")
        services.move_next_date(
            session,
            actor=_reporting(actor, view),
            round_id=view.round_id,
            number=view.number,
            due=form.due.data,
            reason=form.reason.data or "",
            seen=form.seen.data or "",
            now=request_now(),
        )

    return act_page("delivery/date.html", form, view, act, _("The new day is public."))


@bp.route(f"{ACTS}/update", methods=["GET", "POST"])
@staff(Role.OFFICIAL)
def update(slug: str, number: int) -> ResponseReturnValue:
    """Tell residents how it goes."""
    view, form, actor = the_view(slug, number), UpdateForm(), require_actor()
    if request.method == "GET" and view.project and view.project.spent_minor:
        form.spent.process_data(view.project.spent_minor)

    def act(session: Session, view: ProjectView) -> None:
        services.post_update(
            session,
            actor=_reporting(actor, view),
            round_id=view.round_id,
            number=view.number,
            words=form.words.data or "",
            spent_minor=form.spent.data,
            seen=form.seen.data or "",
            now=request_now(),
            checked=bool(form.checked.data),
        )

    asked = unusual_words(view, None, form.spent.data) if form.is_submitted() else []
    return act_page(
        "delivery/update.html", form, view, act, _("The update is public."), unusual=asked
    )
