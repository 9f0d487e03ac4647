"""“Did anybody vote in my name?”: the roll's answer to whoever holds a letter's code.

Source: docs/rules/voting.md section 14.
"""

from __future__ import annotations

from pathlib import Path

from flask import Blueprint, Response, current_app, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from wtforms.validators import InputRequired, Length

from pbplatform import verifier
from pbplatform.core.db import db
from pbplatform.core.errors import Conflict, TooMany
from pbplatform.core.secrets import normalise_code
from pbplatform.rounds import queries as rounds
from pbplatform.rounds.models import Round
from pbplatform.rounds.words.status import state_sentence
from pbplatform.voting.domain.looks import Look
from pbplatform.voting.domain.one_length import in_blocks
from pbplatform.voting.domain.roll_tree import PlaceProof
from pbplatform.voting.models.checking import AT_CLOSE, AT_FREEZE
from pbplatform.voting.pages.limits import wrong_code_too_often
from pbplatform.voting.pages.looks import count_found
from pbplatform.voting.pages.page_parts import code_keys
from pbplatform.voting.policies import refuse_to_ask_my_name, refuse_to_cast, refuse_to_object
from pbplatform.voting.queries.box import is_apart
from pbplatform.voting.queries.my_name import (
    MyName,
    MyProofs,
    Vote,
    my_name,
    my_name_of_number,
    my_proofs,
)
from pbplatform.voting.queries.roll_root import roots_of
from pbplatform.voting.services.roll import proof_hash, unknown_code, voter_of_account
from pbplatform.voting.words.why import why_words
from pbplatform.web.app import no_store
from pbplatform.web.base_form import Form
from pbplatform.web.clock import request_now
from pbplatform.web.fields import LineField
from pbplatform.web.guards import current_actor, public, public_not_shared
from pbplatform.web.handed_out import handed_out
from pbplatform.web.refusals import message_for

bp = Blueprint("my_name", __name__)
PROGRAM = "check-roll.py"
SCRIPT = Path(verifier.__file__).with_name("check_roll.py")
_STAGES = {"file-freeze": AT_FREEZE, "file-close": AT_CLOSE}


class MyNameForm(Form):
    """Who asks: the code of a letter, or nothing where somebody is signed in and linked."""

    code = LineField(
        _l("The code from your letter"),
        description=_l("14 letters and numbers. Small letters, spaces and dashes are fine."),
        validators=[
            InputRequired(_l("Enter the code from your letter")),
            Length(max=60, message=_l("This is too long for a code. Check the letters.")),
        ],
        render_kw={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "characters"},
    )


@bp.route("/rounds/<slug>/my-name", methods=["GET", "POST"])
@public_not_shared("the code of one voter is typed here")
def ask(slug: str) -> ResponseReturnValue:
    """A code comes by POST only, as on the pages of the vote; so does the wish for a file."""
    session = db.session()
    round_, form = rounds.public_round(session, slug), MyNameForm()
    if refusal := refuse_to_ask_my_name(round_):
        page = render_template(
            "voting/my_name_over.html",
            round=round_,
            why=message_for(refusal),
            gone=round_.key_destroyed_at is not None,
            state_sentence=state_sentence,
            now=request_now(),
        )
        return no_store((page, refusal.status if request.method == "POST" else 200))
    linked = _linked_number(round_)
    as_me = request.method == "POST" and request.form.get("as_me") == "1" and linked is not None
    answer, too_often = _answer(round_, form, linked if as_me else None)
    proofs = my_proofs(session, round_, answer) if answer and not answer.replaced_on else None
    if answer and proofs and (proof := _wanted(proofs)):
        return _file(proof)
    page = _page(round_, form, answer, proofs, linked=linked, as_me=as_me)
    if answer is None:
        return no_store((page, too_often.status if too_often else form.status))
    if not answer.replaced_on:
        count_found(round_.id, Look.NAME, str(answer.voter))
    return no_store(in_blocks(page))


def _linked_number(round_: Round) -> int | None:
    """The number that the signed-in reader's account is linked to, until votes lie apart."""
    actor = current_actor()
    if actor is None:
        return None
    found = voter_of_account(db.session(), round_id=round_.id, account_id=actor.account_id)
    return found.number if found else None


def _answer(
    round_: Round, form: MyNameForm, linked: int | None
) -> tuple[MyName | None, TooMany | None]:
    """What the roll says; None with the form refused, or before anything was asked."""
    if linked is not None:
        return my_name_of_number(db.session(), round_.id, linked), None
    if request.method == "GET":
        if prefill := current_app.extensions.get("letter_code"):
            form.code.data = prefill(round_.slug)  # the demonstration's person has a letter
        return None, None
    if not form.validate_on_submit():
        return None, None
    refused: Conflict | None = None
    for key in code_keys():
        proof = proof_hash(key, round_.slug, form.code.data or "")
        answer = my_name(db.session(), round_.id, proof)
        if answer is not None and not answer.cancelled:
            return answer, None
        if answer is not None:
            refused = Conflict("roll.code_cancelled", field="code")
        refused = refused or unknown_code(db.session(), round_.id, proof)
    too_often = wrong_code_too_often()
    form.refuse(too_often or refused or Conflict("roll.code_not_found", field="code"))
    return None, too_often


def _wanted(proofs: MyProofs) -> PlaceProof | None:
    """The proof that was asked for as a file."""
    stage = _STAGES.get(request.form.get("action", ""))
    return {AT_FREEZE: proofs.freeze, AT_CLOSE: proofs.close}.get(stage or "")


def _name(proof: PlaceProof) -> str:
    return f"{proof.round_}-roll-{proof.stage}.txt"


def _command(proof: PlaceProof) -> str:
    return f"python3 {PROGRAM} {_name(proof)} {proof.round_}.jsonl"


def _file(proof: PlaceProof) -> Response:
    answer = no_store(Response(proof.text, content_type="text/plain; charset=utf-8"))
    answer.headers["Content-Disposition"] = f'attachment; filename="{_name(proof)}"'
    return answer


def _page(
    round_: Round,
    form: MyNameForm,
    answer: MyName | None,
    proofs: MyProofs | None,
    *,
    linked: int | None,
    as_me: bool,
) -> str:
    session, now = db.session(), request_now()
    return render_template(
        "voting/my_name.html",
        round=round_,
        form=form,
        answer=answer,
        proofs=proofs,
        votes=Vote,
        why_words=why_words,
        linked=linked is not None,
        as_me=as_me,
        signed_in=current_actor() is not None,
        apart=round_.closed_at is not None and is_apart(session, round_.id),
        rooted=bool(roots_of(session, round_.id)),
        voting=refuse_to_cast(round_, now) is None,
        can_object=refuse_to_object(round_, now) is None,
        program=PROGRAM,
        command=_command(proofs.newest) if proofs and proofs.newest else "",
        code=normalise_code(form.code.data or ""),
        now=now,
        state_sentence=state_sentence,
    )


@bp.route("/log/check-roll.py")
@public
def script() -> ResponseReturnValue:
    """The program that checks a voter's proof, as it is."""
    return handed_out(SCRIPT.read_bytes(), "check-roll.py")
