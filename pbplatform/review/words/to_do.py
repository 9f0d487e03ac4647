"""What of committees waits for a facilitator."""

from __future__ import annotations

from flask_babel import gettext as _

from pbplatform.accounts.kinds import Role
from pbplatform.review.queries.strength import strengths, working_committees
from pbplatform.review.words.next_act import next_act_of_committee
from pbplatform.web.to_do import AtDesk, ToDo


def committees_to_fill(at: AtDesk) -> list[ToDo]:
    """Committees with too few delegates to decide anything."""
    own = [
        (round_, held)
        for round_, held in working_committees(at.session, at.now)
        if at.actor.holds(Role.FACILITATOR, round_.scope)
    ]
    found = []
    for told in strengths(at.session, own, now=at.now) if own else ():
        if act := next_act_of_committee(told):
            lead = _("%(committee)s has too few delegates to decide", committee=told.committee.name)
            url = f"/desk/facilitator/{told.round.path}/delegates"
            found.append(ToDo(lead, act.what, act.by, url, _("Appoint delegates"), act.late))
    return found
