"""Desks of projects that won, and the acts on their budget lines."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session
from wtforms import SelectField
from wtforms.validators import InputRequired, Length

from pbplatform.accounts.kinds import Role
from pbplatform.core.actor import PLACE, Actor, ActorRef
from pbplatform.core.db import db
from pbplatform.core.next_act import NextAct
from pbplatform.delivery import queries, services
from pbplatform.delivery.kinds import Step
from pbplatform.delivery.pages.acts import ACTS, act_page, the_view
from pbplatform.delivery.pages.blueprint import bp
from pbplatform.delivery.pages.forms import REASON, WORDS
from pbplatform.delivery.queries import ProjectView
from pbplatform.delivery.words.next_act import next_act
from pbplatform.places import queries as places
from pbplatform.web.base_form import ConfirmForm
from pbplatform.web.clock import request_now
from pbplatform.web.fields import LineField, MoneyField, WholeField, WordsField
from pbplatform.web.guards import require_actor, staff
from pbplatform.web.sentences import gettext as _


class LineForm(ConfirmForm):
    line_number = LineField(
        _l("Number of the budget line"),
        description=_l("As the budget has it, like 7-310-44."),
        validators=[
            InputRequired(_l("Enter the number of the budget line")),
            Length(max=60, message=_l("Use 60 characters or fewer")),
        ],
    )
    year = WholeField(_l("Budget year"), validators=[InputRequired(_l("Enter a year"))])
    amount = MoneyField(_l("Amount"), validators=[InputRequired(_l("Enter an amount"))])
    team = SelectField(
        _l("Team that owns the project"), validators=[InputRequired(_l("Choose a team"))]
    )
    post = LineField(
        _l("Post that answers for it"),
        description=_l("A post, not a person, like Head of Parks."),
        validators=[
            InputRequired(_l("Enter the post that answers for it")),
            Length(max=120, message=_l("Use 120 characters or fewer")),
        ],
    )
    reason = WordsField(
        _l("Reason"),
        description=_l(
            "Needed when the amount is not the cost on the ballot, and for every change. "
            "Everybody can read it."
        ),
        validators=[Length(max=REASON, message=_l("Use 600 characters or fewer"))],
    )


class StopForm(ConfirmForm):
    reason = WordsField(
        _l("Why is it stopped?"),
        validators=[
            InputRequired(_l("Say why it is stopped")),
            Length(max=WORDS, message=_l("Use 2,000 characters or fewer")),
        ],
    )
    decided_by = LineField(
        _l("Who decided it?"),
        validators=[
            InputRequired(_l("Say who decided it")),
            Length(max=200, message=_l("Use 200 characters or fewer")),
        ],
    )
    money = LineField(
        _l("Where does the money go?"),
        validators=[
            InputRequired(_l("Say where the money goes")),
            Length(max=REASON, message=_l("Use 600 characters or fewer")),
        ],
    )


class TakeBackForm(ConfirmForm):
    words = WordsField(
        _l("What went wrong?"),
        description=_l("Everybody can read it. What was recorded stays in the history."),
        validators=[
            InputRequired(_l("Say what went wrong")),
            Length(max=REASON, message=_l("Use 600 characters or fewer")),
        ],
    )


def _own_teams(actor: Actor) -> set[str]:
    return {
        scope.removeprefix("team:")
        for scope in actor.scopes(Role.OFFICIAL)
        if scope.startswith("team:")
    }


def _acting(actor: Actor, view: ProjectView, team: str) -> ActorRef:
    """As the round's facilitator where they are, else as an official of the team."""
    scope = f"round:{view.round_slug}"
    if actor.holds(Role.FACILITATOR, scope):
        return actor.acting_as(Role.FACILITATOR, scope)
    return actor.acting_as(Role.OFFICIAL, f"team:{team}")


@bp.route("/desk/facilitator/projects")
@staff(Role.FACILITATOR)
def for_facilitators() -> ResponseReturnValue:
    """Winners of the rounds that the person looks after; those without a line first."""
    actor = require_actor()
    found = queries.project_views(db.session(), now=request_now())
    own = [view for view in found if actor.holds(Role.FACILITATOR, f"round:{view.round_slug}")]
    return render_template(
        "delivery/desk.html",
        title=_("Projects that won"),
        waiting=[view for view in own if view.project is None],
        going=[view for view in own if view.project is not None and not view.is_final],
        ended=[view for view in own if view.is_final],
        reports=False,
        act_of=next_act,
    )


@bp.app_context_processor
def _for_desks() -> dict[str, object]:
    """What the official's desk shows of this slice; read only by a page that asks."""
    return {"projects_of": _projects_of}


