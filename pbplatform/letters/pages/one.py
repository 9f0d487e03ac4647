"""One letter. Source: docs/rules/letters.md section 3."""

from __future__ import annotations

from collections.abc import Callable

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from pbplatform.accounts.kinds import Role
from pbplatform.core.actor import ActorRef
from pbplatform.core.db import db
from pbplatform.core.errors import DomainError
from pbplatform.intake.queries import gets_letters
from pbplatform.letters import policies, queries, services
from pbplatform.letters.kinds import LetterState
from pbplatform.letters.models import Letter
from pbplatform.letters.pages.batches import PostedForm
from pbplatform.letters.pages.blueprint import bp
from pbplatform.letters.words.states import STATES, WHYS
from pbplatform.web.app import no_store
from pbplatform.web.base_form import ConfirmForm, Form
from pbplatform.web.clock import request_now, request_today
from pbplatform.web.guards import require_actor, staff
from pbplatform.web.posting import Then, post
from pbplatform.web.sentences import gettext as _


def _own(number: int) -> tuple[Letter, ActorRef]:
    letter = queries.letter_at(db.session(), number)
    acts = require_actor().acting_over(Role.CLERK, letter.scope)
    return letter, acts


@bp.route("/<int:number>")
@staff(Role.CLERK)
def letter(number: int) -> ResponseReturnValue:
    """Where a letter stands, and what a clerk can do with it."""
    found, _acts = _own(number)
    session = db.session()
    page = render_template(
        "letters/letter.html",
        letter=found,
        words=queries.words_of(session, found),
        has_address=gets_letters(session, found.path),
        State=LetterState,
        states=STATES,
        whys=WHYS,
    )
    return no_store((page, 200))


@bp.route("/<int:number>/posted", methods=["GET", "POST"])
@staff(Role.CLERK)
def one_posted(number: int) -> ResponseReturnValue:
    """Mark one letter as posted."""
    found, acts = _own(number)
    form = PostedForm(data={"day": request_today()})

    def mark(session: Session) -> None:
        day = form.day.data or request_today()
        services.post_one(session, actor=acts, letter_id=number, day=day, now=request_now())

    then = Then(url_for(".letter", number=number), _("The letter is marked as posted."))
    if answer := post(form, mark, then):
        return answer
    page = render_template("letters/one_posted.html", form=form, letter=found)
    return no_store((page, form.status))


Act = Callable[[Session, ActorRef, int], None]


def _press(number: int, act: Act, said: str) -> ResponseReturnValue:
    """A button of the letter's page; a refusal stands there."""
    _found, acts = _own(number)
    form, to = Form(), url_for(".letter", number=number)
    refused: list[DomainError] = []
    answer = post(
        form, lambda session: act(session, acts, number), Then(to, said), refuse=refused.append
    )
    if answer is not None:
        return answer
    if refused:
        raise refused[0]
    return letter(number)


@bp.route("/<int:number>/not-posted", methods=["POST"])
@staff(Role.CLERK)
def not_posted(number: int) -> ResponseReturnValue:
    """It was not posted after all."""

    def act(session: Session, actor: ActorRef, which: int) -> None:
        services.take_posting_back(session, actor=actor, letter_id=which, now=request_now())

    return _press(number, act, _("The letter is no longer marked as posted."))


@bp.route("/<int:number>/came-back", methods=["POST"])
@staff(Role.CLERK)
def came_back(number: int) -> ResponseReturnValue:
    """It came back, undelivered."""

    def act(session: Session, actor: ActorRef, which: int) -> None:
        services.mark_came_back(session, actor=actor, letter_id=which, now=request_now())

    return _press(number, act, _("The letter is marked as come back."))


@bp.route("/<int:number>/not-back", methods=["POST"])
@staff(Role.CLERK)
def not_back(number: int) -> ResponseReturnValue:
    """It did not come back."""

    def act(session: Session, actor: ActorRef, which: int) -> None:
        services.unmark_came_back(session, actor=actor, letter_id=which, now=request_now())

    return _press(number, act, _("The letter is marked as posted again."))


@bp.route("/<int:number>/hold", methods=["POST"])
@staff(Role.CLERK)
def hold(number: int) -> ResponseReturnValue:
    """Hold it back."""

    def act(session: Session, actor: ActorRef, which: int) -> None:
        services.hold(session, actor=actor, letter_id=which, now=request_now())

    return _press(number, act, _("The letter is held back. Take it out of the pile."))


@bp.route("/<int:number>/put-back", methods=["POST"])
@staff(Role.CLERK)
def put_back(number: int) -> ResponseReturnValue:
    """Let it wait for the next batch."""

    def act(session: Session, actor: ActorRef, which: int) -> None:
        services.put_back(session, actor=actor, letter_id=which, now=request_now())

    return _press(number, act, _("The letter waits for the next batch."))


@bp.route("/<int:number>/stop", methods=["GET", "POST"])
@staff(Role.CLERK)
def stop(number: int) -> ResponseReturnValue:
    """The person wants no more letters; the address goes for good."""
    found, acts = _own(number)
    form = ConfirmForm()

    def end(session: Session) -> None:
        services.stop_letters(
            session, actor=acts, letter_id=number, seen=form.seen.data, now=request_now()
        )

    then = Then(url_for(".letter", number=number), _("The address is gone. Nothing is sent."))
    if answer := post(form, end, then):
        return answer
    has = gets_letters(db.session(), found.path)
    refusal = policies.refuse_to_stop_letters(acts, found, gets_letters=has)
    if refusal and form.refused is None:
        raise refusal
    count = queries.open_about(db.session(), found.path)
    form.carry(services.facts_to_stop(db.session(), found))
    page = render_template("letters/stop.html", form=form, letter=found, count=count)
    return no_store((page, form.status))
