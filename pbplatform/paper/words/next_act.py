"""Who acts next on a paper set aside. Source: docs/rules/paper.md section 4.2."""

from __future__ import annotations

from datetime import date, datetime

from pbplatform.core.next_act import NextAct
from pbplatform.paper.kinds import AsideWhy
from pbplatform.paper.queries.handing import WaitingAside
from pbplatform.web.sentences import gettext as _


def next_act_of_aside(view: WaitingAside, _now: datetime, today: date) -> NextAct | None:
    """Two people decide, then a clerk puts it into a batch; None once nothing is to do."""
    if view.round_.called_off_at is not None or view.round_.paper_complete_at is not None:
        if view.aside.outcome or view.round_.called_off_at is not None:
            return None
    elif view.aside.waits_for_batch:
        return NextAct(
            who=_("A clerk who gave no papers out"),
            what=_("They log it in a batch with other papers."),
            by=None,
            otherwise=_("The box is not closed before it lies in a batch."),
        )
    if view.aside.outcome:
        return None
    late = view.aside.why == AsideWhy.LATE
    return NextAct(
        who=_("Two people, one of them an auditor"),
        what=_("They decide whether this paper counts, and say why in public."),
        by=view.aside.decide_by,
        otherwise=_("It does not count until they decide.")
        if late or view.round_.closed_at is not None
        else _("The box is not closed before they decide."),
        late=today > view.aside.decide_by,
    )
