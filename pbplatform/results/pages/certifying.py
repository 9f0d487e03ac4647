"""The desk of a result that is out: objections, a second count, the certificate.

Source: docs/rules/results.md sections 11 to 13.
"""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session
from wtforms import RadioField
from wtforms.validators import InputRequired, Length

from pbplatform.accounts import services as accounts
from pbplatform.core.actor import ActorRef
from pbplatform.core.confirmation import Facts, require_same
from pbplatform.core.db import db
from pbplatform.core.errors import DomainError
from pbplatform.core.transaction import transaction
from pbplatform.paper.queries.checking import batches_in_box
from pbplatform.reopening.pages.parts import box_part
from pbplatform.results import queries
from pbplatform.results.models import Objection
from pbplatform.results.policies import (
    refuse_to_answer_objection,
    refuse_to_count_again,
    refuse_to_owe_recount,
)
from pbplatform.results.queries.objections import (
    certificate_of,
    objection_by_number,
    objections_of,
    open_objections,
    recount_of,
)
from pbplatform.results.services import count_in_memory
from pbplatform.results.services.certificate import (
    CERTIFY,
    refuse_certificate,
    refuse_other_count,
    to_certify,
)
from pbplatform.results.services.objections import (
    answer_objection,
    facts_of_objection,
    show_objection,
)
from pbplatform.results.services.recounts import COUNT_AGAIN, publish_again, to_count_again
from pbplatform.results.words.objections import STATES, VERDICTS, kind_words, verdict_words
from pbplatform.rounds.models import Round
from pbplatform.rounds.queries import round_by_slug
from pbplatform.rounds.queries.standing import what_stops
from pbplatform.rounds.words.certificate import provisional_sentence
from pbplatform.rounds.words.next_act import next_act
from pbplatform.rounds.words.status import moment
from pbplatform.voting.jobs.act_clock import act_now
from pbplatform.web.app import no_store
from pbplatform.web.base_form import ConfirmForm, Form
from pbplatform.web.choices import choices_of
from pbplatform.web.clock import request_now
from pbplatform.web.fields import WordsField
from pbplatform.web.guards import require_actor, staff
from pbplatform.web.posting import Then, post, post_slowly
from pbplatform.web.refusals import message_for
from pbplatform.web.sentences import gettext as _

bp = Blueprint("certifying", __name__, url_prefix="/desk/rounds/<slug>/result")
BOTH = ("facilitator", "auditor")


class PressForm(Form):
    """A button: nothing to fill in."""


class RecountForm(Form):
    reason = WordsField(
        _l("Why was this count wrong?"),
        description=_l("Public. A second person must confirm it."),
        validators=[
            InputRequired(_l("Say why. The reason is public.")),
            Length(max=1000, message=_l("Use 1,000 letters or fewer")),
        ],
    )


class AnswerForm(ConfirmForm):
    verdict = RadioField(
        _l("Your answer"),
        choices=choices_of(VERDICTS.items()),
        validators=[InputRequired(_l("Choose what your answer is"))],
    )
    reason = WordsField(
        _l("Why?"),
        description=_l("Public, with your name. Who objected is told by mail."),
        validators=[
            InputRequired(_l("Say why. The reason is public.")),
            Length(max=1500, message=_l("Use 1,500 letters or fewer")),
        ],
    )
    fact_names = {
        "state": _l("Where it stands"),
        "words": _l("What is said to be wrong"),
        "answer": _l("The answer"),
    }

    def say(self, name: str, text: str) -> str:
        """A fact's value in words."""
        return str(STATES[text]) if name == "state" else text


def _here(slug: str, *roles: str) -> tuple[Round, ActorRef]:
    """The round and the first of these roles that the person holds there.

    Raises:
        NotAllowed, NotFound: not theirs, or there is none.
    """
    round_, actor = round_by_slug(db.session(), slug), require_actor()
    held = next((role for role in roles if actor.holds(role, round_.scope)), roles[0])
    return round_, actor.acting_over(held, round_.scope)


@bp.route("")
@staff(*BOTH)
def desk(slug: str) -> ResponseReturnValue:
    """What the result needs next, and who may press it."""
    round_, _actor = _here(slug, *BOTH)
    return _page(round_, RecountForm(), "")


def _page(round_: Round, form: RecountForm, said: str) -> ResponseReturnValue:
    session, now = db.session(), request_now()
    result = queries.result_of(session, round_.id)
    why_not = refuse_certificate(session, round_, now) if result else None
    page = render_template(
        "results/desk.html",
        round=round_,
        result=result,
        said=said,
        sentence=provisional_sentence(round_, now) if result else "",
        act=next_act(round_, now, what_stops(session, round_, now)),
        moment=moment,
        rows=[
            (each.objection, kind_words(each.objection.kind), str(STATES[each.objection.state]))
            for each in objections_of(session, round_.id)
        ],
        certificate=certificate_of(session, round_.id),
        why_not=message_for(why_not) if why_not else "",
        hand_check=bool(batches_in_box(session, round_.id)) if result else False,
        box=box_part(round_),
        press=PressForm(),
        form=form,
        may_ask=result is not None and refuse_to_owe_recount(round_, now) is None,
        recount=recount_of(session, round_.id, round_.result_number),
    )
    return no_store((page, 409 if said else form.status))


