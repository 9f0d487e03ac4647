"""How many addresses mails do not reach, and of which mails. Source: docs/rules/notices.md 5.3."""

from __future__ import annotations

from collections import Counter

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from pbplatform.accounts.kinds import Role
from pbplatform.core.actor import PLACE
from pbplatform.core.db import db
from pbplatform.core.errors import NotAllowed
from pbplatform.notices.queries.addresses import unreached_counts
from pbplatform.notices.words.unreached import sort_of
from pbplatform.web.app import no_store
from pbplatform.web.guards import require_actor, staff

bp = Blueprint("unreached", __name__)


@bp.route("/desk/facilitator/mails")
@staff(Role.FACILITATOR)
def show() -> ResponseReturnValue:
    """Counts alone: whose addresses they are is nobody's to see."""
    if not require_actor().holds(Role.FACILITATOR, PLACE):
        raise NotAllowed("role.not_held", role=Role.FACILITATOR)
    counts: Counter[str] = Counter()
    for each in unreached_counts(db.session()):
        counts[sort_of(each.kind)] += each.count
    return no_store(render_template("notices/unreached.html", rows=counts.most_common()))
