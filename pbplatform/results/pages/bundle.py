"""All that is public of a vote in one file, and how to check it without us.

Source: docs/rules/audit.md section 10.
"""

from __future__ import annotations

from hashlib import sha256

from flask import Blueprint, Response, render_template
from flask.typing import ResponseReturnValue

from pbplatform.audit.domain.bundle import zipped
from pbplatform.core.db import db
from pbplatform.reopening.pages.parts import box_part
from pbplatform.results import queries
from pbplatform.results.pages.page_parts import published, waiting_page
from pbplatform.results.queries.bundle import bundle_parts, refuse_bundle
from pbplatform.rounds.queries import public_round
from pbplatform.voting.domain.programs import VERIFIER
from pbplatform.voting.pages.looks import chance_words
from pbplatform.voting.queries.looks import looks_of
from pbplatform.voting.queries.programs import named_programs
from pbplatform.web.guards import public
from pbplatform.web.handed_out import handed_out
from pbplatform.web.streaming import while_sent

bp = Blueprint("results_bundle", __name__, url_prefix="/rounds/<slug>")
COMMAND = "python -I verify.py {slug}-bundle.zip"


@bp.route("/bundle.zip")
@public
def bundle(slug: str) -> ResponseReturnValue:
    """The bundle, made while it is sent. It has the logs up to now, so it is never kept."""
    round_, result = published(slug)
    if refusal := refuse_bundle(round_, result):
        raise refusal
    pieces = zipped(bundle_parts(db.session(), round_))
    answer = Response(while_sent(pieces), mimetype="application/zip")
    answer.headers["Content-Disposition"] = f'attachment; filename="{round_.slug}-bundle.zip"'
    answer.headers["Cache-Control"] = "no-cache"
    return answer


@bp.route("/verify.py")
@public
def program(slug: str) -> ResponseReturnValue:
    """The program that checks a bundle, as text, so that one can read it first."""
    public_round(db.session(), slug)
    return handed_out(VERIFIER.read_bytes(), VERIFIER.name)


@bp.route("/results/check")
@public
def check(slug: str) -> ResponseReturnValue:
    """How to check it yourself: the file, the command, the hash, what it shows and what not."""
    round_ = public_round(db.session(), slug)
    result = queries.result_of(db.session(), round_.id)
    if result is None:
        return waiting_page(round_)
    return render_template(
        "results/check.html",
        round=round_,
        has_bundle=refuse_bundle(round_, result) is None,
        command=COMMAND.format(slug=round_.slug),
        sha256=sha256(VERIFIER.read_bytes()).hexdigest(),
        named=named_programs(db.session(), round_),
        looked=looks_of(db.session(), round_, votes=result.valid + result.invalid),
        chance_words=chance_words,
        box=box_part(round_),
    )
