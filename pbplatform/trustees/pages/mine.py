"""The page of somebody who is asked to sign in as a trustee, or does. Source: rules section 5.1."""

from __future__ import annotations

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from pbplatform.core.db import db
from pbplatform.core.errors import NotFound
from pbplatform.rounds.queries import public_round
from pbplatform.trustees.pages.blueprint import bp
from pbplatform.trustees.queries import standing_trustees, trustee_accounts
from pbplatform.trustees.services.linking import accept, lay_down
from pbplatform.web.app import no_store
from pbplatform.web.base_form import Form
from pbplatform.web.clock import request_now
from pbplatform.web.guards import require_actor, signed_in
from pbplatform.web.posting import Then, post
from pbplatform.web.sentences import gettext as _


class AnswerForm(Form):
    """One button."""


@bp.route("/rounds/<slug>/trustees/mine", methods=["GET", "POST"])
@signed_in
def mine(slug: str) -> ResponseReturnValue:
    """What a trustee does, and the button with which one says that one is the person."""
    round_, account_id = public_round(db.session(), slug), require_actor().account_id
    round_id, form = round_.id, AnswerForm()

    def do(session: Session) -> None:
        accept(session, account_id=account_id, round_id=round_id, now=request_now())

    then = Then(url_for(".mine", slug=slug), _("You sign in as a trustee. The public log says so."))
    if answer := post(form, do, then):
        return answer
    return _page(slug, form)


@bp.route("/rounds/<slug>/trustees/mine/no", methods=["POST"])
@signed_in
def lay_down_mine(slug: str) -> ResponseReturnValue:
    """Say no, or no longer."""
    round_, account_id = public_round(db.session(), slug), require_actor().account_id
    round_id, form = round_.id, AnswerForm()

    def do(session: Session) -> None:
        lay_down(session, account_id=account_id, round_id=round_id, now=request_now())

    said = _("You do not sign in as a trustee. The facilitator sees it and can ask again.")
    if answer := post(form, do, Then(url_for(".show", slug=slug), said)):
        return answer
    return _page(slug, form)


def _page(slug: str, form: AnswerForm) -> ResponseReturnValue:
    session, actor = db.session(), require_actor()
    round_ = public_round(session, slug)
    dealt, rows = standing_trustees(session, round_), trustee_accounts(session, round_.id)
    row = next((each for each in rows.values() if each.account_id == actor.account_id), None)
    if row is None or dealt is None:
        raise NotFound("trustees.not_asked")
    page = render_template(
        "trustees/mine.html",
        form=form,
        round=round_,
        name=dealt.names[row.number - 1],
        number=row.number,
        need=dealt.need,
        of=dealt.of,
        accepted=row.accepted_at is not None,
        over=round_.opened_at is not None or round_.called_off_at is not None,
        separated=round_.separated_at is not None,
    )
    return no_store((page, form.status))
