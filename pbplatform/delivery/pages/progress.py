"""Acts of the team that owns a project: step, next step, its day, updates."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from pbplatform.accounts.kinds import Role
from pbplatform.core.actor import Actor, ActorRef
from pbplatform.core.errors import Conflict
from pbplatform.delivery import services
from pbplatform.delivery.kinds import TRANSITIONS, Step
from pbplatform.delivery.pages.acts import ACTS, act_page, the_view
from pbplatform.delivery.pages.blueprint import bp
from pbplatform.delivery.pages.forms import MoveDateForm, NextStepForm, StepForm, UpdateForm
from pbplatform.delivery.queries import ProjectView
from pbplatform.delivery.words import sentences as wording
from pbplatform.web.app import no_store
from pbplatform.web.clock import request_now
from pbplatform.web.guards import require_actor, staff


def _reporting(actor: Actor, view: ProjectView) -> ActorRef:
    return actor.acting_as(Role.OFFICIAL, f"team:{view.owner_slug}")


@bp.route(ACTS)
@staff(Role.OFFICIAL)
def work(slug: str, number: int) -> ResponseReturnValue:
    """What the team that looks after a project can do with it."""
    view = the_view(slug, number)
    _reporting(require_actor(), view)
    return no_store(render_template("delivery/work.html", view=view))


@bp.route(f"{ACTS}/step", methods=["GET", "POST"])
@staff(Role.OFFICIAL)
def step(slug: str, number: int) -> ResponseReturnValue:
    """Say which step the project is at."""
    view, form, actor = the_view(slug, number), StepForm(), require_actor()
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
            seen=form.seen.data or "",
            now=request_now(),
        )

    return act_page("delivery/step.html", form, view, act, _("The step is public."))


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
        )

    return act_page("delivery/update.html", form, view, act, _("The update is public."))
