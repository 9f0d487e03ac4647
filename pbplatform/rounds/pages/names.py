"""Where a facilitator puts the name of a committee right."""

from __future__ import annotations

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from pbplatform.core.db import db
from pbplatform.places.pages.names import CorrectNameForm
from pbplatform.rounds import queries, services
from pbplatform.rounds.pages.blueprint import bp
from pbplatform.rounds.pages.setting_up import round_of_desk
from pbplatform.web.clock import request_now
from pbplatform.web.guards import staff
from pbplatform.web.posting import Then, post
from pbplatform.web.sentences import gettext as _


@bp.route(
    "/desk/facilitator/rounds/<slug>/committees/<committee_slug>/name", methods=["GET", "POST"]
)
@staff("facilitator")
def committee_name(slug: str, committee_slug: str) -> ResponseReturnValue:
    """The old name stays in the log; addresses stay."""
    round_, actor = round_of_desk(slug)
    committee = queries.committee(db.session(), round_.id, committee_slug)
    form, round_id = CorrectNameForm(data={"name": committee.name}), round_.id

    def put_right(session: Session) -> None:
        services.correct_committee_name(
            session,
            actor=actor,
            round_id=round_id,
            slug=committee_slug,
            name=form.name.data,
            reason=form.reason.data or "",
            seen=form.seen.data or "",
            now=request_now(),
        )

    back = url_for(".committees", slug=slug)
    if answer := post(form, put_right, Then(back, _("The name is put right."))):
        return answer
    form.carry(services.facts_of_committee(committee))
    page = render_template("places/name.html", form=form, name=committee.name, back=back)
    return page, form.status
