"""What of committees waits for a facilitator."""

from __future__ import annotations

from pbplatform.accounts.kinds import Role
from pbplatform.review.queries.rechecks import wrong_ones
from pbplatform.review.queries.strength import weak_committees, working_committees
from pbplatform.review.words.next_act import next_act_of_committee, next_act_of_recheck
from pbplatform.web.sentences import gettext as _
from pbplatform.web.to_do import AtDesk, ToDo


def projects_found_wrong(at: AtDesk) -> list[ToDo]:
    """Projects on a ballot of which their team says that something is wrong."""
    found = []
    for row in wrong_ones(at.session, at.now):
        act = next_act_of_recheck(row, at.now)
        if act is None or not at.actor.holds(Role.FACILITATOR, row.round.scope):
            continue
        lead = _("Something is wrong with project %(number)s", number=row.proposal.number)
        url = f"/desk/facilitator/{row.round.path}/rechecks/{row.proposal.number}"
        found.append(ToDo(lead, act.what, act.by, url, _("Read what is wrong"), act.late))
    return found


def committees_to_fill(at: AtDesk) -> list[ToDo]:
    """Committees with too few delegates to decide anything."""
    own = [
        (round_, held)
        for round_, held in working_committees(at.session, at.now)
        if at.actor.holds(Role.FACILITATOR, round_.scope)
    ]
    found = []
    for told in weak_committees(at.session, own, now=at.now):
        if act := next_act_of_committee(told):
            lead = _("%(committee)s has too few delegates to decide", committee=told.committee.name)
            url = f"/desk/facilitator/{told.round.path}/delegates"
            found.append(ToDo(lead, act.what, act.by, url, _("Appoint delegates"), act.late))
    return found
