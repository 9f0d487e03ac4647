"""More papers came back than were given out: two people decide. Source: docs/rules/paper.md 6."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from pbplatform.accounts import services as accounts
from pbplatform.core.db import db
from pbplatform.core.errors import DomainError
from pbplatform.paper.kinds import AsideOutcome
from pbplatform.paper.pages.blueprint import bp
from pbplatform.paper.pages.handing import DESK, round_of_clerk, words_of
from pbplatform.paper.pages.handing_forms import MoreForm
from pbplatform.paper.queries.handing import decided_more
from pbplatform.paper.services.paper_acts import MORE, refuse_more, to_decide_more
from pbplatform.paper.words.asides import MORE_OUTCOMES
from pbplatform.paper.words.numbers import account_of, paper_rows
from pbplatform.rounds.models import Round
from pbplatform.web.app import no_store
from pbplatform.web.clock import request_now
from pbplatform.web.guards import staff
from pbplatform.web.posting import Then, post
from pbplatform.web.sentences import gettext as _


@bp.route(f"{DESK}/more", methods=["GET", "POST"])
@staff("clerk", "facilitator", "auditor")
def more(slug: str) -> ResponseReturnValue:
    """What becomes of sheets beyond those given out: asked here, confirmed by a second person."""
    session = db.session()
    round_, actor = round_of_clerk(slug, "facilitator", "auditor")
    form, round_id = MoreForm(), round_.id

    def ask(writing: Session) -> None:
        asked = to_decide_more(
            writing,
            writing.get_one(Round, round_id),
            AsideOutcome(form.outcome.data),
            (form.reason.data or "").strip(),
        )
        accounts.ask(writing, MORE, actor=actor, asked=asked, now=request_now())

    told = _("Nothing has changed yet. A second person confirms it here.")
    if answer := post(form, ask, Then("/desk/two-people", told), refusals=DomainError):
        return answer
    account = account_of(session, round_)
    page = render_template(
        "paper/more.html",
        form=form,
        round=round_,
        rows=paper_rows(account),
        open_sheets=account.numbers.more_open,
        decided=decided_more(session, round_.id),
        outcomes=MORE_OUTCOMES,
        shut=words_of(refuse_more(session, actor, round_, request_now())),
    )
    return no_store((page, form.status))
