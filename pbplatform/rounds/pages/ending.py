"""A facilitator drops a draft, or calls a public round off."""

from __future__ import annotations

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from pbplatform.core.db import db
from pbplatform.rounds import services
from pbplatform.rounds.pages.blueprint import bp
from pbplatform.rounds.pages.forms import CallOffForm, PublishForm
from pbplatform.rounds.pages.setting_up import round_of_desk
from pbplatform.rounds.policies import (
    refuse_to_call_off,
    refuse_to_call_off_by_two,
    refuse_to_drop_draft,
)
from pbplatform.rounds.words import status as wording
from pbplatform.web.clock import request_now
from pbplatform.web.guards import staff
from pbplatform.web.posting import Then, post, with_changes
from pbplatform.web.refusals import message_for
from pbplatform.web.sentences import gettext as _


@bp.route("/desk/facilitator/rounds/<slug>/call-off", methods=["GET", "POST"])
@staff("facilitator")
def call_off(slug: str) -> ResponseReturnValue:
    """With a public reason; from the freeze on a second person confirms."""
    round_, actor = round_of_desk(slug)
    form, frozen = CallOffForm(), round_.frozen_at is not None

    def end(session: Session) -> bool:
        return services.call_off(
            session,
            actor=actor,
            round_id=round_.id,
            reason=form.reason.data or "",
            seen=form.seen.data or "",
            now=request_now(),
        )

    def told(is_done: bool) -> Then:
        if is_done:
            return Then(url_for(".desk", slug=slug), _("The round is called off."))
        return Then(url_for("two_people.index"), _("Asked. A second person confirms it."))

    in_words = with_changes(form, wording.names_of_facts, wording.fact_of(round_))
    if answer := post(form, end, told, refuse=in_words):
        return answer
    form.carry(services.facts_to_call_off(round_))
    refusal = refuse_to_call_off_by_two(round_) if frozen else refuse_to_call_off(actor, round_)
    page = render_template(
        "rounds/call_off.html",
        form=form,
        round=round_,
        frozen=frozen,
        why_not=message_for(refusal) if refusal else "",
    )
    return page, form.status


@bp.route("/desk/facilitator/rounds/<slug>/drop", methods=["GET", "POST"])
@staff("facilitator")
def drop(slug: str) -> ResponseReturnValue:
    """Nobody else has seen a draft, so nothing of it is kept."""
    round_, actor = round_of_desk(slug)
    form, round_id, now = PublishForm(), round_.id, request_now()
    seen = form.seen.data or ""

    def end(session: Session) -> None:
        services.drop_draft(session, actor=actor, round_id=round_id, seen=seen, now=now)

    told = Then(url_for(".desk_index"), _("The draft is dropped."))
    in_words = with_changes(form, wording.names_of_facts, wording.fact_of(round_))
    if answer := post(form, end, told, refuse=in_words):
        return answer
    form.show(services.facts_to_publish(round_))
    roles = services.roles_in(db.session(), round_, now=now)
    refusal = refuse_to_drop_draft(actor, round_, roles=roles)
    page = render_template(
        "rounds/drop.html",
        form=form,
        round=round_,
        why_not=message_for(refusal) if refusal else "",
    )
    return page, form.status
