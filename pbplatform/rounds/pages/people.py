"""Committees of a round, and the delegates in them."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session
from wtforms import SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Email, InputRequired, Length

from pbplatform.accounts import queries as accounts_queries
from pbplatform.accounts import services as accounts
from pbplatform.accounts.kinds import Role
from pbplatform.core.actor import ActorRef
from pbplatform.core.db import db
from pbplatform.core.local_time import end_of_day
from pbplatform.rounds import queries, services
from pbplatform.rounds.models import Round
from pbplatform.rounds.pages.blueprint import bp
from pbplatform.rounds.pages.setting_up import round_of_desk
from pbplatform.web.base_form import Form
from pbplatform.web.clock import request_now
from pbplatform.web.fields import (
    AddressField,
    DayField,
    LineField,
)
from pbplatform.web.frame import current_frame
from pbplatform.web.guards import staff
from pbplatform.web.posting import Then, post
from pbplatform.web.sentences import gettext as _


class CommitteeForm(Form):
    name = LineField(
        _l("Name of the committee"),
        description=_l("For example Parks and streets"),
        validators=[
            InputRequired(_l("Enter a name")),
            Length(max=120, message=_l("Use 120 letters or fewer")),
        ],
    )


class DelegateForm(Form):
    committee = SelectField(_l("Committee"))
    name = LineField(
        _l("Name of the delegate"),
        description=_l("As the public knows them"),
        validators=[
            InputRequired(_l("Enter their name")),
            Length(max=80, message=_l("Use 80 letters or fewer")),
        ],
    )
    email = AddressField(
        _l("Their e-mail address"),
        description=_l("We tell them by mail. Nobody else sees it."),
        validators=[
            InputRequired(_l("Enter their e-mail address")),
            Email(_l("Enter an e-mail address like name@example.org")),
            Length(max=254, message=_l("This address is too long")),
        ],
    )
    expires_on = DayField(
        _l("Last day"), validators=[InputRequired(_l("Enter the last day of the role"))]
    )

    def ends_at(self, timezone: ZoneInfo) -> datetime:
        """The midnight after the last day; read it after the form was validated."""
        last = self.expires_on.data or date.min
        return end_of_day(last, timezone)


@bp.route("/desk/facilitator/rounds/<slug>/committees", methods=["GET", "POST"])
@staff("facilitator")
def committees(slug: str) -> ResponseReturnValue:
    round_, actor = round_of_desk(slug)
    form, round_id = CommitteeForm(), round_.id

    def add(session: Session) -> None:
        services.add_committee(
            session, actor=actor, round_id=round_id, name=form.name.data, now=request_now()
        )

    told = Then(url_for(".committees", slug=slug), _("The committee is added."))
    if answer := post(form, add, told):
        return answer
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
    told = Then(
        url_for(".delegates", slug=slug), _("The delegate is appointed. A mail tells them.")
    )
    if answer := post(form, lambda session: _appoint(session, actor, round_, form), told):
        return answer
    holders = accounts_queries.holders(
        db.session(), now=request_now(), scopes=list(names), role=Role.DELEGATE
    )
    page = render_template(
        "rounds/delegates.html", form=form, round=round_, holders=holders, names=names
    )
    return page, form.status


def _appoint(session: Session, actor: ActorRef, round_: Round, form: DelegateForm) -> None:
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
        expires_at=form.ends_at(current_frame().timezone),
        now=request_now(),
    )
