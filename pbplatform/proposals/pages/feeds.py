"""The list of ideas as a feed. Source: docs/rules/feeds.md section 1."""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from pbplatform.core.db import db
from pbplatform.core.thread import Depth
from pbplatform.proposals import queries
from pbplatform.proposals.domain.paths import idea_path
from pbplatform.proposals.pages.ideas import asked_for
from pbplatform.proposals.words.outcomes import numbers_with
from pbplatform.proposals.words.thread import stands_of_ideas
from pbplatform.rounds.queries import public_round
from pbplatform.web.clock import request_now
from pbplatform.web.feeds import MOST, atom, beside, told_of
from pbplatform.web.guards import public
from pbplatform.web.sentences import gettext as _

bp = Blueprint("idea_feeds", __name__)


@bp.route("/rounds/<slug>/ideas.atom")
@beside("ideas.index", _l("These ideas as a feed (Atom)"))
@public
def ideas(slug: str) -> ResponseReturnValue:
    session, now = db.session(), request_now()
    round_ = public_round(session, slug)
    wanted = asked_for()
    numbers = numbers_with(session, round_, wanted.status, now)
    rows = queries.newest_ideas(session, round_.id, wanted, most=MOST, proposals=numbers)
    came = {
        idea_path(slug, row.idea.number): row.idea.published_at or row.idea.sent_at for row in rows
    }
    title = _("Ideas, %(round)s", round=round_.name)
    stands = stands_of_ideas(session, [(row, round_) for row in rows], now, Depth.STATE)
    done = {station.path: station for station in stands.values()}
    return atom(title, told_of(session, came, now, done=done))
