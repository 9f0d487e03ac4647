"""What of rounds waits for a facilitator."""

from __future__ import annotations

from pbplatform.accounts.kinds import Role
from pbplatform.rounds import queries as rounds
from pbplatform.rounds.kinds import State
from pbplatform.rounds.words.next_act import next_act, waits_for_facilitator
from pbplatform.web.sentences import gettext as _
from pbplatform.web.to_do import AtDesk, ToDo


def rounds_to_act_on(at: AtDesk) -> list[ToDo]:
    """Rounds in which the next act is the facilitator's."""
    session, actor, now = at.session, at.actor, at.now
    waiting = []
    for round_ in rounds.all_rounds(session):
        if round_.state(now) is State.PROVISIONAL:
            continue  # the slice of the results has it on the desk, with its objections
        act = next_act(round_, now) if waits_for_facilitator(round_, now) else None
        if act and actor.holds(Role.FACILITATOR, round_.scope):
            url = f"/desk/facilitator/{round_.path}"
            waiting.append(ToDo(round_.name, act.what, act.by, url, _("Go to the round"), act.late))
    return waiting
