"""A delegate turns ideas into a proposal and has it costed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session
from wtforms import SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from pbplatform.core.db import db
from pbplatform.core.errors import DomainError
from pbplatform.core.whole import whole, whole_or_none
from pbplatform.places.models import Team
from pbplatform.places.queries import areas, team_by_slug, teams
from pbplatform.proposals.pages.forms import ChangeForm, ProposalForm
from pbplatform.proposals.pages.loading import proposal_url
from pbplatform.proposals.pages.proposal_input import facts_of, from_idea, from_version
from pbplatform.proposals.policies import refuse_to_write
from pbplatform.proposals.queries import claimed_ideas, version_of
from pbplatform.proposals.queries.joins import objections_of
from pbplatform.review import queries, services
from pbplatform.review.kinds import Stage
from pbplatform.review.pages.loading import (
    delegates_place,
    delegates_proposal,
    must_declare,
    one_overview,
)
from pbplatform.review.queries.comments import comments_of
from pbplatform.review.queries.records import record_row
from pbplatform.review.queries.scores import scores_of
from pbplatform.review.queries.story import story_of
from pbplatform.review.words.kinds import (
    VERDICT_WORDS,
)
from pbplatform.web.base_form import ConfirmForm
from pbplatform.web.clock import request_now
from pbplatform.web.fields import LineField, WordsField
from pbplatform.web.guards import staff
from pbplatform.web.posting import Then, post
from pbplatform.web.refusals import message_for
from pbplatform.web.sentences import gettext as _

bp = Blueprint("writing", __name__)


class AskForm(ConfirmForm):
    fact_names = {
        "version": _l("The version of the text"),
        "title": _l("The title"),
        "text": _l("The text"),
        "state": _l("Whether it is decided"),
        "asked": _l("How many teams were asked"),
    }

    team = SelectField(_l("Team"), validators=[InputRequired(_l("Choose a team"))])
    questions = WordsField(
        _l("What do you want to know?"),
        default=_l(
            "Can it be done? What does it cost once, and what each year? Who pays to keep it? "
            "How long does it take? Does it need anybody’s consent?"
        ),
        validators=[InputRequired(_l("Say what you want to know"))],
    )

    def __init__(self, teams: Sequence[Team], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.team.choices = [SelectChoice(team.slug, label=team.name) for team in teams]


@bp.route(
    "/desk/delegate/<slug>/committees/<committee_slug>/proposals/new", methods=["GET", "POST"]
)
@staff("delegate")
def create(slug: str, committee_slug: str) -> ResponseReturnValue:
    """Write a proposal from the ideas named in the address; the first one lends its words."""
    round_, held, actor = delegates_place(slug, committee_slug)
    if asked := must_declare(round_, held, actor):
        return asked
    refusal = refuse_to_write(actor, round_, held, None)
    if refusal and request.method == "GET":  # what was typed comes back with the refusal
        flash(message_for(refusal), "warning")
        return redirect(url_for("delegate.show", slug=slug, committee_slug=committee_slug))
    numbers = request.args.getlist("idea", type=whole)
    ideas = [row for row in claimed_ideas(db.session(), held.id) if row.idea.number in numbers]
    if not ideas:
        flash(_("Claim the ideas first, then write them up."), "warning")
        return redirect(url_for("delegate.show", slug=slug, committee_slug=committee_slug))
    form = ProposalForm(areas(db.session()), data=from_idea(ideas[0].idea))
    committee_id, chosen = held.id, [row.idea.number for row in ideas]

    def make(session: Session) -> int:
        proposal = services.create_proposal(
            session,
            actor=actor,
            committee_id=committee_id,
            idea_numbers=chosen,
            facts=facts_of(form),
            now=request_now(),
        )
        return proposal.number

    def made(number: int) -> Then:
        told = _("Proposal %(number)s is made. The authors are told.", number=number)
        return Then(url_for("writing.tasks", slug=slug, number=number), told)

    if answer := post(form, make, made, refusals=DomainError, form_is="makes"):
        return answer
    page = render_template(
        "review/create.html", round=round_, committee=held, ideas=ideas, form=form
    )
    return page, form.status


@bp.route("/desk/delegate/<slug>/proposals/<int:number>")
@staff("delegate")
def tasks(slug: str, number: int) -> ResponseReturnValue:
    """The task list of a proposal."""
    round_, held, proposal, actor = delegates_proposal(slug, number)
    if asked := must_declare(round_, held, actor):
        return asked
    shown = one_overview(proposal, round_)
    return render_template(
        "review/tasks.html",
        round=round_,
        committee=held,
        proposal=proposal,
        shown=shown,
        text=shown.row.now,
        story=story_of(db.session(), shown, now=request_now()),
        verdict_words=VERDICT_WORDS,
        has_interest=actor.account_id in queries.interested_in_proposal(db.session(), proposal.id),
        waiting=shown.stage is Stage.WITH_TEAM,
        pending=record_row(db.session(), proposal.id),
        comments=[each for each in comments_of(db.session(), proposal.id) if each.comment.is_open],
        objections=objections_of(db.session(), proposal.id),
        scores=scores_of(db.session(), round_, proposal, request_now()),
        me=actor.account_id,
        url=proposal_url(slug, number, shown.row.now.title),
    )


@bp.route("/desk/delegate/<slug>/proposals/<int:number>/text", methods=["GET", "POST"])
@staff("delegate")
def change(slug: str, number: int) -> ResponseReturnValue:
    """A new version of the text, with a public reason."""
    round_, held, proposal, actor = delegates_proposal(slug, number)
    if asked := must_declare(round_, held, actor):
        return asked
    text = version_of(db.session(), proposal.id, proposal.version)
    kept = {**from_version(text, proposal.drawing), "after": str(text.version)}
    form, newer = ChangeForm(areas(db.session()), data=kept), None
    proposal_id = proposal.id

    def save(session: Session) -> None:
        services.change_proposal(
            session,
            actor=actor,
            proposal_id=proposal_id,
            facts=facts_of(form),
            reason=form.reason.data,
            now=request_now(),
            after=whole_or_none(form.after.data),
            spelling=bool(form.spelling.data),
        )

    tasks_page = url_for("writing.tasks", slug=slug, number=number)
    told = Then(tasks_page, _("Saved. Everybody can see what changed."))
    if answer := post(form, save, told, refusals=DomainError):
        return answer
    if form.refused and form.refused.code == "proposal.changed_by_somebody":
        newer, form.after.data = text, str(text.version)
    page = render_template(
        "review/change.html",
        round=round_,
        proposal=proposal,
        form=form,
        newer=newer,
        priced=one_overview(proposal, round_).held is not None,
    )
    return page, form.status


class SplitForm(ProposalForm):
    reason = LineField(
        _l("Why is it split?"),
        description=_l("Everybody can read this, and all authors are told."),
        validators=[
            InputRequired(_l("Say why it is split. The reason is public.")),
            Length(max=600, message=_l("Use 600 characters or fewer")),
        ],
    )


@bp.route("/desk/delegate/<slug>/proposals/<int:number>/split", methods=["GET", "POST"])
@staff("delegate")
def split(slug: str, number: int) -> ResponseReturnValue:
    """Write a second proposal from the ideas of this one."""
    round_, held, proposal, actor = delegates_proposal(slug, number)
    if asked := must_declare(round_, held, actor):
        return asked
    text = version_of(db.session(), proposal.id, proposal.version)
    form = SplitForm(areas(db.session()), data=from_version(text, proposal.drawing))
    proposal_id = proposal.id

    def make(session: Session) -> int:
        return services.split_proposal(
            session,
            actor=actor,
            proposal_id=proposal_id,
            facts=facts_of(form),
            reason=form.reason.data,
            now=request_now(),
        ).number

    def made(new: int) -> Then:
        told = _("Proposal %(number)s is split off. The authors are told.", number=new)
        return Then(url_for("writing.tasks", slug=slug, number=new), told)

    if answer := post(form, make, made, refusals=DomainError, form_is="makes"):
        return answer
    page = render_template("review/split.html", round=round_, proposal=proposal, form=form)
    return page, form.status


@bp.route("/desk/delegate/<slug>/proposals/<int:number>/costing", methods=["GET", "POST"])
@staff("delegate")
def ask(slug: str, number: int) -> ResponseReturnValue:
    """Ask a team whether it can be done and what it costs."""
    round_, held, proposal, actor = delegates_proposal(slug, number)
    if asked := must_declare(round_, held, actor):
        return asked
    form = AskForm(teams(db.session()))
    proposal_id = proposal.id

    def send(session: Session) -> None:
        services.ask_costing(
            session,
            actor=actor,
            proposal_id=proposal_id,
            team_id=team_by_slug(session, form.team.data).id,
            questions=form.questions.data,
            now=request_now(),
            seen=form.seen.data or "",
        )

    tasks_page = url_for("writing.tasks", slug=slug, number=number)
    told = Then(tasks_page, _("The team is asked. Its due day is on the proposal’s page."))
    if answer := post(form, send, told, refusals=DomainError):
        return answer
    form.carry(services.facts_to_ask(db.session(), proposal))
    page = render_template("review/ask.html", round=round_, proposal=proposal, form=form)
    return page, form.status
