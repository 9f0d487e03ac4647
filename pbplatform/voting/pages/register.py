"""Voters from a register's file: choose it, say what its columns are, check, then import.

Source: docs/rules/voting.md section 11.
"""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, flash, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from pbplatform.core.actor import ActorRef
from pbplatform.core.db import db
from pbplatform.core.errors import Conflict, DomainError
from pbplatform.core.table_files.reading import LARGEST_BYTES, Table, read_table
from pbplatform.core.transaction import transaction
from pbplatform.rounds import queries as rounds
from pbplatform.rounds.models import Round
from pbplatform.voting.domain.registers.sifting import (
    MOST_AREAS,
    column_named,
    faults_as_csv,
    has_names,
    words_in,
)
from pbplatform.voting.jobs.register_look import Looked, look
from pbplatform.voting.pages.page_parts import acting_in_round, key_store
from pbplatform.voting.pages.register_forms import (
    ColumnsForm,
    FileOfRegisterForm,
    FirstLettersForm,
    StopImportForm,
    column_names,
)
from pbplatform.voting.pages.register_parts import closed_rows
from pbplatform.voting.pages.register_sums import masked_rows, rows_to_check
from pbplatform.voting.policies import refuse_to_keep_roll
from pbplatform.voting.queries import register
from pbplatform.voting.services.roll import begin_import, stop_import
from pbplatform.voting.words.register import doubts_in_words, fault_words
from pbplatform.web.app import no_store
from pbplatform.web.guards import require_actor, staff
from pbplatform.web.large_uploads import takes_in_memory
from pbplatform.web.posting import Then, post, post_slowly
from pbplatform.web.sentences import gettext as _
from pbplatform.web.sentences import ngettext

bp = Blueprint("voting_register", __name__, url_prefix="/desk/clerk/rounds/<slug>/roll/register")
KEEPERS = ("clerk", "facilitator")
LONGEST_REQUEST = LARGEST_BYTES + 1024 * 1024
_RELOAD_SECONDS = "3"


def keeping(slug: str) -> tuple[Round, ActorRef]:
    """The round, and who keeps its roll."""
    round_ = rounds.round_by_slug(db.session(), slug)
    return round_, acting_in_round(require_actor(), round_, *KEEPERS)


@bp.route("")
@staff(*KEEPERS)
def start(slug: str) -> ResponseReturnValue:
    """Choose a file; or how far an import is, which the page asks again every few seconds."""
    return start_page(slug)


def start_page(
    slug: str, form: FileOfRegisterForm | None = None, letters: FirstLettersForm | None = None
) -> Response:
    """The page, with the form that was sent."""
    round_, actor = keeping(slug)
    session = db.session()
    form = form or FileOfRegisterForm(formdata=None)
    known = register.remembered_columns(session, round_.id)[0]
    letters = letters or FirstLettersForm(formdata=None, prefix="letters", data={"column": known})
    running = register.running_import(session, round_.id)
    page = render_template(
        "voting/register.html",
        form=form,
        letters=letters,
        stop=StopImportForm(formdata=None),
        round=round_,
        running=running,
        newest=register.newest_import(session, round_.id),
        missing_now=register.still_missing(session, round_.id),
        without_letter=0 if running else register.count_without_letter(session, round_.id),
        refused=refuse_to_keep_roll(actor, round_),
    )
    response = no_store((page, max(form.status, letters.status)))
    if running:
        response.headers["Refresh"] = _RELOAD_SECONDS
    return response


@bp.route("/columns", methods=["POST"])
@takes_in_memory(LONGEST_REQUEST)
@staff(*KEEPERS)
def columns(slug: str) -> ResponseReturnValue:
    """Read the file and put its rows away closed; the page asks what its columns say."""
    round_, actor = keeping(slug)
    form = FileOfRegisterForm()

    def work() -> Response:
        if refusal := refuse_to_keep_roll(actor, round_):
            raise refusal
        table = read_table(uploaded(form), sheet=form.sheet.data or "")
        ticket = closed_rows(round_, actor.account_id or 0).close(table.as_bytes())
        return _columns_page(round_, table, _first_choice(round_, table, ticket))

    answer = post_slowly(form, work, _as_it_is, refusals=DomainError)
    return answer or start_page(slug, form)


