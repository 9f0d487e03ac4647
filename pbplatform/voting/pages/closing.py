"""Closing a box: a clerk and an auditor confirm its numbers, or say in public what is wrong.

Source: docs/rules/ceremony.md section 4.
"""

from __future__ import annotations

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session
from wtforms.validators import InputRequired, Length

from pbplatform.accounts import queries as accounts
from pbplatform.accounts import services as two_people
from pbplatform.accounts.models import PairAct
from pbplatform.core.actor import ActorRef
from pbplatform.core.confirmation import require_same
from pbplatform.core.db import db
from pbplatform.core.errors import DomainError
from pbplatform.rounds import queries as rounds
from pbplatform.rounds.models import Round
from pbplatform.rounds.queries.locking import lock_round
from pbplatform.voting.jobs.act_clock import act_now
from pbplatform.voting.pages.page_parts import acting_in_round, key_store
from pbplatform.voting.policies import refuse_to_close
from pbplatform.voting.queries.box import BoxNumbers, box_numbers
from pbplatform.voting.queries.checks import refuse_other_log
from pbplatform.voting.services.close import CLOSE, refuse_differences, refuse_numbers, to_close
from pbplatform.voting.words.acts import number_names, number_rows
from pbplatform.web.app import no_store
from pbplatform.web.base_form import ConfirmForm, Form
from pbplatform.web.clock import request_now
from pbplatform.web.fields import WordsField
from pbplatform.web.guards import require_actor, staff
from pbplatform.web.posting import Then, post, with_changes
from pbplatform.web.refusals import message_for
from pbplatform.web.sentences import gettext as _
from pbplatform.web.sentences import ngettext

bp = Blueprint("closing", __name__, url_prefix="/desk/facilitator/rounds/<slug>/box")
REASON_LETTERS = 1000


class CloseForm(ConfirmForm):
    """One button, and the numbers that the page showed."""


class RefuseForm(Form):
    """What is wrong with the numbers; everybody can read it."""

    reason = WordsField(
        _l("What is wrong?"),
        description=_l("Everybody can read this. Name no voter."),
        validators=[
            InputRequired(_l("Say what is wrong with the numbers")),
            Length(max=REASON_LETTERS, message=_l("Keep it to 1,000 letters")),
        ],
    )


@bp.route("/close", methods=["GET", "POST"])
@staff("clerk", "auditor")
def close(slug: str) -> ResponseReturnValue:
    """The first press asks a second person; the second, of the same numbers, closes the box."""
    session, form = db.session(), CloseForm()
    round_ = rounds.round_by_slug(session, slug)
    actor = _acting(round_)
    if refusal := refuse_to_close(actor, round_, request_now()):
        raise refusal
    refuse_other_log(session, round_, key_store().folder)
    round_id, seen = round_.id, form.seen.data

    def work(writing: Session) -> int | None:
        """How many votes the closed box holds; None when a second person is still needed."""
        locked, now = lock_round(writing, round_id), act_now(writing)
        require_same(seen, box_numbers(writing, locked).facts)
        asked = to_close(writing, locked)
        if waiting := _asked_by_another(writing, locked, actor, asked.facts["fingerprint"]):
            digest = waiting.facts_sha256.hex()
            two_people.confirm(writing, actor=actor, act_id=waiting.id, seen=digest, now=now)
            return int(asked.facts["envelopes"])
        two_people.ask(writing, CLOSE, actor=actor, asked=asked, now=now)
        return None

    def then(held: int | None) -> Then:
        box = url_for("voting_desk.box", slug=slug)
        if held is None:
            return Then(box, _("You confirmed the numbers. Now a second person confirms the same."))
        said = ngettext(
            "The box is closed. It holds %(num)s vote.",
            "The box is closed. It holds %(num)s votes.",
            held,
        )
        return Then(box, said)

    in_words = with_changes(form, lambda _changed: number_names())
    if answer := post(form, work, then, refusals=DomainError, refuse=in_words):
        return answer
    numbers = box_numbers(session, round_)
    form.show(numbers.facts)
    differ = refuse_differences(numbers)
    page = render_template(
        "voting/close.html",
        form=form,
        round=round_,
        rows=number_rows(numbers.facts),
        differ=message_for(differ) if differ else "",
        waiting=_waiting(session, round_),
        mine=_mine(session, round_, actor, numbers),
    )
    return no_store((page, form.status))


@bp.route("/refuse", methods=["GET", "POST"])
@staff("clerk", "auditor")
def refuse(slug: str) -> ResponseReturnValue:
    """Say in public why the numbers are not confirmed; who asked for it is turned down."""
    session, form = db.session(), RefuseForm()
    round_ = rounds.round_by_slug(session, slug)
    actor = _acting(round_)
    if refusal := refuse_to_close(actor, round_, request_now()):
        raise refusal
    round_id = round_.id

    def work(writing: Session) -> None:
        now = act_now(writing)
        refuse_numbers(
            writing, actor=actor, round_id=round_id, reason=form.reason.data or "", now=now
        )

    told = Then(
        url_for("voting_desk.box", slug=slug),
        _("Written down. The box is not closed, and the log says why."),
    )
    if answer := post(form, work, told, refusals=DomainError):
        return answer
    page = render_template("voting/refuse_numbers.html", form=form, round=round_)
    return no_store((page, form.status))


def _acting(round_: Round) -> ActorRef:
    """In the role that the other one, if somebody asked, does not act in."""
    person = require_actor()
    asked = _waiting(db.session(), round_)
    roles = ["auditor", "clerk"]
    if asked and asked[0].asked_role == "auditor":
        roles.reverse()
    return acting_in_round(person, round_, *roles)


def _waiting(session: Session, round_: Round) -> list[PairAct]:
    """Confirmed by one person and waiting for another, the newest first."""
    found = accounts.waiting_acts(session, now=request_now())
    return [act for act in reversed(found) if (act.act, act.subject) == (CLOSE.name, round_.path)]


def _asked_by_another(
    session: Session, round_: Round, actor: ActorRef, fingerprint: str
) -> PairAct | None:
    for act in _waiting(session, round_):
        asked = two_people.asked_of(act)
        if act.asked_by != actor.account_id and asked.facts["fingerprint"] == fingerprint:
            return act
    return None


def _mine(session: Session, round_: Round, actor: ActorRef, numbers: BoxNumbers) -> bool:
    """Whether this person has confirmed just these numbers, and waits for another."""
    return any(
        act.asked_by == actor.account_id
        and numbers.facts.items() <= two_people.asked_of(act).facts.items()
        for act in _waiting(session, round_)
    )
