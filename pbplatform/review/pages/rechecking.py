"""While people vote, officials look at their projects again.

Source: docs/rules/review.md section 13.
"""

from __future__ import annotations

from flask import Blueprint, current_app, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session
from wtforms import RadioField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from pbplatform.core.actor import Actor
from pbplatform.core.db import db
from pbplatform.core.errors import DomainError, NotFound
from pbplatform.places.queries import teams
from pbplatform.proposals.pages.loading import proposal_url
from pbplatform.proposals.queries import proposal_by_number
from pbplatform.review import services
from pbplatform.review.kinds import Rechecked
from pbplatform.review.queries.rechecks import RecheckRow, recheck_of, rechecks_for_teams, running
from pbplatform.review.words.kinds import SURE_WORDS, VERDICT_WORDS
from pbplatform.rounds.models import Round
from pbplatform.rounds.queries import public_round
from pbplatform.web.base_form import ConfirmForm
from pbplatform.web.clock import request_now
from pbplatform.web.fields import WordsField
from pbplatform.web.guards import require_actor, staff
from pbplatform.web.posting import Then, post
from pbplatform.web.sentences import gettext as _

bp = Blueprint("rechecking", __name__)

_NAMES = {
    "price_minor": _l("The price"),
    "outcome": _l("What was found"),
    "words": _l("What is wrong"),
    "at": _l("When it was checked"),
}


class RecheckForm(ConfirmForm):
    fact_names = _NAMES

    outcome = RadioField(
        _l("What did you find?"),
        choices=[
            SelectChoice(Rechecked.TRUE, label=_l("All of it is still true")),
            SelectChoice(Rechecked.WRONG, label=_l("Something is wrong")),
        ],
        validators=[InputRequired(_l("Choose what you found"))],
    )
    words = WordsField(
        _l("What is wrong?"),
        description=_l("Everybody can read it at once. A facilitator acts on it."),
        validators=[Length(max=600, message=_l("Use 600 characters or fewer"))],
    )


class StaysForm(ConfirmForm):
    fact_names = _NAMES

    words = WordsField(
        _l("Why does it stay on the ballot?"),
        description=_l("Everybody can read it."),
        validators=[
            InputRequired(_l("Say why. Everybody can read it.")),
            Length(max=600, message=_l("Use 600 characters or fewer")),
        ],
    )


def _own_rows(actor: Actor) -> list[RecheckRow]:
    own = [team.slug for team in teams(db.session()) if actor.holds("official", team.scope)]
    return rechecks_for_teams(db.session(), own, request_now())


def _rechecks_of(actor: Actor) -> list[RecheckRow]:
    return [row for row in _own_rows(actor) if row.recheck is None]


@bp.app_context_processor
def _for_desks() -> dict[str, object]:
    """What the official's desk shows of this; read only by a page that asks."""
    return {"rechecks_of": _rechecks_of}


@bp.route("/desk/official/rechecks")
@staff("official")
def index() -> ResponseReturnValue:
    """The projects of one's teams that people vote on, and what was found of each."""
    return render_template(
        "review/rechecks.html", rows=_own_rows(require_actor()), now=request_now()
    )


def _row(slug: str, number: int) -> tuple[Round, RecheckRow]:
    round_ = public_round(db.session(), slug)
    proposal = proposal_by_number(db.session(), round_.id, number)
    row = recheck_of(db.session(), proposal)
    if row is None:
        raise NotFound("recheck.not_on_ballot")
    return round_, row


@bp.route("/desk/official/rechecks/<slug>/<int:number>", methods=["GET", "POST"])
@staff("official")
def check(slug: str, number: int) -> ResponseReturnValue:
    """What the ballot says of a project, and the team's word on it."""
    round_, row = _row(slug, number)
    actor = require_actor().acting_as("official", row.team.scope)
    form = RecheckForm()
    proposal_id, seen = row.proposal.id, form.seen.data or ""

    def act(session: Session) -> None:
        services.recheck(
            session,
            actor=actor,
            proposal_id=proposal_id,
            outcome=form.outcome.data or "",
            words=form.words.data or "",
            seen=seen,
            now=request_now(),
        )

    told = Then(url_for(".index"), _("It stands on the project’s page."))
    if answer := post(form, act, told, refusals=DomainError):
        return answer
    if form.refused:
        round_, row = _row(slug, number)
    form.carry(services.facts_to_recheck(row))
    page = render_template(
        "review/recheck.html",
        round=round_,
        row=row,
        costing=row.costing,
        form=form,
        running=running(round_, request_now()),
        url=proposal_url(slug, number, row.title),
        verdict_words=VERDICT_WORDS,
        cannot_words={},
        sure_words=SURE_WORDS,
    )
    return page, form.status


@bp.route("/desk/facilitator/rounds/<slug>/rechecks/<int:number>", methods=["GET", "POST"])
@staff("facilitator")
def stays(slug: str, number: int) -> ResponseReturnValue:
    """What a team found wrong: withdraw the project, or say why it stays."""
    round_, row = _row(slug, number)
    actor = require_actor().acting_as("facilitator", round_.scope)
    form = StaysForm()
    proposal_id, seen = row.proposal.id, form.seen.data or ""

    def act(session: Session) -> None:
        services.leave_on_ballot(
            session,
            actor=actor,
            proposal_id=proposal_id,
            words=form.words.data or "",
            seen=seen,
            now=request_now(),
        )

    url = proposal_url(slug, number, row.title)
    told = Then(url, _("It stands on the project’s page. The team and the delegates are told."))
    if answer := post(form, act, told, refusals=DomainError):
        return answer
    if form.refused:
        round_, row = _row(slug, number)
    form.carry(services.facts_to_recheck(row))
    page = render_template(
        "review/stays.html",
        round=round_,
        row=row,
        form=form,
        running=running(round_, request_now()),
        url=url,
        withdraw=_withdraw_url(slug, number),
    )
    return page, form.status


def _withdraw_url(slug: str, number: int) -> str:
    """Where a project is withdrawn during the vote; empty while no page of that address exists."""
    path = f"/desk/facilitator/rounds/{slug}/withdraw/{number}"
    adapter = current_app.url_map.bind("")
    return path if adapter.test(path, method="GET") else ""
