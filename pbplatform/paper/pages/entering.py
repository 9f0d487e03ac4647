"""Pages on which a batch is entered, and looked at a third time. Source: docs/rules/paper.md 3."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from pbplatform.core.db import db
from pbplatform.core.errors import Conflict, DomainError
from pbplatform.paper.domain.reading import shifted_from, to_look_at, typed_again
from pbplatform.paper.kinds import BatchState
from pbplatform.paper.pages.batch_forms import LinesForm, lines_form
from pbplatform.paper.pages.batches import At, at_batch, key_of
from pbplatform.paper.queries.batches import (
    entries_of,
    facts_of_half,
    half_entered,
    lines_of,
)
from pbplatform.paper.services import entering as services
from pbplatform.paper.words.batches import echo_of
from pbplatform.rounds.domain.definition import Definition
from pbplatform.rounds.queries import definition, public_round
from pbplatform.voting.jobs.act_clock import act_now
from pbplatform.web.app import no_store
from pbplatform.web.base_form import ConfirmForm, Form
from pbplatform.web.guards import staff
from pbplatform.web.posting import Then, post
from pbplatform.web.sentences import gettext as _

bp = Blueprint(
    "paper_entering", __name__, url_prefix="/desk/clerk/rounds/<slug>/batches/<int:number>"
)


def _told(at: At) -> Definition:
    frozen = definition(db.session(), at.round_.id)
    if frozen is None:
        raise Conflict("vote.not_open_yet")
    return frozen.told


@bp.route("/enter", methods=["GET", "POST"])
@staff("clerk")
def enter(slug: str, number: int) -> ResponseReturnValue:
    """All sheets of a batch, typed by one clerk; another one's entry is never shown."""
    at = at_batch(slug, number)
    entries = entries_of(db.session(), at.batch)
    own = services.own_entry(entries, at.actor.account_id)
    if at.batch.state != BatchState.RECEIVED or (own is not None and own.whole):
        return redirect(url_for("paper_batches.batch", slug=slug, number=number))
    key, told = key_of(at), _told(at)
    nothing: list[str | None] = [None] * at.batch.sheets
    kept = lines_of(at.round_, own, key) if own else nothing
    form = lines_form(
        range(1, at.batch.sheets + 1), dict(enumerate(kept, 1)), own.revision if own else 0
    )
    lines = form.read(told.ballot, told.terms) if form.is_submitted() else {}
    seen, done = form.revision, _pressed("done")

    def save(writing: Session) -> None:
        services.save_entry(
            writing,
            actor=at.actor,
            round_=public_round(writing, slug),
            n=number,
            lines=[lines[sheet] for sheet in form.asked],
            seen=seen,
            done=done,
            key=key,
            now=act_now(writing),
        )

    to = "paper_batches.batch" if done else ".enter"
    said = _("Your entry is whole.") if done else _("Saved. Go on.")
    if not any(form.line_field(sheet).errors for sheet in form.asked) and (
        answer := post(
            form, save, Then(url_for(to, slug=slug, number=number), said), refusals=DomainError
        )
    ):
        return answer
    return _lines_page("paper/enter.html", at, form, told, kept)


def _pressed(action: str) -> bool:
    return request.form.get("action") == action


def _lines_page(
    template: str, at: At, form: LinesForm, told: Definition, kept: list[str | None], **more: object
) -> ResponseReturnValue:
    echoes = {sheet: echo_of(told, line) for sheet, line in enumerate(kept, 1) if line is not None}
    status = form.status
    page = render_template(
        template,
        form=form,
        round=at.round_,
        batch=at.batch,
        pairs=told.ballot.typed_in_pairs,
        ordered=told.ballot.ordered,
        most=told.max_choices,
        echoes=echoes,
        entered=len(echoes),
        **more,
    )
    return no_store((page, status))


@bp.route("/drop", methods=["GET", "POST"])
@staff("clerk")
def drop(slug: str, number: int) -> ResponseReturnValue:
    """A clerk who does not come back: what they began is forgotten, for another one to begin."""
    at, form = at_batch(slug, number), ConfirmForm()

    def act(writing: Session) -> int:
        return services.drop_half_entered(
            writing,
            actor=at.actor,
            round_=public_round(writing, slug),
            n=number,
            seen=form.seen.data,
            now=act_now(writing),
        )

    then = Then(
        url_for("paper_batches.batch", slug=slug, number=number),
        _("Forgotten. Another clerk can begin."),
    )
    if answer := post(form, act, then, refusals=DomainError):
        return answer
    form.carry(facts_of_half(half_entered(db.session(), at.batch, at.actor.account_id)))
    page = render_template("paper/drop.html", form=form, round=at.round_, batch=at.batch)
    return no_store((page, form.status))


