"""The list of proposals as a feed. Source: docs/rules/feeds.md section 1."""

from __future__ import annotations

from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from pbplatform.core.db import db
from pbplatform.proposals import queries as proposals
from pbplatform.proposals.domain.paths import proposal_path
from pbplatform.proposals.words.outcomes import numbers_with
from pbplatform.rounds.queries import public_round
from pbplatform.web.clock import request_now
from pbplatform.web.feeds import MOST, atom, beside, told_of
from pbplatform.web.guards import public
from pbplatform.web.sentences import gettext as _

bp = Blueprint("proposal_feeds", __name__)


@bp.route("/rounds/<slug>/proposals.atom")
@beside("proposals.index", _l("These proposals as a feed (Atom)"))
@public
def index(slug: str) -> ResponseReturnValue:
    session, now = db.session(), request_now()
    round_ = public_round(session, slug)
    wanted = {name: request.args.get(name, "") for name in ("committee", "state")}
    shown = proposals.proposals_page(
        session,
        round_.id,
        **wanted,
        numbers=numbers_with(session, round_, wanted["state"], now),
        page=1,
        newest=MOST,
    )
    came = {proposal_path(slug, row.proposal.number): row.proposal.created_at for row in shown.rows}
    title = _("Proposals, %(round)s", round=round_.name)
    return atom(title, told_of(session, came, now))
