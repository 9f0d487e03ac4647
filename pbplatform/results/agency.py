"""Who acts next until a round's result is published. Source: docs/rules/results.md section 2."""

from __future__ import annotations

from datetime import datetime

from flask_babel import gettext as _

from pbplatform.core.next_act import NextAct
from pbplatform.rounds.kinds import Phase
from pbplatform.rounds.models import Round


def next_act(round_: Round, now: datetime) -> NextAct | None:
    """Who acts next on a round's result; None once it is published.

    Source: docs/rules/results.md section 2.
    """
    phase = round_.phase(now)
    if phase is Phase.RESULTS:
        return None
    otherwise = _("If not, this page says that the results are late.")
    late = now >= round_.results_at
    if phase is Phase.VOTING:
        return NextAct(
            who=_("Everybody who may vote"),
            what=_("They vote. Nobody can count before the box is closed."),
            by=round_.closes_at,
            otherwise=_("After that no vote is taken. Then the box is opened."),
        )
    if phase is not Phase.COUNTING:
        return NextAct(
            who=_("The facilitator of the round"),
            what=_("They freeze the ballot and open the vote."),
            by=round_.opens_at,
            otherwise=_("If not, voting does not open, and the round’s page says so."),
            late=now >= round_.opens_at,
        )
    if round_.closed_at is None:
        what = _("They close the box: everything in it is listed in the public log.")
    elif round_.opened_at is None:
        what = _("They roll the lot with a second person and open the box.")
    else:
        what = _("The box is open. They count and publish the result.")
    return NextAct(
        who=_("The facilitator of the round"),
        what=what,
        by=round_.results_at,
        otherwise=otherwise,
        late=late,
    )