@bp.route("/certify", methods=["POST"])
@staff(*BOTH)
def certify(slug: str) -> ResponseReturnValue:
    """Count once more in memory, then ask a second person."""
    round_, actor = _here(slug, *BOTH)
    form, round_id = PressForm(), round_.id

    def work() -> None:
        session = db.session()
        if refusal := refuse_certificate(session, round_, request_now()):
            raise refusal
        refuse_other_count(session, round_)
        with transaction(form="sent") as writing:
            asked = to_certify(writing, writing.get_one(Round, round_id))
            accounts.ask(writing, CERTIFY, actor=actor, asked=asked, now=act_now(writing))

    told = Then(
        url_for("two_people.index"),
        _("You asked a second person to certify it. One of the two must be an auditor."),
    )
    if answer := post_slowly(form, work, lambda _made: told, refusals=DomainError):
        return answer
    said = message_for(form.refused) if form.refused else _("Press the button again.")
    return _page(round_by_slug(db.session(), slug), RecountForm(formdata=None), said)


@bp.route("/wrong", methods=["POST"])
@staff(*BOTH)
def wrong(slug: str) -> ResponseReturnValue:
    """Ask a second person to say with this one that the count was wrong."""
    round_, actor = _here(slug, *BOTH)
    form, round_id = RecountForm(), round_.id

    def ask(writing: Session) -> None:
        asked = to_count_again(writing.get_one(Round, round_id), form.reason.data or "")
        accounts.ask(writing, COUNT_AGAIN, actor=actor, asked=asked, now=request_now())

    told = Then(
        url_for("two_people.index"),
        _("You asked a second person. One of the two must be an auditor."),
    )
    return post(form, ask, told, refusals=DomainError) or _page(round_, form, "")


@bp.route("/again", methods=["GET", "POST"])
@staff("facilitator")
def again(slug: str) -> ResponseReturnValue:
    """Have the published ballots counted again; the first count stays readable."""
    round_, actor = _here(slug, "facilitator")
    form, round_id, there = ConfirmForm(), round_.id, url_for(".desk", slug=slug)
    waiting = open_objections(db.session(), round_id)
    if refusal := refuse_to_count_again(actor, round_, waiting, request_now()):
        flash(message_for(refusal), "warning")
        return redirect(there)

    owed = recount_of(db.session(), round_id, round_.result_number)
    facts: Facts = {"number": round_.result_number, "reason": owed.reason if owed else ""}
    seen = form.seen.data or ""

    def work() -> None:
        require_same(seen, facts)
        tallied = count_in_memory(db.session(), round_id=round_id)
        with transaction(form="sent") as writing:
            publish_again(
                writing, actor=actor, round_id=round_id, tallied=tallied, now=act_now(writing)
            )

    told = Then(there, _("The votes are counted again. Everybody can see the new result."))
    if answer := post_slowly(form, work, lambda _made: told, refusals=DomainError):
        return answer
    form.show(facts)
    page = render_template("results/count_again.html", form=form, round=round_, owed=owed)
    return no_store((page, form.status))


@bp.route("/objections/<int:number>", methods=["GET", "POST"])
@staff(*BOTH)
def answer(slug: str, number: int) -> ResponseReturnValue:
    """One objection with its words, and the form that answers it."""
    session = db.session()
    round_ = round_by_slug(session, slug)
    found = objection_by_number(session, round_.id, number)
    actor, form, round_id = _answering(round_, found.objection), AnswerForm(), round_.id

    def work(writing: Session) -> None:
        answer_objection(
            writing,
            actor=actor,
            round_id=round_id,
            number=number,
            verdict=form.verdict.data or "",
            reason=form.reason.data or "",
            seen=form.seen.data or "",
            now=request_now(),
        )

    told = Then(url_for(".desk", slug=slug), _("Your answer is public."))
    if done := post(form, work, told, refusals=DomainError):
        return done
    found = objection_by_number(db.session(), round_id, number)
    form.carry(facts_of_objection(found))
    refusal = refuse_to_answer_objection(actor, round_, found.objection, request_now())
    page = render_template(
        "results/objection_answer.html",
        form=form,
        press=PressForm(),
        round=round_,
        found=found,
        kind=kind_words(found.objection.kind),
        state=str(STATES[found.objection.state]),
        verdict_words=verdict_words,
        why_not=message_for(refusal) if refusal else "",
    )
    return no_store((page, form.status))


@bp.route("/objections/<int:number>/show", methods=["POST"])
@staff(*BOTH)
def show_words(slug: str, number: int) -> ResponseReturnValue:
    """Its words were read: everybody can read them from now on."""
    round_ = round_by_slug(db.session(), slug)
    found = objection_by_number(db.session(), round_.id, number)
    actor, form, round_id = _answering(round_, found.objection), PressForm(), round_.id

    def show(writing: Session) -> None:
        show_objection(writing, actor=actor, round_id=round_id, number=number, now=request_now())

    there = url_for(".answer", slug=slug, number=number)
    told = Then(there, _("Everybody can read its words now."))
    if done := post(form, show, told, refusals=DomainError):
        return done
    flash(message_for(form.refused) if form.refused else _("Press the button again."), "warning")
    return redirect(there)


def _answering(round_: Round, objection: Objection) -> ActorRef:
    """This person in the role that answers it, else in the one they hold."""
    roles = BOTH[::-1] if objection.is_for_auditor else BOTH
    _round, actor = _here(round_.slug, *roles)
    return actor