def uploaded(form: FileOfRegisterForm | FirstLettersForm) -> bytes:
    """The bytes of the file that was chosen.

    Raises:
        Conflict: none was.
    """
    if not form.file.data:
        raise Conflict("register.file_missing", field="file")
    data: bytes = form.file.data.read()
    return data


def _as_it_is(answer: Response) -> Response:
    return answer


def _first_choice(round_: Round, table: Table, ticket: str) -> ColumnsForm:
    """The columns that were chosen for the last file, where this one has them."""
    known = register.remembered_columns(db.session(), round_.id)
    places = [column_named(table, name) for name in known]
    number, state, area = ("" if place is None else str(place) for place in places)
    given = {"ticket": ticket, "number": number or "0", "state": state, "area": area}
    return ColumnsForm(formdata=None, data={**given, "header": has_names(table)})


def _columns_page(round_: Round, table: Table, form: ColumnsForm) -> Response:
    form.offer(table)
    names = column_names(table, header=has_names(table))
    page = render_template(
        "voting/register_columns.html",
        form=form,
        round=round_,
        table=table,
        names=names,
        samples=masked_rows(table, len(names)),
    )
    return no_store((page, form.status))


def _opened(slug: str, then: Callable[[Round, ActorRef, Table, ColumnsForm], Response]) -> Response:
    """The closed rows of the page, opened for one answer; when they are gone, choose again."""
    round_, actor = keeping(slug)
    if refusal := refuse_to_keep_roll(actor, round_):
        raise refusal
    form = ColumnsForm()
    try:
        held = closed_rows(round_, actor.account_id or 0).open(form.ticket.data or "")
    except Conflict as gone:
        again = FileOfRegisterForm(formdata=None)
        again.refuse(gone)
        return start_page(slug, again)
    table = Table.of_bytes(held)
    form.offer(table)
    return then(round_, actor, table, form)


@bp.route("/check", methods=["POST"])
@staff(*KEEPERS)
def check(slug: str) -> ResponseReturnValue:
    """What an import would do; nothing is written."""

    def answer(round_: Round, _actor: ActorRef, table: Table, form: ColumnsForm) -> Response:
        return _checked(round_, table, form, asks=True) or _columns_page(round_, table, form)

    return _opened(slug, answer)


def _checked(round_: Round, table: Table, form: ColumnsForm, *, asks: bool) -> Response | None:
    """The page that checks, or the one that asks for words; None when the form must be mended."""

    def work() -> Response:
        layout = form.layout
        looked = _looked(round_, table, form)
        if layout.state is not None and not layout.gone:
            return _words_page(round_, table, form, asked=not asks)
        return _check_page(round_, form, looked)

    return post_slowly(form, work, _as_it_is, refusals=Conflict)


def _looked(round_: Round, table: Table, form: ColumnsForm) -> Looked:
    return look(db.session(), key_store(), round_, table, form.layout, form.expected.data)


def _words_page(round_: Round, table: Table, form: ColumnsForm, *, asked: bool) -> Response:
    """Which words of the column say that somebody is no voter."""
    found = words_in(table, form.layout.state or 0, header=form.layout.header)
    form.offer_words((word, f"{word} ({count})") for word, count in found.most_common())
    if asked:
        form.refuse(Conflict("register.words_missing", field="gone"))
    page = render_template("voting/register_words.html", form=form, round=round_)
    return no_store((page, form.status))


def _check_page(round_: Round, form: ColumnsForm, looked: Looked) -> Response:
    form.seen.data = looked.seen
    page = render_template(
        "voting/register_check.html",
        form=form,
        round=round_,
        looked=looked,
        rows=rows_to_check(looked),
        doubts=doubts_in_words(looked.numbers),
        areas=looked.areas.most_common(MOST_AREAS),
        more_areas=max(0, len(looked.areas) - MOST_AREAS),
    )
    return no_store((page, form.status))


