"""A slip that was lost: staff make a new one, and the old one is void."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from pbplatform.accounts.kinds import Role
from pbplatform.core.db import db
from pbplatform.core.errors import DomainError, NotFound
from pbplatform.intake import queries, services
from pbplatform.intake.pages.acting import acting_on
from pbplatform.intake.pages.blueprint import bp
from pbplatform.intake.pages.writing import slip_page
from pbplatform.intake.policies import refuse_new_slip
from pbplatform.web.app import no_store
from pbplatform.web.base_form import Form
from pbplatform.web.clock import request_now
from pbplatform.web.guards import require_actor, staff
from pbplatform.web.posting import post


@bp.route("/desk/slips/<path:path>", methods=["GET", "POST"])
@staff(Role.FACILITATOR, Role.CLERK)
def new_slip(path: str) -> ResponseReturnValue:
    """Says first that the old slip is void; answers with the new one."""
    session = db.session()
    written = queries.written_at_path(session, path)
    if written is None:
        raise NotFound("intake.not_found")
    scope = queries.scope_of(session, written)
    acts = acting_on(require_actor(), scope)
    form = Form()

    def make(writing: Session) -> str:
        return services.make_new_slip(writing, actor=acts, path=path, now=request_now())

    if answer := post(form, make, lambda code: slip_page(path, code), refusals=DomainError):
        return answer
    if form.refused is None and (refusal := refuse_new_slip(acts, written, scope)):
        raise refusal
    return no_store((render_template("intake/new_slip.html", form=form, path=path), form.status))
