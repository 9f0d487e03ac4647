"""A clerk's pages of batches: receipt, what is next, sealing. Source: docs/rules/paper.md 3."""

from __future__ import annotations

from functools import partial
from typing import NamedTuple

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from sqlalchemy.orm import Session

from pbplatform.core.actor import ActorRef
from pbplatform.core.db import db
from pbplatform.core.errors import Conflict, DomainError
from pbplatform.core.transaction import transaction
from pbplatform.paper.kinds import BatchState
from pbplatform.paper.models.batches import PaperBatch
from pbplatform.paper.pages.batch_forms import ReceiveForm, RefuseForm, SheetsForm
from pbplatform.paper.queries.batches import batch_of, batches_of, entries_of, facts_of
from pbplatform.paper.queries.handing import asides_to_batch
from pbplatform.paper.queries.numbers import papers_of_round
from pbplatform.paper.services import batches as services
from pbplatform.paper.services import sealing
from pbplatform.paper.services.entering import own_entry
from pbplatform.paper.words.batch_slip import batch_slip_data
from pbplatform.paper.words.batches import next_words, state_words
from pbplatform.places.queries import working_days
from pbplatform.rounds.models import Round
from pbplatform.rounds.queries import definition, public_round
from pbplatform.voting import queries as voting
from pbplatform.voting.domain.sealing import SealingKey
from pbplatform.voting.jobs.act_clock import act_now
from pbplatform.voting.pages.page_parts import acting_in_round, key_store
from pbplatform.voting.words.invalid import why_invalid
from pbplatform.web.app import no_store
from pbplatform.web.base_form import ConfirmForm, Form
from pbplatform.web.clock import request_now
from pbplatform.web.guards import require_actor, staff
from pbplatform.web.languages import language_tag
from pbplatform.web.posting import Then, post, post_slowly
from pbplatform.web.printing import as_pdf, render
from pbplatform.web.refusals import message_for
from pbplatform.web.sentences import gettext as _

bp = Blueprint("paper_batches", __name__, url_prefix="/desk/clerk/rounds/<slug>/batches")


class At(NamedTuple):
    """Where somebody works: the round, the batch, and in which role."""

    round_: Round
    batch: PaperBatch
    actor: ActorRef


def at_batch(slug: str, number: int) -> At:
    """Raises NotFound and NotAllowed where there is none, or it is not theirs."""
    session = db.session()
    round_ = public_round(session, slug)
    actor = acting_in_round(require_actor(), round_, "clerk", "auditor")
    return At(round_, batch_of(session, round_.id, number), actor)


def key_of(at: At) -> bytes:
    """The key of a batch; made as long as nothing was entered under one.

    Raises:
        Conflict: it is not on this machine.
    """
    keys = key_store()
    kept = keys.batch_key(at.round_.slug, at.batch.n)
    if kept is not None:
        return kept
    if at.batch.state != BatchState.RECEIVED or entries_of(db.session(), at.batch):
        raise Conflict("paper.key_not_here")
    return keys.make_batch_key(at.round_.slug, at.batch.n)


@bp.route("", methods=["GET", "POST"])
@staff("clerk", "auditor")
def index(slug: str) -> ResponseReturnValue:
    """All batches of a round, and a form that logs one more."""
    session = db.session()
    round_ = public_round(session, slug)
    actor = acting_in_round(require_actor(), round_, "clerk", "auditor")
    form, round_id, now = ReceiveForm(), round_.id, request_now()
    today = working_days(session).day_of(now)

    def receive(writing: Session) -> int:
        return services.receive_batch(
            writing,
            actor=actor,
            round_id=round_id,
            place=form.place.data or "",
            seal=form.seal.data or "",
            sheets=form.sheets.data or 0,
            with_asides=form.with_asides.data,
            beyond=form.beyond.data,
            today=today,
            now=act_now(writing),
        )

    def then(number: int) -> Then:
        said = _("The batch is logged. Write its number on the slip: %(n)s.", n=number)
        return Then(url_for(".batch", slug=slug, number=number), said)

    if answer := post(form, receive, then, refusals=DomainError, form_is="makes"):
        return answer
    refusal = services.refuse_return(session, actor, round_, now)
    page = render_template(
        "paper/batches.html",
        form=form,
        round=round_,
        batches=[
            (batch, state_words(batch), next_words(batch))
            for batch in batches_of(session, round_.id)
        ],
        numbers=papers_of_round(session, round_.id),
        asides=len(asides_to_batch(session, round_.id)),
        why_not=message_for(refusal) if refusal else "",
    )
    return no_store((page, form.status))


