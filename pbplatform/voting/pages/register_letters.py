"""Letters of voters from a register's file, with its numbers beside the codes if it is given again.

Source: docs/rules/voting.md section 11.
"""

from __future__ import annotations

from flask import Response
from flask.typing import ResponseReturnValue

from pbplatform.core.db import db
from pbplatform.core.errors import Conflict, DomainError
from pbplatform.core.table_files.reading import Table, read_table
from pbplatform.core.transaction import transaction
from pbplatform.core.whole import whole_or_none
from pbplatform.rounds.models import Round
from pbplatform.voting.domain import letter_files
from pbplatform.voting.domain.registers.hashing import hashes_of
from pbplatform.voting.domain.registers.sifting import (
    Layout,
    check_layout,
    column_named,
    sift,
)
from pbplatform.voting.jobs.register_look import register_key
from pbplatform.voting.pages.letter_parts import secrets_in_use, send_closed
from pbplatform.voting.pages.page_parts import code_keys, key_store
from pbplatform.voting.pages.register import (
    KEEPERS,
    LONGEST_REQUEST,
    bp,
    keeping,
    start_page,
    uploaded,
)
from pbplatform.voting.pages.register_forms import FirstLettersForm
from pbplatform.voting.policies import refuse_to_keep_roll
from pbplatform.voting.queries import register
from pbplatform.voting.services.roll import (
    FileWanted,
    make_first_letters,
    new_letter_code,
    proof_hash,
)
from pbplatform.web.clock import request_now
from pbplatform.web.guards import staff
from pbplatform.web.large_uploads import takes_in_memory
from pbplatform.web.posting import post_slowly

__all__ = ["bp", "letters"]


@bp.route("/letters", methods=["POST"])
@takes_in_memory(LONGEST_REQUEST)
@staff(*KEEPERS)
def letters(slug: str) -> ResponseReturnValue:
    """Codes for all voters who have no letter; the closed file is sent once and not kept."""
    round_, actor = keeping(slug)
    form, round_id = FirstLettersForm(prefix="letters"), round_.id

    def work() -> Response:
        if refusal := refuse_to_keep_roll(actor, round_):
            raise refusal
        voters = register.voters_without_letter(db.session(), round_id)
        beside = _numbers_beside(round_, form, voters) if form.file.data else {}
        codes = [new_letter_code() for _voter in voters]
        proofs = [proof_hash(code_keys()[0], slug, code) for code in codes]
        key = letter_files.new_key()
        closed = letter_files.close_file(
            key, voters=zip(voters, codes, strict=True), spares=(), register=beside
        )
        with transaction() as writing:
            file_no = make_first_letters(
                writing,
                actor=actor,
                round_id=round_id,
                voters=voters,
                proofs=proofs,
                file=FileWanted(letter_files.keep_key(key, secrets_in_use()[0])),
                now=request_now(),
            )
        return send_closed(slug, file_no, closed)

    answer = post_slowly(form, work, lambda made: made, refusals=DomainError)
    return answer or start_page(slug, letters=form)


def _numbers_beside(round_: Round, form: FirstLettersForm, voters: list[int]) -> dict[int, str]:
    """The register's number of each of these voters, from a file that is given again.

    Raises:
        Conflict: no such column, or the file does not hold all of them.
    """
    table = read_table(uploaded(form), sheet=form.sheet.data or "")
    layout = _layout_of(table, form.column.data or "")
    check_layout(table, layout)
    session = db.session()
    key = register_key(session, key_store(), round_)
    numbers = sift(table, layout).numbers
    on_roll = register.numbers_by_hash(session, round_.id, voters)
    beside = {
        on_roll[digest]: number
        for digest, number in zip(hashes_of(key, numbers), numbers, strict=True)
        if digest in on_roll
    }
    if lacking := len(on_roll) - len(beside):
        raise Conflict("register.not_all_in_file", field="file", count=lacking)
    return beside


def _layout_of(table: Table, typed: str) -> Layout:
    """The column by its name in the first row, or by its place, counted from 1."""
    named = column_named(table, typed)
    if named is not None:
        return Layout(number=named)
    place = whole_or_none(typed)
    if place is None:
        raise Conflict("register.no_such_column", field="column")
    return Layout(number=place - 1, header=False)
