"""What witnesses fetch and send: which logs there are, their program, and what they signed.

Source: docs/rules/audit.md section 11.
"""

from __future__ import annotations

from pathlib import Path

from flask import Blueprint, Response, request, url_for
from flask.typing import ResponseReturnValue

from pbplatform import verifier
from pbplatform.audit.domain.notes import LogKey
from pbplatform.audit.models import SITE
from pbplatform.audit.queries.trees import sealed_logs
from pbplatform.audit.services.witnessing import LONGEST_NOTE, take_cosignatures
from pbplatform.core.db import db
from pbplatform.core.errors import Conflict, DomainError, NotAllowed, NotFound
from pbplatform.core.transaction import transaction
from pbplatform.rounds import queries as rounds
from pbplatform.web.clock import request_now
from pbplatform.web.guards import public, public_not_shared
from pbplatform.web.handed_out import handed_out
from pbplatform.web.refusals import message_for

bp = Blueprint("log_witness", __name__)
PROGRAM = Path(verifier.__file__).with_name("witness.py")
_STATUS: dict[type[DomainError], int] = {Conflict: 400, NotAllowed: 403, NotFound: 404}


@bp.route("/log/logs.txt")
@public
def logs() -> ResponseReturnValue:
    """Every log of which something is signed: the folder of its files, and its key."""
    session = db.session()
    known, found = sealed_logs(session), [(SITE, url_for("log_tiles.site_checkpoint"))]
    for round_ in rounds.published_rounds(session):
        found.append((round_.path, url_for("log_tiles.round_checkpoint", slug=round_.slug)))
    lines = []
    for slug, address in found:
        if sealed := known.get(slug, (0, None))[1]:
            key = LogKey(sealed.checkpoint.origin, sealed.public_key)
            lines.append(f"{address.removesuffix('/checkpoint')} {key.line}\n")
    return _text("".join(lines))


@bp.route("/log/witness.py")
@public
def program() -> ResponseReturnValue:
    """The program of a witness, as it is."""
    return handed_out(PROGRAM.read_bytes(), PROGRAM.name)


@bp.route("/log/witness", methods=["POST"])
@public_not_shared("what a witness sends; no cookie is read, the signatures alone count")
def send() -> ResponseReturnValue:
    """Take the signatures of witnesses below one of our checkpoints.

    A program sends it: no session, no token against forgery, a text of bounded size. Whoever sends
    it, the signatures decide; the same again changes nothing.
    """
    if (request.content_length or 0) > LONGEST_NOTE:
        return _text(f"{message_for(Conflict('witness.no_note'))}\n", 413)
    note = request.stream.read(LONGEST_NOTE + 1).decode(errors="replace")
    try:
        with transaction() as session:
            kept = take_cosignatures(session, note, now=request_now())
    except (Conflict, NotAllowed, NotFound) as refusal:
        return _text(f"{message_for(refusal)}\n", _STATUS[type(refusal)])
    return _text(f"{kept} kept\n")


def _text(told: str, status: int = 200) -> Response:
    answer = Response(told, status, content_type="text/plain; charset=utf-8")
    answer.headers["Cache-Control"] = "no-store" if status != 200 else "no-cache"
    return answer
