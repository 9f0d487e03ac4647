"""Who acts next on a report or a decision. Source: docs/rules/moderation.md section 7."""

from __future__ import annotations

from pbplatform.core.next_act import NextAct
from pbplatform.moderation.kinds import CaseState, Standing
from pbplatform.moderation.queries.desk import CaseView, DecisionView
from pbplatform.web.sentences import gettext as _


def next_act_of_case(view: CaseView) -> NextAct | None:
    """Who looks at what was reported; None when it is decided."""
    if view.case.state != CaseState.OPEN:
        return None
    return NextAct(
        who=_("A facilitator"),
        what=_("They read the text and decide: it stays, it is hidden, or words are struck."),
        by=view.case.look_by,
        otherwise=_("If nobody does, the page of the report says that it is late."),
        late=view.is_late,
    )


def next_act_of_decision(view: DecisionView) -> NextAct | None:
    """Who may do something about a decision; None when it is settled."""
    decision = view.decision
    if decision.standing == Standing.ASKED and view.nobody:
        return NextAct(
            who=_("The facilitators of the place"),
            what=_("Nobody else may look again today. They must appoint somebody who may."),
            by=decision.look_by,
            otherwise=_("If they do not, this page says that the second look is late."),
            late=view.is_late,
        )
    if decision.standing == Standing.ASKED:
        return NextAct(
            who=_("Another facilitator or an auditor"),
            what=_("They look again. They confirm the decision or put the words back."),
            by=decision.look_by,
            otherwise=_("If nobody does, this page says that it is late."),
            late=view.is_late,
        )
    if view.can_be_asked_again:
        return NextAct(
            who=_("The author"),
            what=_("They can ask for a second look by another person."),
            by=decision.ask_by,
            otherwise=_("If they do not, the decision stands."),
        )
    return None