@bp.route("/words", methods=["POST"])
@staff(*KEEPERS)
def words(slug: str) -> ResponseReturnValue:
    """The words were ticked: on to the page that checks."""

    def answer(round_: Round, _actor: ActorRef, table: Table, form: ColumnsForm) -> Response:
        return _checked(round_, table, form, asks=False) or _columns_page(round_, table, form)

    return _opened(slug, answer)


@bp.route("/mistakes", methods=["POST"])
@staff(*KEEPERS)
def mistakes(slug: str) -> ResponseReturnValue:
    """The rows that would be left out: row, register's number, reason; nothing else of a person."""

    def answer(round_: Round, _actor: ActorRef, table: Table, form: ColumnsForm) -> Response:
        looked = _looked(round_, table, form)
        head = [_("Row"), _("Number in the register"), _("What is wrong")]
        found = faults_as_csv(looked.sifted.faults, head, fault_words())
        # With the mark by which spreadsheets know UTF-8.
        response = no_store(make_response("\ufeff" + found))
        response.mimetype = "text/csv"
        name = f"mistakes-{round_.slug}.csv"
        response.headers["Content-Disposition"] = f"attachment; filename={name}"
        return response

    return _opened(slug, answer)


@bp.route("/begin", methods=["POST"])
@staff(*KEEPERS)
def begin(slug: str) -> ResponseReturnValue:
    """Have the voters added that the page showed; the closed rows go."""

    def answer(round_: Round, actor: ActorRef, table: Table, form: ColumnsForm) -> Response:
        account_id, round_id = actor.account_id or 0, round_.id

        def work() -> None:
            looked = _confirmed(form, _looked(round_, table, form))
            with transaction() as writing:
                begin_import(
                    writing,
                    actor=actor,
                    account_id=account_id,
                    role=actor.role,
                    round_id=round_id,
                    wanted=looked.wanted,
                )

        told = _("The import has begun. This page says how far it is.")
        if done := post_slowly(form, work, Then(url_for(".start", slug=slug), told)):
            closed_rows(round_, account_id).forget(form.ticket.data or "")
            return done
        db.session().expire_all()
        try:
            return _check_page(round_, form, _looked(round_, table, form))
        except Conflict as refusal:
            form.refuse(refusal)
            return _columns_page(round_, table, form)

    return _opened(slug, answer)


def _confirmed(form: ColumnsForm, looked: Looked) -> Looked:
    """What the page showed, if it still is so and every tick that it asks for was given.

    Raises:
        Conflict: it is not what the page showed, or a tick is missing.
    """
    if form.seen.data != looked.seen:
        raise Conflict("register.other_numbers")
    if looked.sifted.faults and not form.rows_ok.data:
        raise Conflict("register.confirm_rows", field="rows_ok")
    if looked.numbers.doubts and not form.sure.data:
        raise Conflict("register.confirm_numbers", field="sure")
    return looked


@bp.route("/forget", methods=["POST"])
@staff(*KEEPERS)
def forget(slug: str) -> ResponseReturnValue:
    """The rows that lie closed go at once."""
    round_, actor = keeping(slug)
    form = ColumnsForm()
    closed_rows(round_, actor.account_id or 0).forget(form.ticket.data or "")
    flash(_("We forgot the file. Nothing was added."))
    return redirect(url_for(".start", slug=slug))


@bp.route("/stop", methods=["POST"])
@staff(*KEEPERS)
def stop(slug: str) -> ResponseReturnValue:
    """Stop the import; what it added so far goes again."""
    round_, actor = keeping(slug)
    form, round_id = StopImportForm(), round_.id

    def work(writing: Session) -> int:
        return stop_import(writing, actor=actor, round_id=round_id)

    def told(gone: int) -> Then:
        said = ngettext(
            "The import was stopped. %(num)s voter was taken off the roll again.",
            "The import was stopped. %(num)s voters were taken off the roll again.",
            gone,
        )
        return Then(url_for(".start", slug=slug), said)

    if answer := post(form, work, told, refusals=DomainError):
        return answer
    again = FileOfRegisterForm(formdata=None)
    if form.refused:
        again.refuse(form.refused)
    return start_page(slug, again)