@bp.get("/<int:number>")
@staff("clerk", "auditor")
def batch(slug: str, number: int) -> ResponseReturnValue:
    """One batch: how far it is, and what this person can do with it."""
    at = at_batch(slug, number)
    return _batch_page(at, SheetsForm(formdata=None, data={"sheets": at.batch.sheets}))


def _batch_page(at: At, form: Form) -> ResponseReturnValue:
    entries = entries_of(db.session(), at.batch)
    own = own_entry(entries, at.actor.account_id)
    page = render_template(
        "paper/batch.html",
        form=form,
        round=at.round_,
        batch=at.batch,
        state=state_words(at.batch),
        next=next_words(at.batch),
        own=own,
        begun=bool(entries),
        half_entered=any(
            not each.whole and each.account_id != at.actor.account_id for each in entries.values()
        ),
        may_enter=at.actor.role == "clerk" and (own is not None or len(entries) < 2),
        me=at.actor.account_id,
        key_here=key_store().batch_key(at.round_.slug, at.batch.n) is not None,
    )
    return no_store((page, form.status))


@bp.route("/<int:number>/sheets", methods=["POST"])
@staff("clerk")
def count_again(slug: str, number: int) -> ResponseReturnValue:
    """The sheets were counted again, before anybody entered them."""
    at, form = at_batch(slug, number), SheetsForm()
    round_id = at.round_.id

    def correct(writing: Session) -> None:
        services.correct_batch(
            writing,
            actor=at.actor,
            round_id=round_id,
            n=number,
            sheets=form.sheets.data or 0,
            beyond=form.beyond.data,
            now=act_now(writing),
        )

    then = Then(
        url_for(".batch", slug=slug, number=number), _("The number of sheets is put right.")
    )
    answer = post(form, correct, then, refusals=DomainError)
    return answer or _batch_page(at_batch(slug, number), form)


@bp.route("/<int:number>/refuse", methods=["GET", "POST"])
@staff("clerk", "auditor")
def refuse(slug: str, number: int) -> ResponseReturnValue:
    """A batch does not count: one person asks with a reason, another one confirms it."""
    at = at_batch(slug, number)
    asked = at.batch.reason
    form, round_id = (ConfirmForm() if asked else RefuseForm()), at.round_.id

    def act(writing: Session) -> bool:
        return services.refuse_batch(
            writing,
            actor=at.actor,
            round_id=round_id,
            n=number,
            reason=form.reason.data or "" if isinstance(form, RefuseForm) else "",
            seen=form.seen.data,
            now=act_now(writing),
        )

    def then(done: bool) -> Then:
        said = _("The batch is refused.") if done else _("Now another person confirms it.")
        return Then(url_for(".batch", slug=slug, number=number), said)

    if answer := post(form, act, then, refusals=DomainError):
        return answer
    form.carry(facts_of(at.batch))
    page = render_template(
        "paper/refuse.html", form=form, round=at.round_, batch=at.batch, asked=asked
    )
    return no_store((page, form.status))


