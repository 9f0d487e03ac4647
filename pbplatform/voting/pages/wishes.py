"""A voter lost their letter and calls: one person notes it, two others give another one.

Source: docs/rules/voting.md section 12.
"""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, current_app, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session
from wtforms import HiddenField
from wtforms.validators import InputRequired

from pbplatform.core.actor import ActorRef
from pbplatform.core.db import db
from pbplatform.core.errors import Conflict, DomainError, TooMany
from pbplatform.core.transaction import transaction
from pbplatform.core.tries import Limit, count_try
from pbplatform.core.whole import whole_or_none
from pbplatform.rounds import queries as rounds
from pbplatform.rounds.models import Round
from pbplatform.voting.domain.registers.hashing import hashes_of
from pbplatform.voting.domain.registers.sifting import as_hashed
from pbplatform.voting.jobs.register_look import register_key
from pbplatform.voting.pages.page_parts import acting_in_round, key_store
from pbplatform.voting.policies import refuse_to_wish_letter
from pbplatform.voting.queries import register
from pbplatform.voting.queries.wishes import wishes
from pbplatform.voting.services.wishes import drop_wish, wish_letter
from pbplatform.web.app import no_store
from pbplatform.web.base_form import Form
from pbplatform.web.clock import request_now
from pbplatform.web.fields import LineField
from pbplatform.web.guards import require_actor, staff
from pbplatform.web.lengths import AtMost
from pbplatform.web.posting import Then, post, post_slowly
from pbplatform.web.presentation import clock_time
from pbplatform.web.sentences import gettext as _

bp = Blueprint("voting_wishes", __name__)
_CALLERS = ("clerk", "facilitator")
_TRIES = Limit("letter_wishes", 20, timedelta(minutes=10))


class WishForm(Form):
    number = LineField(
        _l("The number that the person says"),
        validators=[InputRequired(_l("Enter the number that the person says")), AtMost(60)],
        render_kw={"autocomplete": "off", "spellcheck": "false"},
    )


class DropForm(Form):
    wish = HiddenField()


@bp.route("/desk/calls/rounds/<slug>/letter", methods=["GET", "POST"])
@staff(*_CALLERS)
def wish(slug: str) -> ResponseReturnValue:
    """Notes the call; the number is hashed in memory and kept nowhere."""
    session = db.session()
    round_ = rounds.public_round(session, slug)
    actor, form = acting_in_round(require_actor(), round_, *_CALLERS), WishForm()
    round_id = round_.id
    has_register = register.newest_import(session, round_id) is not None

    def work() -> int:
        _count(actor)
        who = _who(form.number.data or "", round_, has_register)
        with transaction(form="makes") as writing:
            return wish_letter(writing, actor=actor, round_id=round_id, who=who, now=request_now())

    def noted(number: int) -> Then:
        told = _("Wish %(number)s is noted. Nothing changed yet: two others do it.", number=number)
        return Then(url_for("intake.calls", where=f"rounds/{slug}"), told)

    if answer := post_slowly(form, work, noted, refusals=DomainError):
        return answer
    refusal = refuse_to_wish_letter(actor, round_, request_now())
    if form.refused is None and refusal:
        raise refusal
    page = render_template("voting/wish.html", form=form, round=round_, has_register=has_register)
    return no_store((page, form.status))


def _count(actor: ActorRef) -> None:
    secret = current_app.extensions["settings"].secret_key
    with transaction(form="goes on") as session:
        wait = count_try(session, _TRIES, who=actor.key, secret=secret, now=request_now())
    if wait is not None:
        raise TooMany("wish.too_often", field="number", at=clock_time(wait))


def _who(typed: str, round_: Round, has_register: bool) -> bytes | int:
    if has_register:
        key = register_key(db.session(), key_store(), round_)
        return hashes_of(key, [as_hashed(typed)])[0]
    number = whole_or_none(typed.strip())
    if number is None:
        raise Conflict("wish.not_on_roll", field="number")
    return number


@bp.route("/desk/clerk/rounds/<slug>/roll/wishes", methods=["GET", "POST"])
@staff("clerk", "facilitator", "auditor")
def waiting(slug: str) -> ResponseReturnValue:
    """Who asked for another letter. Whoever took a call does not see whose it was."""
    session, form = db.session(), DropForm()
    round_ = rounds.round_by_slug(session, slug)
    actor = acting_in_round(require_actor(), round_, "clerk", "facilitator", "auditor")
    round_id, number = round_.id, whole_or_none(form.wish.data) or 0

    def drop(writing: Session) -> None:
        drop_wish(writing, actor=actor, round_id=round_id, wish_no=number, now=request_now())

    told = Then(url_for(".waiting", slug=slug), _("Dropped. The voter’s letter stays good."))
    if answer := post(form, drop, told, refusals=DomainError):
        return answer
    page = render_template(
        "voting/wishes.html",
        form=form,
        round=round_,
        wishes=wishes(session, round_id),
        own=actor.account_id,
        may_drop=refuse_to_wish_letter(actor, round_, request_now()) is None,
    )
    return no_store((page, form.status))