def _projects_of(actor: Actor) -> list[tuple[queries.ProjectView, NextAct]]:
    """Projects that wait for this person's teams, and for what; the worst off first."""
    found = queries.project_views(db.session(), now=request_now(), team_slugs=_own_teams(actor))
    return [(view, act) for view in found if (act := next_act(view)) is not None]


@bp.route("/desk/official/projects")
@staff(Role.OFFICIAL)
def for_officials() -> ResponseReturnValue:
    """What the person's teams own; late ones first."""
    actor = require_actor()
    teams = None if actor.holds(Role.OFFICIAL, PLACE) else _own_teams(actor)
    found = queries.project_views(db.session(), now=request_now(), team_slugs=teams)
    return render_template(
        "delivery/desk.html",
        title=_("Projects of your team"),
        waiting=[view for view in found if view.is_late],
        going=[view for view in found if not view.is_late and not view.is_final],
        ended=[view for view in found if view.is_final],
        reports=True,
        act_of=next_act,
    )


@bp.route(f"{ACTS}/line", methods=["GET", "POST"])
@staff(Role.FACILITATOR, Role.OFFICIAL)
def line(slug: str, number: int) -> ResponseReturnValue:
    """Give a winner its line and owner, or change them."""
    view, actor = the_view(slug, number), require_actor()
    form = LineForm()
    teams = places.teams(db.session())
    if not actor.holds(Role.FACILITATOR, f"round:{slug}"):
        teams = [team for team in teams if actor.holds(Role.OFFICIAL, team.scope)]
    form.team.choices = [("", _("Choose a team")), *((team.slug, team.name) for team in teams)]
    if request.method == "GET":
        _fill_line(form, view)

    def act(session: Session, view: ProjectView) -> None:
        services.give_line(
            session,
            actor=_acting(actor, view, view.owner_slug or str(form.team.data)),
            round_id=view.round_id,
            number=view.number,
            facts=services.LineFacts(
                number=form.line_number.data or "",
                year=form.year.data or 0,
                amount_minor=form.amount.data or 0,
                team=str(form.team.data),
                post=form.post.data or "",
            ),
            reason=form.reason.data or "",
            seen=form.seen.data or "",
            now=request_now(),
        )

    return act_page("delivery/line.html", form, view, act, _("The budget line is public."))


def _fill_line(form: LineForm, view: ProjectView) -> None:
    project = view.project
    form.amount.process_data(project.line_amount_minor if project else view.cost_minor)
    form.year.data = project.line_year if project else view.today.year
    if project:
        form.line_number.data = project.line_number
        form.team.data = view.owner_slug
        form.post.data = project.post


@bp.route(f"{ACTS}/stop", methods=["GET", "POST"])
@staff(Role.FACILITATOR, Role.OFFICIAL)
def stop(slug: str, number: int) -> ResponseReturnValue:
    """Stop a project for good."""
    view, form, actor = the_view(slug, number), StopForm(), require_actor()

    def act(session: Session, view: ProjectView) -> None:
        services.stop_project(
            session,
            actor=_acting(actor, view, view.owner_slug),
            round_id=view.round_id,
            number=view.number,
            facts=services.StopFacts(
                reason=form.reason.data or "",
                decided_by=form.decided_by.data or "",
                money_goes=form.money.data or "",
            ),
            seen=form.seen.data or "",
            now=request_now(),
        )

    return act_page("delivery/stop.html", form, view, act, _("The project is stopped."))


@bp.route(f"{ACTS}/take-back", methods=["GET", "POST"])
@staff(Role.FACILITATOR, Role.OFFICIAL)
def take_back(slug: str, number: int) -> ResponseReturnValue:
    """The last step, or the stop, was set by mistake: undo it in public."""
    view, form, actor = the_view(slug, number), TakeBackForm(), require_actor()

    def act(session: Session, view: ProjectView) -> None:
        services.take_step_back(
            session,
            actor=_taking_back(actor, view),
            round_id=view.round_id,
            number=view.number,
            words=form.words.data or "",
            seen=form.seen.data or "",
            now=request_now(),
        )

    taken = queries.steps_taken(queries.news_of(db.session(), view.round_id, view.number))
    before = taken[-2][0] if len(taken) > 1 else Step.WON
    return act_page(
        "delivery/take_back.html", form, view, act, _("It is taken back, in public."), before=before
    )


def _taking_back(actor: Actor, view: ProjectView) -> ActorRef:
    """As an official of the team where they are, else as the round's facilitator."""
    team = f"team:{view.owner_slug}"
    if actor.holds(Role.OFFICIAL, team):
        return actor.acting_as(Role.OFFICIAL, team)
    return actor.acting_as(Role.FACILITATOR, f"round:{view.round_slug}")
