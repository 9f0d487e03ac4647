"""Committees of a round, and the delegates in them."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from wtforms.fields.choices import SelectChoice

from pbplatform.accounts import queries as accounts_queries
from pbplatform.accounts import services as accounts
from pbplatform.accounts.kinds import Role
from pbplatform.core.actor import ActorRef
from pbplatform.core.db import db
from pbplatform.core.errors import Conflict
from pbplatform.core.transaction import transaction
from pbplatform.rounds import queries, services
from pbplatform.rounds.models import Round
from pbplatform.rounds.pages.blueprint import bp
from pbplatform.rounds.pages.forms import CommitteeForm, DelegateForm
from pbplatform.rounds.pages.setting_up import round_of_desk
from pbplatform.web.clock import request_now
from pbplatform.web.frame import current_frame
from pbplatform.web.guards import staff


@bp.route("/desk/facilitator/rounds/<slug>/committees", methods=["GET", "POST"])
@staff("facilitator")
def committees(slug: str) -> ResponseReturnValue:
    round_, actor = round_of_desk(slug)
    form = CommitteeForm()
    if form.validate_on_submit():
        try:
            with transaction() as session:
                services.add_committee(
                    session,
                    actor=actor,
                    round_id=round_.id,
                    name=form.name.data,
                    now=request_now(),
                )
        except Conflict as conflict:
            form.refuse(conflict)
        else:
            flash(_("The committee is added."))
            return redirect(url_for(".committees", slug=slug))
    found = queries.committees(db.session(), round_.id)
    page = render_template("rounds/committees.html", form=form, round=round_, committees=found)
    return page, form.status


@bp.route("/desk/facilitator/rounds/<slug>/delegates", methods=["GET", "POST"])
@staff("facilitator")
def delegates(slug: str) -> ResponseReturnValue:
    round_, actor = round_of_desk(slug)
    found = queries.committees(db.session(), round_.id)
    names = {queries.committee_scope(round_, one): one.name for one in found}
    timezone = current_frame().timezone
    form = DelegateForm(expires_on=round_.results_at.astimezone(timezone).date())
    form.committee.choices = [SelectChoice(one.slug, one.name) for one in found]
    if form.validate_on_submit():
        try:
            _appoint(actor, round_, form)
        except Conflict as conflict:
            form.refuse(conflict)
        else:
            flash(_("The delegate is appointed. A mail tells them."))
            return redirect(url_for(".delegates", slug=slug))
    holders = accounts_queries.holders(
        db.session(), now=request_now(), scopes=list(names), role=Role.DELEGATE
    )
    page = render_template(
        "rounds/delegates.html", form=form, round=round_, holders=holders, names=names
    )
    return page, form.status


def _appoint(actor: ActorRef, round_: Round, form: DelegateForm) -> None:
    ends = form.ends_at(current_frame().timezone)
    with transaction() as session:
        committee = queries.committee(session, round_.id, form.committee.data)
        accounts.appoint(
            session,
            actor=actor,
            email=form.email.data,
            name=form.name.data,
            role=Role.DELEGATE,
            scope=queries.committee_scope(round_, committee),
            where={"kind": "committee", "name": committee.name},
            last_day=form.expires_on.data,
            expires_at=ends,
            now=request_now(),
        )
