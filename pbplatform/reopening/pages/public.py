"""Who could open a box, who opened it again, and its key. docs/rules/ceremony.md 9 and 10."""

from __future__ import annotations

from hashlib import sha256

from flask import render_template
from flask.typing import ResponseReturnValue
from mnemonic import Mnemonic

from pbplatform.core.db import db
from pbplatform.reopening.pages.blueprint import bp
from pbplatform.reopening.pages.parts import box_part
from pbplatform.reopening.queries import key_end_of, key_print, logged_list
from pbplatform.rounds.queries import public_round
from pbplatform.voting.domain.programs import REOPENER
from pbplatform.voting.queries.programs import named_programs
from pbplatform.web.guards import public
from pbplatform.web.handed_out import handed_out

COMMANDS = (
    "python -E -s reopen.py {slug}-export.zip --shares --words english.txt "
    "--list {slug}-bundle.zip",
    "pbplatform urn open-again {slug}",
)


@bp.route("/rounds/<slug>/openings")
@public
def show(slug: str) -> ResponseReturnValue:
    """For everybody, in every phase of a round."""
    session = db.session()
    round_ = public_round(session, slug)
    logged, printed = logged_list(session, round_), key_print(round_)
    part = box_part(round_)
    return render_template(
        "reopening/show.html",
        round=round_,
        part=part,
        end=key_end_of(session, round_.id),
        logged=logged.hex() if logged else "",
        key_print=printed.hex() if printed else "",
        program=sha256(REOPENER.read_bytes()).hexdigest(),
        named=named_programs(session, round_),
        command=COMMANDS[0 if part.state == "with-trustees" else 1].format(slug=round_.slug),
    )


@bp.route("/rounds/<slug>/english.txt")
@public
def words(slug: str) -> ResponseReturnValue:
    """The list of words that shares are written in, for the program: BIP 39, English."""
    public_round(db.session(), slug)
    listed = "\n".join(Mnemonic("english").wordlist) + "\n"
    return handed_out(listed.encode(), "english.txt")


@bp.route("/rounds/<slug>/reopen.py")
@public
def program(slug: str) -> ResponseReturnValue:
    """The program that opens a box again, as text, so that one can read it first."""
    public_round(db.session(), slug)
    return handed_out(REOPENER.read_bytes(), REOPENER.name)
