"""A facilitator pauses a round, and takes it up again."""

from __future__ import annotations

from datetime import datetime

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from pbplatform.core.local_time import end_of_day
from pbplatform.rounds import services
from pbplatform.rounds.models import Round
from pbplatform.rounds.pages.blueprint import bp
from pbplatform.rounds.pages.forms import DatesForm, PauseForm, ResumeForm
from pbplatform.rounds.pages.setting_up import dates_shown, round_of_desk
from pbplatform.rounds.policies import refuse_to_pause, refuse_to_resume
from pbplatform.rounds.words import status as wording
from pbplatform.web.clock import request_now
from pbplatform.web.frame import current_frame
from pbplatform.web.guards import staff
from pbplatform.web.posting import Then, post, with_changes
from pbplatform.web.refusals import message_for
from pbplatform.web.sentences import gettext as _


@bp.route("/desk/facilitator/rounds/<slug>/pause", methods=["GET", "POST"])
@staff("facilitator")
def pause(slug: str) -> ResponseReturnValue:
    round_, actor = round_of_desk(slug)
    form = PauseForm()

    def hold(session: Session) -> None:
        services.pause_round(
            session,
            actor=actor,
            round_id=round_.id,
            resumes_by=end_of_day(form.last_day, current_frame().timezone),
            reason=form.reason.data or "",
            seen=form.seen.data or "",
            now=request_now(),
        )

    told = Then(url_for(".desk", slug=slug), _("The round is paused."))
    in_words = with_changes(form, wording.names_of_facts, wording.fact_of(round_))
    if answer := post(form, hold, told, refuse=in_words):
        return answer
    form.carry(services.facts_of_dates(round_))
    refusal = refuse_to_pause(actor, round_, request_now())
    page = render_template(
        "rounds/pause.html",
        form=form,
        round=round_,
        why_not=message_for(refusal) if refusal else "",
        shown=dates_shown(round_),
    )
    return page, form.status


@bp.route("/desk/facilitator/rounds/<slug>/resume", methods=["GET", "POST"])
@staff("facilitator")
def resume(slug: str) -> ResponseReturnValue:
    round_, actor = round_of_desk(slug)
    timezone, now = current_frame().timezone, request_now()
    form = ResumeForm(data=_filled(round_, now))
    form.ask_only(services.were_ahead(round_))

    def go_on(session: Session) -> None:
        services.resume_round(
            session,
            actor=actor,
            round_id=round_.id,
            dates=form.dates(timezone, round_),
            reason=form.reason.data or "",
            seen=form.seen.data or "",
            now=now,
        )

    told = Then(url_for(".desk", slug=slug), _("The round goes on."))
    in_words = with_changes(form, wording.names_of_facts, wording.fact_of(round_))
    if answer := post(form, go_on, told, refuse=in_words):
        return answer
    form.carry(services.facts_of_dates(round_))
    refusal = refuse_to_resume(actor, round_)
    page = render_template(
        "rounds/resume.html",
        form=form,
        round=round_,
        why_not=message_for(refusal) if refusal else "",
        shown=dates_shown(round_),
    )
    return page, form.status


def _filled(round_: Round, now: datetime) -> dict[str, object]:
    """The dates that are offered, as what the fields start with."""
    timezone, offered = current_frame().timezone, services.dates_to_offer(round_, now)
    local = {name: at.astimezone(timezone) for name, at in vars(offered).items()}
    return DatesForm.filled({name: (at.date(), at.time()) for name, at in local.items()})
