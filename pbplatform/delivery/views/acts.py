"""What every act of a delivery desk shares: the winner, the role acted in, the form's page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from pbplatform.core.base_form import Form
from pbplatform.core.clock import request_now
from pbplatform.core.db import db
from pbplatform.core.errors import Conflict
from pbplatform.core.transaction import transaction
from pbplatform.delivery import queries, wording
from pbplatform.delivery.queries import ProjectView
from pbplatform.rounds import queries as rounds

ACTS = "/desk/rounds/<slug>/projects/<int:number>"


def the_view(slug: str, number: int) -> ProjectView:
    """The winner of an address; NotFound when it did not win."""
    session = db.session()
    round_ = rounds.round_by_slug(session, slug)
    return queries.project_view(session, round_.id, number, now=request_now())


Act = Callable[[Session, ProjectView], None]


def act_page(
    template: str, form: Form, view: ProjectView, act: Act, done: str, **more: Any
) -> ResponseReturnValue:
    """One form, one act; a refusal goes back on the form with what was typed."""
    if form.validate_on_submit():
        try:
            with transaction() as session:
                act(session, view)
        except Conflict as refusal:
            form.refuse(refusal)
        else:
            flash(done)
            return redirect(wording.project_url(view.round_slug, view.number, view.title))
    return render_template(template, form=form, view=view, **more), form.status
