"""Who acts next on an objection to the roll. Source: docs/rules/voting.md section 1.26."""

from __future__ import annotations

from datetime import date, datetime

from pbplatform.core.next_act import NextAct
from pbplatform.voting.queries.objections import WaitingObjection
from pbplatform.web.sentences import gettext as _


def next_act_of_objection(view: WaitingObjection, now: datetime, _today: date) -> NextAct | None:
    """Who answers; None once it is answered and the box is closed, or was never open."""
    if view.objection.outcome or view.round_.closed_at is not None:
        return None
    return NextAct(
        who=_("A clerk of the round"),
        what=_("They look whether the roll is right, and answer in public."),
        by=view.round_.closes_at,
        otherwise=_("The box is not closed before they answer."),
        late=now >= view.round_.closes_at,
    )
