"""What of results waits for a facilitator. Source: docs/rules/results.md sections 11 to 13."""

from __future__ import annotations

from pbplatform.accounts.kinds import Role
from pbplatform.results.queries.objections import open_objections_of
from pbplatform.rounds import queries as rounds
from pbplatform.rounds.kinds import State
from pbplatform.rounds.models import Round
from pbplatform.rounds.queries.standing import late_since
from pbplatform.web.sentences import gettext as _
from pbplatform.web.sentences import ngettext
from pbplatform.web.to_do import AtDesk, ToDo


def results_to_certify(at: AtDesk) -> list[ToDo]:
    """Provisional results with what they need next: an answer, a second count, the certificate."""
    mine = [
        round_
        for round_ in rounds.all_rounds(at.session)
        if round_.state(at.now) is State.PROVISIONAL
        and at.actor.holds(Role.FACILITATOR, round_.scope)
    ]
    if not mine:
        return []
    waiting: dict[int, int] = {}
    for each in open_objections_of(at.session, [round_.id for round_ in mine]):
        waiting[each.round_id] = waiting.get(each.round_id, 0) + 1
    return [
        ToDo(
            round_.name,
            text,
            round_.certify_due_at,
            f"/desk/{round_.path}/result",
            _("Go to the result"),
            late_since(round_, at.now) is not None,
        )
        for round_ in mine
        if (text := _text(round_, waiting.get(round_.id, 0), at))
    ]


def _text(round_: Round, waiting: int, at: AtDesk) -> str:
    """Empty while others act."""
    if round_.recount_owed:
        return str(_("The count was found wrong. Have the votes counted again."))
    if waiting:
        return str(ngettext("%(num)s objection to answer", "%(num)s objections to answer", waiting))
    if round_.takes_objections(at.now):
        return ""
    return str(_("The days to object are over. Certify the result with an auditor."))
