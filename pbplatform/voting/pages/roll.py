"""The clerk's page of the roll: voters, letter files, and what two people do to a letter.

Source: docs/rules/voting.md section 1.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from flask import Blueprint, Response, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from pbplatform.accounts import services as accounts
from pbplatform.accounts.domain.acts import ActKind, Asked
from pbplatform.core.actor import ActorRef
from pbplatform.core.db import db
from pbplatform.core.errors import Conflict, DomainError
from pbplatform.core.transaction import transaction
from pbplatform.core.whole import whole_or_none
from pbplatform.places.queries.public_roles import two_working_days_before
from pbplatform.rounds import queries as rounds
from pbplatform.rounds.models import Round
from pbplatform.voting import queries
from pbplatform.voting.domain import letter_files
from pbplatform.voting.domain.numbers import written
from pbplatform.voting.pages.adding_figures import odd_number, rows_to_add
from pbplatform.voting.pages.forms import (
    FileForm,
    LettersForm,
    MoreForm,
    ReissueForm,
    RollForm,
    TakeOutForm,
)
from pbplatform.voting.pages.letter_parts import secrets_in_use, send_closed
from pbplatform.voting.pages.page_parts import acting_in_round, code_keys
from pbplatform.voting.policies import refuse_to_keep_roll
from pbplatform.voting.queries import pairing
from pbplatform.voting.queries.box import reconcile
from pbplatform.voting.queries.roll_history import size_of_last_round, struck_numbers
from pbplatform.voting.services.roll import (
    FileMade,
    FileWanted,
    give_key,
    import_roll,
    make_letters_again,
    new_letter_code,
    proof_hash,
    take_voters_back,
)
from pbplatform.voting.services.roll_acts import (
    ADD_BY_SPARES,
    BIND_SPARE,
    TAKE_OUT,
    to_add,
    to_bind,
    to_take_out,
)
from pbplatform.web.app import no_store
from pbplatform.web.clock import request_now
from pbplatform.web.guards import require_actor, staff
from pbplatform.web.posting import Then, post, post_slowly
from pbplatform.web.refusals import message_for
from pbplatform.web.sentences import gettext as _
from pbplatform.web.sentences import ngettext

bp = Blueprint("voting_roll", __name__, url_prefix="/desk/clerk/rounds/<slug>/roll")
KEEPERS = ("clerk", "facilitator")
ANY = ("clerk", "facilitator", "auditor")


def _round(slug: str) -> Round:
    return rounds.round_by_slug(db.session(), slug)


@bp.route("")
@staff(*ANY)
def roll(slug: str) -> ResponseReturnValue:
    return _page(_round(slug))


def _page(round_: Round, said: str = "", **sent: RollForm | LettersForm | ReissueForm) -> Response:
    """The roll with its forms, of which the one that was sent says what is wrong."""
    actor, session, now = require_actor(), db.session(), request_now()
    own = acting_in_round(actor, round_, *ANY)
    forms = {
        "add": sent.get("add") or RollForm(formdata=None, prefix="add"),
        "again": sent.get("again") or LettersForm(formdata=None, prefix="again"),
        "lost": sent.get("lost") or ReissueForm(formdata=None, prefix="lost"),
        "more": sent.get("more") or MoreForm(formdata=None, prefix="more"),
        "out": sent.get("out") or TakeOutForm(formdata=None, prefix="out"),
    }
    made, free = queries.spare_numbers(session, round_.id)
    page = render_template(
        "voting/roll.html",
        **forms,
        file_form=FileForm(formdata=None),
        round=round_,
        counts=reconcile(session, round_.id),
        spares=made,
        free=free,
        changes=queries.roll_changes(session, round_.id),
        files=queries.letter_files(session, round_.id),
        undoable={file.file_no for file in queries.additions_to_take_back(session, round_.id)},
        struck=written(struck_numbers(session, round_.id)),
        keeps=refuse_to_keep_roll(own, round_) is None,
        own_account=actor.account_id,
        said=said,
        now=now,
    )
    status = max([form.status for form in forms.values()] + [409 if said else 200])
    return no_store((page, status))


@bp.route("/check", methods=["POST"])
@staff(*KEEPERS)
def check(slug: str) -> ResponseReturnValue:
    """What adding would do: how many now, how many after, which numbers; nothing is written."""
    round_ = _round(slug)
    actor = acting_in_round(require_actor(), round_, *KEEPERS)
    form = RollForm(prefix="add")
    if form.validate_on_submit():
        if refusal := refuse_to_keep_roll(actor, round_):
            form.refuse(refusal)
        elif not form.size.data and not form.spares.data:
            form.refuse(Conflict("roll.empty", field="size"))
        else:
            form.seen.data = queries.roll_seen(db.session(), round_.id)
            return _check_page(round_, form)
    return _page(round_, add=form)


def _check_page(round_: Round, form: RollForm) -> Response:
    session = db.session()
    page = render_template(
        "voting/roll_check.html",
        form=form,
        round=round_,
        size=queries.roll_size(session, round_.id),
        before=size_of_last_round(session, round_),
        rows=rows_to_add(session, round_, form),
        many=odd_number(session, round_, form),
    )
    return no_store((page, form.status))


@bp.route("/add", methods=["POST"])
@staff(*KEEPERS)
def add(slug: str) -> ResponseReturnValue:
    """Add what the check page showed; the closed file is sent once and not kept."""
    round_ = _round(slug)
    actor = acting_in_round(require_actor(), round_, *KEEPERS)
    form = RollForm(prefix="add")
    if not form.validate_on_submit():
        return _page(round_, add=form)
    if odd_number(db.session(), round_, form) and not form.sure.data:
        form.refuse(Conflict("roll.say_that_many", field="sure"))
        return _check_page(round_, form)
    codes = [new_letter_code() for _n in range(form.size.data + form.spares.data)]
    size, seen, round_id = form.size.data, form.seen.data or "", round_.id

    def write(proofs: list[bytes], file: FileWanted) -> FileMade:
        with transaction() as writing:
            return import_roll(
                writing,
                actor=actor,
                round_id=round_id,
                proofs=proofs[:size],
                spares=proofs[size:],
                file=file,
                seen=seen,
                now=request_now(),
            )

    work = partial(_closed_file, slug, codes, write)
    return post_slowly(form, work, _as_it_is, refusals=DomainError) or _page(round_, add=form)


def _as_it_is(answer: Response) -> Response:
    """A file is the answer itself: nothing is said, nobody is led on."""
    return answer


def _closed_file(
    slug: str, codes: list[str], write: Callable[[list[bytes], FileWanted], FileMade]
) -> Response:
    """Write what the codes prove, then send them closed; the key is kept for another person."""
    proofs = [proof_hash(code_keys()[0], slug, code) for code in codes]
    key = letter_files.new_key()
    made = write(proofs, FileWanted(letter_files.keep_key(key, secrets_in_use()[0])))
    voters = list(zip(made.voters, codes, strict=False))
    spares = list(zip(made.spares, codes[len(voters) :], strict=True))
    closed = letter_files.close_file(key, voters=voters, spares=spares)
    return send_closed(slug, made.file_no, closed)


@bp.route("/letters", methods=["POST"])
@staff(*KEEPERS)
def letters(slug: str) -> ResponseReturnValue:
    """The file was lost: other codes for the same voters, until the freeze."""
    round_ = _round(slug)
    actor = acting_in_round(require_actor(), round_, *KEEPERS)
    again = LettersForm(prefix="again")
    if not again.validate_on_submit():
        return _page(round_, again=again)
    numbers, round_id = range(again.first.data, again.last.data + 1), round_.id

    def write(proofs: list[bytes], file: FileWanted) -> FileMade:
        with transaction() as writing:
            return make_letters_again(
                writing,
                actor=actor,
                round_id=round_id,
                first=numbers[0],
                proofs=proofs,
                file=file,
                now=request_now(),
            )

    def work() -> Response:
        if refusal := refuse_to_keep_roll(actor, round_):
            raise refusal
        if not numbers:
            raise Conflict("roll.letters_backwards", field="last")
        if numbers[-1] > queries.last_voter(db.session(), round_id):
            raise Conflict("roll.no_such_voter", field="last")  # before codes for millions
        return _closed_file(slug, [new_letter_code() for _n in numbers], write)

    return post_slowly(again, work, _as_it_is, refusals=DomainError) or _page(round_, again=again)


@bp.route("/take-back", methods=["POST"])
@staff(*KEEPERS)
def take_back(slug: str) -> ResponseReturnValue:
    """An addition was wrong: the first press says what goes, the second takes it back."""
    round_ = _round(slug)
    actor = acting_in_round(require_actor(), round_, *KEEPERS)
    form = FileForm()
    number = whole_or_none(form.file.data) or 0
    files = queries.additions_to_take_back(db.session(), round_.id)
    named = next((file for file in files if file.file_no == number), None)
    if named and form.sure.data != "yes":
        return no_store(render_template("voting/roll_take_back.html", round=round_, file=named))
    round_id = round_.id

    def take(writing: Session) -> int:
        return take_voters_back(
            writing, actor=actor, round_id=round_id, file_no=number, now=request_now()
        )

    def taken(voters: int) -> Then:
        told = ngettext(
            "%(num)s voter was taken off the roll. Destroy the letter.",
            "%(num)s voters were taken off the roll. Destroy their letters.",
            voters,
        )
        return Then(url_for(".roll", slug=slug), told)

    answer = post(form, take, taken, refusals=DomainError, any_shape=True)
    return answer or _refused_page(round_, form)


def _refused_page(round_: Round, form: FileForm) -> Response:
    """The roll, with the refusal of a form that has no field to say it at."""
    return _page(round_, message_for(form.refused) if form.refused else "")


@bp.route("/key", methods=["POST"])
@staff(*ANY)
def key(slug: str) -> ResponseReturnValue:
    """The key of a file, for another person than the one who took the file."""
    round_ = _round(slug)
    actor = acting_in_round(require_actor(), round_, "auditor", "clerk", "facilitator")
    form = FileForm()
    number, round_id = whole_or_none(form.file.data) or 0, round_.id

    def give(writing: Session) -> bytes:
        now = request_now()
        return give_key(
            writing,
            actor=actor,
            round_id=round_id,
            file_no=number,
            public_before=pairing.public_before(writing, round_, now),
            given_before=two_working_days_before(writing, now),
            now=now,
        )

    def given(kept: bytes) -> Response:
        opened = letter_files.kept_key(kept, secrets_in_use())
        response = no_store(Response(opened.hex() + "\n", mimetype="text/plain"))
        name = f"letters-{slug}-{number}.key"
        response.headers["Content-Disposition"] = f"attachment; filename={name}"
        return response

    answer = post(form, give, given, refusals=DomainError, any_shape=True)
    return answer or _refused_page(round_, form)


@bp.route("/lost", methods=["POST"])
@staff(*ANY)
def lost(slug: str) -> ResponseReturnValue:
    """A letter is lost: one person names voter and spare letter, another confirms."""
    round_, form = _round(slug), ReissueForm(prefix="lost")

    def wanted() -> Asked:
        return to_bind(
            db.session(), round_, voter_no=form.voter_no.data, spare_no=form.spare_no.data
        )

    return _ask(round_, BIND_SPARE, form, "lost", wanted)


@bp.route("/more", methods=["POST"])
@staff(*ANY)
def more(slug: str) -> ResponseReturnValue:
    """Voters after the freeze: one for each sealed spare letter, when another person confirms."""
    round_, form = _round(slug), MoreForm(prefix="more")

    def wanted() -> Asked:
        first, last = form.first_spare.data, form.last_spare.data
        return to_add(db.session(), round_, first=first, last=last)

    return _ask(round_, ADD_BY_SPARES, form, "more", wanted)


@bp.route("/take-out", methods=["POST"])
@staff(*ANY)
def take_out(slug: str) -> ResponseReturnValue:
    """A vote that is not the voter's: it leaves the box in public, when another person confirms."""
    round_, form = _round(slug), TakeOutForm(prefix="out")

    def wanted() -> Asked:
        return to_take_out(db.session(), round_, voter_no=form.voter_no.data)

    return _ask(round_, TAKE_OUT, form, "out", wanted)


def _ask(
    round_: Round,
    kind: ActKind,
    form: ReissueForm | MoreForm | TakeOutForm,
    name: str,
    wanted: Callable[[], Asked],
) -> ResponseReturnValue:
    actor: ActorRef = acting_in_round(require_actor(), round_, *ANY)

    def work() -> None:
        asked = wanted()
        with transaction() as writing:
            accounts.ask(writing, kind, actor=actor, asked=asked, now=request_now())

    told = Then("/desk/two-people", _("Nothing has changed yet. A second person confirms it here."))
    if answer := post_slowly(form, work, told, refusals=DomainError):
        return answer
    return _page(round_, **{name: form})
