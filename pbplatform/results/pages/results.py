"""The result of a round, its public ballots and files."""

from __future__ import annotations

from hashlib import sha256

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from wtforms.validators import InputRequired

from pbplatform.core.db import db
from pbplatform.core.errors import Conflict, NotFound
from pbplatform.core.secrets import normalise_code
from pbplatform.core.whole import whole
from pbplatform.results import queries
from pbplatform.results.domain.channels import channels_csv
from pbplatform.results.pages import presentation
from pbplatform.results.pages.after_count import after_count, result_standing
from pbplatform.results.pages.page_parts import kept_for_ever, published, waiting_page
from pbplatform.results.pages.pictures import of_channels, of_result, papers_rows
from pbplatform.results.queries.ballots_file import csv_of_ballots
from pbplatform.results.queries.channels import channels_of
from pbplatform.results.queries.checks import strayed_page
from pbplatform.results.words.outcome import outcome_of
from pbplatform.rounds import queries as rounds
from pbplatform.rounds.queries import public_round
from pbplatform.voting import queries as voting
from pbplatform.voting.domain.looks import Look
from pbplatform.voting.domain.one_length import in_blocks
from pbplatform.voting.pages.looks import chance_words, count_found
from pbplatform.voting.queries.codes import is_box_code
from pbplatform.voting.queries.looks import looks_of
from pbplatform.web.app import no_store
from pbplatform.web.base_form import Form
from pbplatform.web.fields import LineField
from pbplatform.web.guards import public, public_not_shared
from pbplatform.web.streaming import while_sent

bp = Blueprint("results", __name__)


class TrackerForm(Form):
    tracker = LineField(
        _l("Your tracker, 16 letters and digits"),
        description=_l("It stood on your screen when you voted. Small letters are fine."),
        validators=[InputRequired(_l("Enter your tracker"))],
        render_kw={"autocomplete": "off", "spellcheck": "false"},
    )


@bp.route("/rounds/<slug>/results")
@public
def show(slug: str) -> ResponseReturnValue:
    """Before the count: who acts next. After it: what won, what did not, and why."""
    round_ = public_round(db.session(), slug)
    session = db.session()
    result = queries.result_of(session, round_.id)
    if result is None:
        return waiting_page(round_)
    rows = queries.rows_of(session, round_.id)
    invalid = queries.invalid_reasons(session, round_.id) if result.invalid else {}
    strayed = strayed_page(round_, result, [row for row, _project in rows])
    channels = channels_of(session, round_, result)
    page = presentation.result_page(round_, result, rows, invalid)
    return render_template(
        "results/show.html",
        page=page,
        pictures=of_result(page),
        channels=of_channels(channels) if channels else None,
        papers=papers_rows(channels) if channels else [],
        strayed=strayed,
        looked=looks_of(session, round_, votes=result.valid + result.invalid),
        chance_words=chance_words,
        changes=voting.roll_changes(session, round_.id),
        after=after_count(session, round_, result, rows),
    )


@bp.route("/rounds/<slug>/results/ballots", methods=["GET", "POST"])
@public
def ballots(slug: str) -> ResponseReturnValue:
    """The public list. A tracker is only ever sent in a form, and the answer is not stored."""
    round_, result = published(slug)
    session = db.session()
    form, round_id = TrackerForm() if request.method == "POST" else None, round_.id
    page, own = request.args.get("page", 1, type=whole), ""
    if form is not None and form.validate_on_submit():
        tracker = normalise_code(form.tracker.data or "")
        found = queries.page_of_tracker(session, round_.id, tracker)
        if found is not None and is_box_code(session, tracker, round_.id):
            form.refuse(Conflict("result.is_a_box_code", field="tracker"))
        elif found is None:
            form.refuse(Conflict("result.no_such_tracker", field="tracker"))
        else:
            page, own = found, tracker
    listed = presentation.ballot_list(queries.ballot_page(session, round_.id, page=page), own)
    shown = render_template(
        "results/ballots.html",
        round=round_,
        result=result,
        form=form,
        listed=listed,
        page_url=lambda number: url_for(".ballots", slug=slug, page=number),
        projects=rounds.ballot_projects(session, round_.id),
    )
    if form is not None:
        answer = no_store(in_blocks(shown))
        answer.status_code = form.status
        if own:
            count_found(round_id, Look.TRACKER, own)
        return answer
    return shown


@bp.route("/rounds/<slug>/results/ballots/find")
@public_not_shared("the tracker of one vote is typed here")
def find_vote(slug: str) -> ResponseReturnValue:
    """Where a tracker is typed; it is sent to the list."""
    round_, _result = published(slug)
    return no_store(render_template("results/find_vote.html", round=round_, form=TrackerForm()))


@bp.route("/rounds/<slug>/results/ballots.csv")
@public
def ballots_csv(slug: str) -> ResponseReturnValue:
    """Every published ballot, streamed."""
    round_, result = published(slug)
    kept = kept_for_ever(result, f"{result.sha256.hex()}-csv")
    if kept.status_code == 304:
        return kept
    kept.mimetype = "text/csv"
    kept.headers["Content-Disposition"] = f'attachment; filename="{round_.slug}-ballots.csv"'
    kept.response = while_sent(csv_of_ballots(db.session(), round_.id))
    return kept


@bp.route("/rounds/<slug>/results/result.json")
@public
def result_json(slug: str) -> ResponseReturnValue:
    """The document whose hash is in the log, byte for byte."""
    _round, result = published(slug)
    kept = kept_for_ever(result, f"{result.sha256.hex()}-json")
    if kept.status_code != 304:
        kept.mimetype = "application/json"
        kept.set_data(result.document)
    return kept


@bp.route("/rounds/<slug>/results/channels.csv")
@public
def channels_file(slug: str) -> ResponseReturnValue:
    """How many votes came how, and where the ballot papers are; only of a round with paper."""
    round_, result = published(slug)
    channels = channels_of(db.session(), round_, result)
    if channels is None:
        raise NotFound("result.no_such_file")
    content = channels_csv(channels)
    kept = kept_for_ever(result, sha256(content).hexdigest())
    if kept.status_code != 304:
        kept.mimetype = "text/csv"
        kept.headers["Content-Disposition"] = 'attachment; filename="channels.csv"'
        kept.set_data(content)
    return kept


@bp.app_context_processor
def _addresses() -> dict[str, object]:
    """Where a round's results are and what they were, for pages of other slices."""
    return {
        "results_url": lambda slug: url_for("results.show", slug=slug),
        "outcome_of_round": lambda round_: outcome_of(db.session(), round_),
        "result_standing": result_standing,
    }
