"""Withdrawing a project and extending the vote: one person asks here, another confirms.

Source: docs/rules/amendments.md.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session
from wtforms.validators import InputRequired, Length

from pbplatform.accounts import services as accounts
from pbplatform.accounts.domain.acts import ActKind, Asked
from pbplatform.core.confirmation import Facts, require_same
from pbplatform.core.db import db
from pbplatform.core.errors import DomainError, NotFound
from pbplatform.rounds import queries as rounds
from pbplatform.rounds.domain.amendments import Outage
from pbplatform.rounds.kinds import State
from pbplatform.rounds.models import Round
from pbplatform.rounds.queries.amendments import amendments_of
from pbplatform.rounds.words.status import end_moment
from pbplatform.voting.pages.page_parts import acting_in_round
from pbplatform.voting.policies import refuse_to_withdraw_project
from pbplatform.voting.services.amending import LONGEST_REASON
from pbplatform.voting.services.amending_by_two import EXTEND, WITHDRAW, to_extend, to_withdraw
from pbplatform.web.app import no_store
from pbplatform.web.base_form import ConfirmForm
from pbplatform.web.clock import request_now
from pbplatform.web.fields import DayField, TimeField, WordsField
from pbplatform.web.figures import SummaryRow
from pbplatform.web.frame import current_frame
from pbplatform.web.guards import require_actor, staff
from pbplatform.web.posting import Then, post
from pbplatform.web.presentation import money
from pbplatform.web.refusals import message_for
from pbplatform.web.sentences import gettext as _

bp = Blueprint("amending", __name__, url_prefix="/desk/facilitator/rounds/<slug>")
WHO = ("facilitator", "auditor")


def _reason(label: LazyString) -> WordsField:
    return WordsField(
        label,
        description=_l("Public, on every page of the vote, and in a mail to all we can reach"),
        validators=[
            InputRequired(_l("Say why. Everybody reads it.")),
            Length(max=LONGEST_REASON, message=_l("Use 500 letters or fewer")),
        ],
    )


class WithdrawForm(ConfirmForm):
    """Why a project is withdrawn, and what the page showed."""

    fact_names = {"withdrawn": _l("Projects withdrawn already"), "closes_at": _l("Voting ends")}
    reason = _reason(_l("Why is it withdrawn?"))


def _day(label: LazyString) -> DayField:
    return DayField(label, validators=[InputRequired(_l("Enter a day"))])


def _time(label: LazyString, day: str, *, ends: bool = False) -> TimeField:
    return TimeField(
        label, day=day, ends=ends, validators=[InputRequired(_l("Enter a time, like 8pm"))]
    )


class ExtendForm(ConfirmForm):
    """The outage, the new end, and what was down."""

    fact_names = {"closes_at": _l("Voting ends"), "results_at": _l("Result")}
    down_from = _day(_l("People could not vote from, day"))
    down_from_time = _time(_l("From, time"), "down_from")
    down_until = _day(_l("Until, day"))
    down_until_time = _time(_l("Until, time"), "down_until", ends=True)
    closes_at = _day(_l("Voting then ends on"))
    closes_at_time = _time(_l("Voting then ends at"), "closes_at", ends=True)
    reason = _reason(_l("What was down?"))


def _round_of_desk(slug: str) -> Round:
    """A round that is frozen and whose desk this person may see; NotFound otherwise."""
    round_ = rounds.round_by_slug(db.session(), slug)
    acting_in_round(require_actor(), round_, *WHO)
    if round_.definition is None:
        raise NotFound("round.not_frozen")
    return round_


@bp.route("/amend")
@staff(*WHO)
def index(slug: str) -> ResponseReturnValue:
    """What may still change, and what was amended."""
    round_ = _round_of_desk(slug)
    now = request_now()
    projects = [
        (project, refuse_to_withdraw_project(round_, project.number, now))
        for project in rounds.ballot_projects(db.session(), round_.id)
    ]
    page = render_template(
        "voting/amend.html",
        round=round_,
        rows=[(project, message_for(refusal) if refusal else "") for project, refusal in projects],
        may_extend=round_.state(now) in (State.VOTING, State.SHUT),
        amended=amendments_of(db.session(), round_),
    )
    return no_store(page)


@bp.route("/withdraw/<int:number>", methods=["GET", "POST"])
@staff(*WHO)
def withdraw(slug: str, number: int) -> ResponseReturnValue:
    """Ask for a project to be withdrawn."""
    round_ = _round_of_desk(slug)
    project = round_.definition.told.project(number) if round_.definition else None
    if project is None:
        raise NotFound("project.not_on_ballot")
    form, facts = WithdrawForm(), _facts(round_)
    seen = form.seen.data or ""

    def wanted(round_: Round) -> Asked:
        return to_withdraw(round_, number=number, reason=form.reason.data or "")

    if answer := _ask(round_, WITHDRAW, form, seen, wanted):
        return answer
    form.carry(facts)
    rows: list[SummaryRow] = [
        {"key": _("Project"), "value": f"{number}. {project.title}", "user": True},
        {"key": _("What it costs"), "value": money(project.cost_minor, round_.currency)},
        {"key": _("Voting ends"), "value": end_moment(round_.closes_at)},
    ]
    refusal = refuse_to_withdraw_project(round_, number, request_now())
    page = render_template(
        "voting/withdraw.html",
        form=form,
        round=round_,
        number=number,
        rows=rows,
        cannot=message_for(refusal) if refusal else "",
    )
    return no_store((page, form.status))


@bp.route("/extend", methods=["GET", "POST"])
@staff(*WHO)
def extend(slug: str) -> ResponseReturnValue:
    """Ask for voting to be extended."""
    round_ = _round_of_desk(slug)
    zone = current_frame().timezone
    local = round_.closes_at.astimezone(zone)
    form = ExtendForm(data={"closes_at": local.date()})
    facts, seen = _facts(round_), form.seen.data or ""

    def wanted(round_: Round) -> Asked:
        outage = Outage(
            _instant(form.down_from, form.down_from_time, zone),
            _instant(form.down_until, form.down_until_time, zone),
        )
        return to_extend(
            round_,
            outage=outage,
            closes_at=_instant(form.closes_at, form.closes_at_time, zone),
            reason=form.reason.data or "",
            now=request_now(),
        )

    if answer := _ask(round_, EXTEND, form, seen, wanted):
        return answer
    form.carry(facts)
    rows: list[SummaryRow] = [
        {"key": _("Voting ends"), "value": end_moment(round_.closes_at)},
        {"key": _("Result"), "value": end_moment(round_.results_at)},
    ]
    page = render_template("voting/extend.html", form=form, round=round_, rows=rows)
    return no_store((page, form.status))


def _instant(day: Any, time: Any, zone: ZoneInfo) -> datetime:
    """What was typed into the two fields of a date; read it after the form was validated."""
    found: datetime = time.on(day.data, zone)
    return found


def _facts(round_: Round) -> Facts:
    """What both pages show of the round as it is."""
    return {
        "closes_at": round_.closes_at,
        "results_at": round_.results_at,
        "withdrawn": ", ".join(map(str, round_.in_force.withdrawn)),
    }


def _ask(
    round_: Round,
    kind: ActKind,
    form: WithdrawForm | ExtendForm,
    seen: str,
    wanted: Callable[[Round], Asked],
) -> ResponseReturnValue | None:
    """Ask a second person, if the round is what the page showed."""
    actor, round_id = acting_in_round(require_actor(), round_, *WHO), round_.id

    def act(session: Session) -> None:
        now_is = session.get_one(Round, round_id, populate_existing=True)
        require_same(seen, _facts(now_is))
        accounts.ask(session, kind, actor=actor, asked=wanted(now_is), now=request_now())

    told = Then(
        url_for("two_people.index"),
        _("Nothing has changed yet. A second person confirms it here."),
    )
    return post(form, act, told, refusals=DomainError)
