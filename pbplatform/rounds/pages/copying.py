"""A facilitator begins a draft from an earlier round."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from pbplatform.core.actor import PLACE
from pbplatform.core.db import db
from pbplatform.rounds import queries, services
from pbplatform.rounds.models import Round
from pbplatform.rounds.pages.blueprint import bp
from pbplatform.rounds.pages.forms import DatesForm, NewRoundForm
from pbplatform.rounds.pages.setting_up import facts_of, facts_typed
from pbplatform.rounds.policies import refuse_to_begin_from
from pbplatform.web.clock import request_now
from pbplatform.web.frame import current_frame
from pbplatform.web.guards import require_actor, staff
from pbplatform.web.posting import Then, post
from pbplatform.web.refusals import message_for
from pbplatform.web.sentences import gettext as _

_YEAR = timedelta(weeks=52)  # the same days of the week
_NUMBER_OF_YEAR = re.compile(r"\b20\d\d\b")


@bp.route("/desk/facilitator/rounds/<slug>/again", methods=["GET", "POST"])
@staff("facilitator")
def again(slug: str) -> ResponseReturnValue:
    """The same again, some years later: everything can be changed before it is saved, and after."""
    actor, now = require_actor().acting_as("facilitator", PLACE), request_now()
    earlier = queries.round_by_slug(db.session(), slug)
    form, earlier_id = NewRoundForm(data=_a_year_later(earlier, now)), earlier.id
    if services.name_of_rule(earlier.counting_rule, earlier.currency) is None:
        form.offer_to_keep()
    kept = earlier.rule

    def begin(session: Session) -> str:
        facts = facts_typed(form, kept)
        round_ = services.begin_from(session, actor=actor, earlier_id=earlier_id, now=now, **facts)
        return round_.slug

    def begun(new_slug: str) -> Then:
        told = _("The round is saved as a draft. Only facilitators see it.")
        return Then(url_for(".desk", slug=new_slug), told)

    if answer := post(form, begin, begun, form_is="makes"):
        return answer
    refusal = refuse_to_begin_from(actor, earlier)
    page = render_template(
        "rounds/again.html",
        form=form,
        round=earlier,
        committees=queries.committees(db.session(), earlier.id),
        why_not=message_for(refusal) if refusal else "",
    )
    return page, form.status


def _a_year_later(earlier: Round, now: datetime) -> dict[str, Any]:
    """What the fields start with: the facts of the earlier round, its dates some years on."""
    years = 1
    while earlier.ideas_open_at + years * _YEAR <= now:
        years += 1
    timezone = current_frame().timezone
    local = {name: getattr(earlier, name).astimezone(timezone) for name in services.DATE_FIELDS}
    dates = {name: (at.date() + years * _YEAR, at.time()) for name, at in local.items()}
    name = _NUMBER_OF_YEAR.sub(lambda found: str(int(found[0]) + years), earlier.name)
    return {**facts_of(earlier), "name": name, **DatesForm.filled(dates)}