@bp.route("/look", methods=["GET", "POST"])
@staff("clerk", "auditor")
def look(slug: str, number: int) -> ResponseReturnValue:
    """The sheets that two clerks read differently, with both readings: look at the paper."""
    at = at_batch(slug, number)
    if at.batch.state != BatchState.DIFFERS or at.batch.settled_by_id is not None:
        return redirect(url_for("paper_batches.batch", slug=slug, number=number))
    key, told = key_of(at), _told(at)
    entries = entries_of(db.session(), at.batch)
    one, other = (lines_of(at.round_, entries[hand], key) for hand in (1, 2))
    again = to_look_at(one, other)
    form = lines_form(again, {}, 0)
    lines = form.read(told.ballot, told.terms) if form.is_submitted() else {}
    for sheet in again if form.is_submitted() else ():
        if sheet in lines and lines[sheet] is None:
            field = form.line_field(sheet)
            field.errors = [*field.errors, _("Look at the paper, and type what stands on it")]

    def settle(writing: Session) -> None:
        services.settle(
            writing,
            actor=at.actor,
            round_=public_round(writing, slug),
            n=number,
            found={sheet: line for sheet, line in lines.items() if line is not None},
            key=key,
        )

    then = Then(
        url_for("paper_batches.batch", slug=slug, number=number),
        _("Written down. Another person looks at the papers and confirms it."),
    )
    wrong = any(form.line_field(sheet).errors for sheet in again)
    if not wrong and (answer := post(form, settle, then, refusals=DomainError)):
        return answer
    readings = {
        sheet: (typed_again(one[sheet - 1]), typed_again(other[sheet - 1])) for sheet in again
    }
    return _lines_page(
        "paper/look.html", at, form, told, [], readings=readings, hint=_shift(one, other)
    )


def _shift(one: list[str | None], other: list[str | None]) -> str:
    """Where one entry seems to have skipped a sheet or typed one twice, in words."""
    found = shifted_from(one, other)
    if found is None:
        return ""
    sheet, which = found
    return str(
        _(
            "From sheet %(sheet)s on, entry %(which)s seems to be a sheet off: one was skipped or "
            "typed twice.",
            sheet=sheet,
            which=which,
        )
    )


@bp.route("/confirm", methods=["GET", "POST"])
@staff("clerk", "auditor")
def confirm(slug: str, number: int) -> ResponseReturnValue:
    """A second person sees what the third look found, and looks at the papers too."""
    at, form = at_batch(slug, number), Form()
    if at.batch.state != BatchState.DIFFERS or at.batch.settled_by_id is None:
        return redirect(url_for("paper_batches.batch", slug=slug, number=number))
    key = key_of(at)
    entries = entries_of(db.session(), at.batch)
    one, other, found = (lines_of(at.round_, entries[hand], key) for hand in (1, 2, 3))
    stands = _pressed("stands")

    def act(writing: Session) -> None:
        round_ = public_round(writing, slug)
        if at.batch.settled_by_id == at.actor.account_id and not stands:
            services.take_look_back(writing, actor=at.actor, round_=round_, n=number)
            return
        services.confirm_look(
            writing, actor=at.actor, round_=round_, n=number, stands=stands, now=act_now(writing)
        )

    said = _("Both entries agree now.") if stands else _("Look at the papers once more.")
    to = url_for("paper_batches.batch", slug=slug, number=number)
    if answer := post(form, act, Then(to, said), refusals=DomainError):
        return answer
    rows = [
        (sheet, *(typed_again(lines[sheet - 1]) for lines in (one, other, found)))
        for sheet in to_look_at(one, other)
    ]
    page = render_template(
        "paper/confirm.html",
        form=form,
        round=at.round_,
        batch=at.batch,
        rows=rows,
        own=at.batch.settled_by_id == at.actor.account_id,
    )
    return no_store((page, form.status))
