"""Counts by their number, so that one that was found wrong stays readable.

Source: docs/rules/results.md section 13.
"""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from pbplatform.core.db import db
from pbplatform.core.errors import NotFound
from pbplatform.results import queries
from pbplatform.results.domain.count_files import NAMES
from pbplatform.results.models import Result
from pbplatform.results.pages import presentation
from pbplatform.results.pages.count import fill
from pbplatform.results.pages.page_parts import being_prepared, kept_for_ever
from pbplatform.results.queries.files import BeingPrepared, count_files
from pbplatform.results.queries.objections import recount_of
from pbplatform.rounds.models import Round
from pbplatform.rounds.queries import public_round
from pbplatform.web.guards import public

bp = Blueprint("results_earlier", __name__, url_prefix="/rounds/<slug>/results/<int:number>")


def _count(slug: str, number: int) -> tuple[Round, Result]:
    """A count by its number.

    Raises:
        NotFound: there is none.
    """
    round_ = public_round(db.session(), slug)
    result = queries.result_of(db.session(), round_.id, number)
    if result is None:
        raise NotFound("result.not_published")
    return round_, result


@bp.route("")
@public
def show(slug: str, number: int) -> ResponseReturnValue:
    """One count with its rows, whether it holds or was found wrong."""
    session = db.session()
    round_, result = _count(slug, number)
    rows = queries.rows_of(session, round_.id, number)
    return render_template(
        "results/earlier.html",
        page=presentation.result_page(round_, result, rows, {}),
        holds=number == round_.result_number,
        recount=recount_of(session, round_.id, number),
        names=NAMES,
    )


@bp.route("/result.json")
@public
def result_json(slug: str, number: int) -> ResponseReturnValue:
    """The document whose hash is in the log, byte for byte."""
    _round, result = _count(slug, number)
    kept = kept_for_ever(result, f"{result.sha256.hex()}-json")
    if kept.status_code != 304:
        kept.mimetype = "application/json"
        kept.set_data(result.document)
    return kept


@bp.route("/data/<name>")
@public
def file(slug: str, number: int, name: str) -> ResponseReturnValue:
    """One file of this count, as it was made then."""
    if name not in NAMES:
        raise NotFound("result.no_such_file")
    round_, result = _count(slug, number)
    try:
        wanted = count_files(db.session(), result)[name]
    except BeingPrepared:
        return being_prepared(round_)
    answer = kept_for_ever(result, wanted.sha256)
    if answer.status_code != 304:
        fill(answer, wanted)
    return answer