@bp.route("/<int:number>/seal", methods=["GET", "POST"])
@staff("clerk", "auditor")
def seal(slug: str, number: int) -> ResponseReturnValue:
    """What will be sealed, in numbers; one person asks, another one seals."""
    at, form = at_batch(slug, number), ConfirmForm()
    session, key = db.session(), key_of(at)
    lines = sealing.settled_lines(session, at.round_, at.batch, key)
    second = at.batch.ready_by_id is not None and not at.batch.reason
    sealing_key = voting.sealing_key(session, at.round_)
    work = partial(_seal, at.actor, slug, number, lines, key, sealing_key, form.seen.data)

    def ask(writing: Session) -> None:
        round_ = public_round(writing, slug)
        sealing.ask_to_seal(writing, actor=at.actor, round_=round_, n=number, seen=form.seen.data)

    asked = Then(url_for(".batch", slug=slug, number=number), _("Now another person seals it."))
    sealed = Then(
        url_for(".slip", slug=slug, number=number), _("It is sealed. Print its slip now.")
    )
    if answer := (
        post_slowly(form, work, sealed, refusals=DomainError)
        if second
        else post(form, ask, asked, refusals=DomainError)
    ):
        return answer
    form.carry(facts_of(at.batch))
    frozen = definition(session, at.round_.id)
    found = sealing.outcomes(lines, sealing_key, frozen.told.terms) if frozen else []
    page = render_template(
        "paper/seal.html",
        form=form,
        round=at.round_,
        batch=at.batch,
        second=second,
        own=second and at.batch.ready_by_id == at.actor.account_id,
        outcomes=_outcomes(found),
        numbers=papers_of_round(session, at.round_.id),
    )
    return no_store((page, form.status))


def _seal(
    actor: ActorRef,
    slug: str,
    number: int,
    lines: list[str],
    key: bytes,
    sealing_key: SealingKey,
    seen: str | None,
) -> None:
    """The votes are closed in memory first: nothing slow stands inside the transaction."""
    sealed = sealing.seal_sheets(lines, sealing=sealing_key, key=key, slug=slug, n=number)
    with transaction() as writing:
        sealing.seal_batch(
            writing,
            actor=actor,
            round_id=public_round(writing, slug).id,
            n=number,
            lines=lines,
            sealed=sealed,
            key=key,
            seen=seen,
            now=act_now(writing),
        )


def _outcomes(found: list[tuple[str, int]]) -> list[tuple[str, int]]:
    """How many sheets count and do not, in words."""
    return [
        (_("Invalid: %(why)s", why=why_invalid(reason)) if reason else _("Will count"), count)
        for reason, count in found
    ]


@bp.route("/<int:number>/ask-no-more", methods=["POST"])
@staff("clerk", "auditor")
def ask_no_more(slug: str, number: int) -> ResponseReturnValue:
    """Nobody asks any more to seal or refuse it."""
    at, form = at_batch(slug, number), Form()
    round_id = at.round_.id

    def act(writing: Session) -> None:
        services.take_back_asking(writing, actor=at.actor, round_id=round_id, n=number)

    then = Then(url_for(".batch", slug=slug, number=number), _("Nobody asks for it any more."))
    return post(form, act, then, refusals=()) or then.answer()


@bp.get("/<int:number>/slip")
@staff("clerk", "auditor")
def slip(slug: str, number: int) -> ResponseReturnValue:
    """The slip of a sealed batch, to print: trackers, made anew each time, until the key goes."""
    at = at_batch(slug, number)
    if at.batch.state != BatchState.SEALED:
        raise Conflict("paper.not_sealed")
    key = key_store().batch_key(slug, number)
    trackers = sealing.trackers_of_slip(key, slug, at.batch) if key else []
    page = render_template("paper/slip.html", round=at.round_, batch=at.batch, trackers=trackers)
    return no_store((page, 200))


@bp.get("/<int:number>/slip.pdf")
@staff("clerk", "auditor")
def slip_pdf(slug: str, number: int) -> ResponseReturnValue:
    """The same on paper: when the batch is logged, and with the codes once it is sealed."""
    at = at_batch(slug, number)
    key = key_store().batch_key(slug, number) if at.batch.state == BatchState.SEALED else None
    trackers = sealing.trackers_of_slip(key, slug, at.batch) if key else []
    language = language_tag(str(get_locale() or "en"))
    made = render(
        "batch-slip",
        batch_slip_data(
            round_name=at.round_.name,
            batch=number,
            sheets=at.batch.sheets,
            seal=at.batch.seal,
            place=at.batch.place,
            trackers=[tracker for _sheet, tracker in trackers],
        ),
        language=language,
        title=_("Batch %(n)s", n=number),
        at=request_now(),
    )
    return as_pdf(made, f"{slug}-batch-{number}")
