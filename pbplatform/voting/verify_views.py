"""Checking a code: a box code at any time, a tracker after the count."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from pbplatform.core.db import db
from pbplatform.core.guards import public
from pbplatform.core.secrets import normalise_code
from pbplatform.core.web import no_store
from pbplatform.rounds import queries as rounds
from pbplatform.voting import queries
from pbplatform.voting.forms import VerifyForm
from pbplatform.voting.queries import CodeFound, CodeState
from pbplatform.voting.wording import why_invalid

bp = Blueprint("verify", __name__)


@bp.route("/verify", methods=["GET", "POST"])
@public
def verify() -> ResponseReturnValue:
    """Codes come by POST only: never in an address, a history or a server's log."""
    form = VerifyForm()
    found: CodeFound | None = None
    projects = {}
    if form.validate_on_submit():
        found = queries.look_up_code(db.session(), normalise_code(form.code.data))
        if found.round_ is not None and found.ballots:
            listed = rounds.ballot_projects(db.session(), found.round_.id)
            projects = {str(project.number): project for project in listed}
    page = render_template(
        "voting/verify.html", form=form, found=found, states=CodeState, projects=projects,
        code=normalise_code(form.code.data or ""), why_invalid=why_invalid,
    )  # fmt: skip
    return no_store((page, form.status))
