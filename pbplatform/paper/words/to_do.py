"""What of the papers of a round waits for staff."""

from __future__ import annotations

from flask_babel import gettext as _

from pbplatform.accounts.kinds import Role
from pbplatform.paper.queries.handing import waiting_asides
from pbplatform.web.to_do import AtDesk, ToDo


def asides_to_decide(at: AtDesk) -> list[ToDo]:
    """Papers set aside about which the person may decide with another one."""
    return [
        ToDo(
            _("Paper %(number)s set aside", number=view.aside.n),
            view.round_.name,
            view.aside.decide_by,
            f"/desk/clerk/{view.round_.path}/paper/aside/{view.aside.n}",
            _("Decide with a second person"),
            at.today > view.aside.decide_by,
        )
        for view in waiting_asides(at.session)
        if any(
            at.actor.holds(role, view.round_.scope)
            for role in (Role.CLERK, Role.FACILITATOR, Role.AUDITOR)
        )
    ]
