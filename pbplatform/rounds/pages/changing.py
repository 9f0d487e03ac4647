"""A facilitator puts words of a public round right, and asks for more money."""

from __future__ import annotations

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from pbplatform.core.db import db
from pbplatform.rounds import queries, services
from pbplatform.rounds.kinds import WORDS, Change
from pbplatform.rounds.pages.blueprint import bp
from pbplatform.rounds.pages.forms import AddMoneyForm, CorrectForm
from pbplatform.rounds.pages.setting_up import round_of_desk
from pbplatform.rounds.policies import refuse_to_add_money
from pbplatform.rounds.words import status as wording
from pbplatform.rounds.words.changes import change_lines, money_lines
from pbplatform.web.clock import request_now
from pbplatform.web.guards import staff
from pbplatform.web.posting import Then, post, with_changes
from pbplatform.web.refusals import message_for
from pbplatform.web.sentences import gettext as _


@bp.route("/desk/facilitator/rounds/<slug>/correct", methods=["GET", "POST"])
@staff("facilitator")
def correct(slug: str) -> ResponseReturnValue:
    """Before and after stay on the page of the round; a frozen one needs a second person."""
    round_, actor = round_of_desk(slug)
    form = CorrectForm(data={name: getattr(round_, name) for name in WORDS})
    if frozen := round_.frozen_at is not None:
        del form[Change.NAME]

    def put_right(session: Session) -> bool:
        return services.correct_words(
            session,
            actor=actor,
            round_id=round_.id,
            words={name: form[name].data or "" for name in WORDS if name in form},
            reason=form.reason.data or "",
            seen=form.seen.data or "",
            now=request_now(),
        )

    def told(is_done: bool) -> Then:
        if is_done:
            return Then(url_for(".desk", slug=slug), _("It is put right. Before and after stay."))
        return Then(url_for("two_people.index"), _("Asked. A second person confirms it."))

    in_words = with_changes(form, wording.names_of_facts, wording.fact_of(round_))
    if answer := post(form, put_right, told, refuse=in_words):
        return answer
    form.carry(services.facts_of_words(round_))
    page = render_template(
        "rounds/correct.html",
        form=form,
        round=round_,
        frozen=frozen,
        lines=change_lines(round_, queries.changes(db.session(), round_.id)),
    )
    return page, form.status


@bp.route("/desk/facilitator/rounds/<slug>/money", methods=["GET", "POST"])
@staff("facilitator")
def add_money(slug: str) -> ResponseReturnValue:
    """Money only grows, until the freeze, and two people answer for it."""
    round_, actor = round_of_desk(slug)
    form = AddMoneyForm()

    def ask(session: Session) -> None:
        services.ask_to_add_money(
            session,
            actor=actor,
            round_id=round_.id,
            money_minor=int(form.money.data or 0),
            source=form.source.data or "",
            reason=form.reason.data or "",
            seen=form.seen.data or "",
            now=request_now(),
        )

    told = Then(url_for("two_people.index"), _("Asked. A second person confirms it."))
    in_words = with_changes(form, wording.names_of_facts, wording.fact_of(round_))
    if answer := post(form, ask, told, refuse=in_words, form_is="makes"):
        return answer
    form.carry(services.facts_of_money(round_))
    refusal = refuse_to_add_money(round_)
    page = render_template(
        "rounds/add_money.html",
        form=form,
        round=round_,
        why_not=message_for(refusal) if refusal else "",
        lines=money_lines(round_, queries.changes(db.session(), round_.id)),
    )
    return page, form.status
