"""Taking one's own point back, and going on with one that was taken back."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session
from wtforms.validators import Length

from pbplatform.core.errors import DomainError
from pbplatform.points import services
from pbplatform.points.domain.clock import GO_ON_DAYS
from pbplatform.points.pages.acting import find_point
from pbplatform.points.pages.blueprint import bp
from pbplatform.points.pages.forms import ActForm
from pbplatform.points.policies import refuse_to_withdraw
from pbplatform.web.app import no_store
from pbplatform.web.base_form import Form
from pbplatform.web.clock import request_now
from pbplatform.web.fields import WordsField
from pbplatform.web.guards import require_actor, signed_in
from pbplatform.web.posting import Then, post
from pbplatform.web.refusals import message_for
from pbplatform.web.sentences import gettext as _


class WithdrawForm(Form):
    why = WordsField(
        _l("Why do you withdraw it?"),
        description=_l("If you say it, it stands beside your point."),
        validators=[Length(max=500, message=_l("Use 500 letters or fewer"))],
    )


@bp.route("/forums/<slug>/points/<ref>/withdraw", methods=["GET", "POST"])
@signed_in
def withdraw(slug: str, ref: str) -> ResponseReturnValue:
    """What happens then is said first; for five working days there is a way back."""
    actor = require_actor()
    view = find_point(slug, ref, actor)
    resident, point_id, form = actor.as_resident(), view.point.id, WithdrawForm()
    yours = url_for(".yours", slug=slug, ref=ref)

    def take_back(writing: Session) -> None:
        services.withdraw_point(
            writing, actor=resident, point_id=point_id, why=form.why.data or "", now=request_now()
        )

    if answer := post(form, take_back, Then(yours, _("Your point is withdrawn."))):
        return answer
    if form.refused is None and (refusal := refuse_to_withdraw(resident, view)):
        flash(message_for(refusal), "warning")
        return redirect(yours)
    until = view.days.after(view.standing.today, GO_ON_DAYS)
    page = render_template(
        "points/withdraw.html", view=view, forum=view.forum, form=form, yours=yours, until=until
    )
    return no_store((page, form.status))


@bp.route("/forums/<slug>/points/<ref>/go-on", methods=["POST"])
@signed_in
def go_on(slug: str, ref: str) -> ResponseReturnValue:
    """Its asker, or a supporter who is its asker from now on."""
    actor = require_actor()
    point_id = find_point(slug, ref, actor).point.id
    here = url_for(".yours", slug=slug, ref=ref)

    def go_on_with(writing: Session) -> None:
        services.go_on_with_point(
            writing, actor=actor.as_resident(), point_id=point_id, now=request_now()
        )

    def refuse(refusal: DomainError) -> None:
        flash(message_for(refusal), "warning")

    told = Then(here, _("The point goes on. Its days are the same as before."))
    answer = post(ActForm(), go_on_with, told, refusals=DomainError, refuse=refuse)
    return answer or redirect(here)
