"""One letter. Source: docs/rules/letters.md section 3."""

from __future__ import annotations

from collections.abc import Callable

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
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


def _own(letter_id: int) -> tuple[Letter, ActorRef]:
    letter = queries.letter_at(db.session(), letter_id)
    acts = require_actor().acting_over(Role.CLERK, letter.scope)
    return letter, acts


@bp.route("/<int:letter_id>")
@staff(Role.CLERK)
def letter(letter_id: int) -> ResponseReturnValue:
    """Where a letter stands, and what a clerk can do with it."""
    found, _acts = _own(letter_id)
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


@bp.route("/<int:letter_id>/posted", methods=["GET", "POST"])
@staff(Role.CLERK)
def one_posted(letter_id: int) -> ResponseReturnValue:
    """Mark one letter as posted."""
    found, acts = _own(letter_id)
    form = PostedForm(data={"day": request_today()})

    def mark(session: Session) -> None:
        day = form.day.data or request_today()
        services.post_one(session, actor=acts, letter_id=letter_id, day=day, now=request_now())

    then = Then(url_for(".letter", letter_id=letter_id), _("The letter is marked as posted."))
    if answer := post(form, mark, then):
        return answer
    page = render_template("letters/one_posted.html", form=form, letter=found)
    return no_store((page, form.status))


Act = Callable[[Session, ActorRef, int], None]


def _press(letter_id: int, act: Act, said: str) -> ResponseReturnValue:
    """A button of the letter's page; a refusal stands there."""
    _found, acts = _own(letter_id)
    form, to = Form(), url_for(".letter", letter_id=letter_id)
    refused: list[DomainError] = []
    answer = post(
        form, lambda session: act(session, acts, letter_id), Then(to, said), refuse=refused.append
    )
    if answer is not None:
        return answer
    if refused:
        raise refused[0]
    return letter(letter_id)


@bp.route("/<int:letter_id>/not-posted", methods=["POST"])
@staff(Role.CLERK)
def not_posted(letter_id: int) -> ResponseReturnValue:
    """It was not posted after all."""

    def act(session: Session, actor: ActorRef, which: int) -> None:
        services.take_posting_back(session, actor=actor, letter_id=which, now=request_now())

    return _press(letter_id, act, _("The letter is no longer marked as posted."))


@bp.route("/<int:letter_id>/came-back", methods=["POST"])
@staff(Role.CLERK)
def came_back(letter_id: int) -> ResponseReturnValue:
    """It came back, undelivered."""

    def act(session: Session, actor: ActorRef, which: int) -> None:
        services.mark_came_back(session, actor=actor, letter_id=which, now=request_now())

    return _press(letter_id, act, _("The letter is marked as come back."))


@bp.route("/<int:letter_id>/not-back", methods=["POST"])
@staff(Role.CLERK)
def not_back(letter_id: int) -> ResponseReturnValue:
    """It did not come back."""

    def act(session: Session, actor: ActorRef, which: int) -> None:
        services.unmark_came_back(session, actor=actor, letter_id=which, now=request_now())

    return _press(letter_id, act, _("The letter is marked as posted again."))


@bp.route("/<int:letter_id>/hold", methods=["POST"])
@staff(Role.CLERK)
def hold(letter_id: int) -> ResponseReturnValue:
    """Hold it back."""

    def act(session: Session, actor: ActorRef, which: int) -> None:
        services.hold(session, actor=actor, letter_id=which, now=request_now())

    return _press(letter_id, act, _("The letter is held back. Take it out of the pile."))


@bp.route("/<int:letter_id>/put-back", methods=["POST"])
@staff(Role.CLERK)
def put_back(letter_id: int) -> ResponseReturnValue:
    """Let it wait for the next batch."""

    def act(session: Session, actor: ActorRef, which: int) -> None:
        services.put_back(session, actor=actor, letter_id=which, now=request_now())

    return _press(letter_id, act, _("The letter waits for the next batch."))


@bp.route("/<int:letter_id>/stop", methods=["GET", "POST"])
@staff(Role.CLERK)
def stop(letter_id: int) -> ResponseReturnValue:
    """The person wants no more letters; the address goes for good."""
    found, acts = _own(letter_id)
    form = ConfirmForm()

    def end(session: Session) -> None:
        services.stop_letters(
            session, actor=acts, letter_id=letter_id, seen=form.seen.data, now=request_now()
        )

    then = Then(url_for(".letter", letter_id=letter_id), _("The address is gone. Nothing is sent."))
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
