"""How a count worked, what another rule would have given, its files, how to repeat it."""

from __future__ import annotations

import json

from flask import Blueprint, Response, render_template
from flask.typing import ResponseReturnValue

from pbplatform.core.db import db
from pbplatform.core.errors import NotFound
from pbplatform.results import queries
from pbplatform.results.domain.count_files import NAMES, CountFile
from pbplatform.results.pages.areas import areas_page
from pbplatform.results.pages.other_rules import other_rule_of
from pbplatform.results.pages.page_parts import (
    being_prepared,
    in_blocks,
    kept_for_ever,
    published,
    waiting_page,
)
from pbplatform.results.pages.pictures import of_areas, of_steps
from pbplatform.results.pages.steps import steps_page
from pbplatform.results.queries.channels import channels_of
from pbplatform.results.queries.files import BeingPrepared, count_files
from pbplatform.rounds import queries as rounds
from pbplatform.rounds.queries import public_round
from pbplatform.web.guards import public
from pbplatform.web.presentation import number as shown_number

bp = Blueprint("results_count", __name__, url_prefix="/rounds/<slug>/results")

_TYPES = {
    "ballots.pb": "text/plain",
    "rule.json": "application/json",
    "result.json": "application/json",
    "trace.csv": "text/csv",
    "RECOUNT.md": "text/markdown",
}
_COMMAND = "pbplatform count ballots.pb --rule rule.json --json"


@bp.route("/steps")
@public
def steps(slug: str) -> ResponseReturnValue:
    """How the count went: the order, and the money left after each."""
    round_ = public_round(db.session(), slug)
    session = db.session()
    result = queries.result_of(session, round_.id)
    frozen = rounds.definition(session, round_.id)
    if result is None or frozen is None:
        return waiting_page(round_)
    rows = queries.rows_of(session, round_.id)
    page = steps_page(result, rows, frozen.told.counting_rule, round_.currency)
    return render_template(
        "results/steps.html", round=round_, page=page, pictures=of_steps(page, round_.currency)
    )


@bp.route("/other-rules")
@public
def other_rules(slug: str) -> ResponseReturnValue:
    """What another rule would have made of the same votes, beside what decided."""
    round_ = public_round(db.session(), slug)
    session = db.session()
    result = queries.result_of(session, round_.id)
    if result is None:
        return waiting_page(round_)
    both = other_rule_of(result, queries.rows_of(session, round_.id))
    return render_template("results/other_rules.html", round=round_, result=result, both=both)


@bp.route("/areas")
@public
def areas(slug: str) -> ResponseReturnValue:
    """Where the money goes, area by area."""
    round_ = public_round(db.session(), slug)
    session = db.session()
    result = queries.result_of(session, round_.id)
    if result is None:
        return waiting_page(round_)
    page = areas_page(queries.rows_of(session, round_.id))
    picture = of_areas(page.lines, round_.currency)
    return render_template("results/areas.html", round=round_, page=page, picture=picture)


@bp.route("/data")
@public
def data(slug: str) -> ResponseReturnValue:
    """Every file of the count with its size and hash."""
    round_ = public_round(db.session(), slug)
    result = queries.result_of(db.session(), round_.id)
    if result is None:
        return waiting_page(round_)
    try:
        made = count_files(db.session(), result)
    except BeingPrepared:
        return being_prepared(round_)
    files = [
        {"name": file.name, "size": shown_number(len(file.content)), "sha256": file.sha256}
        for file in made.values()
    ]
    channels = channels_of(db.session(), round_, result)
    return render_template(
        "results/data.html", round=round_, result=result, files=files, channels=channels
    )


@bp.route("/data/<name>")
@public
def file(slug: str, name: str) -> ResponseReturnValue:
    """One file, the same bytes on every request."""
    if name not in NAMES:
        raise NotFound("result.no_such_file")
    round_, result = published(slug)
    try:
        wanted = count_files(db.session(), result)[name]
    except BeingPrepared:
        return being_prepared(round_)
    answer = kept_for_ever(result, wanted.sha256)
    if answer.status_code != 304:
        fill(answer, wanted)
    return answer


def fill(answer: Response, wanted: CountFile) -> None:
    """Put a file into an answer, piece by piece."""
    answer.mimetype = _TYPES[wanted.name]
    # The recipe calls the files by these names, so they are saved under them.
    answer.headers["Content-Disposition"] = f'attachment; filename="{wanted.name}"'
    answer.response = in_blocks(wanted.content)
    answer.content_length = len(wanted.content)


@bp.route("/recount")
@public
def recount(slug: str) -> ResponseReturnValue:
    """How a stranger counts again, in words."""
    round_ = public_round(db.session(), slug)
    result = queries.result_of(db.session(), round_.id)
    if result is None:
        return waiting_page(round_)
    try:
        files = count_files(db.session(), result)
    except BeingPrepared:
        return being_prepared(round_)
    told = json.loads(files["result.json"].content)
    return render_template(
        "results/recount.html",
        round=round_,
        files=list(files.values()),
        command=_COMMAND,
        rule_sha256=told["rule_sha256"],
        winners=told["winners"],
        ballots=shown_number(told["ballots"]),
        seed=told["tie_order"]["seed"],
    )
