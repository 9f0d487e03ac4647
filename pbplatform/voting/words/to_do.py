"""What of a roll waits for its keepers."""

from __future__ import annotations

from flask_babel import gettext as _

from pbplatform.accounts.kinds import Role
from pbplatform.voting.queries.objections import waiting_objections
from pbplatform.web.to_do import AtDesk, ToDo


def objections_to_answer(at: AtDesk) -> list[ToDo]:
    """Objections to a roll that the person may answer."""
    return [
        ToDo(
            _("Objection %(number)s to the roll", number=view.objection.number),
            view.round_.name,
            view.round_.closes_at,
            f"/desk/clerk/{view.round_.path}/roll/objections/{view.objection.number}",
            _("Answer it"),
            at.now >= view.round_.closes_at,
        )
        for view in waiting_objections(at.session)
        if at.actor.holds(Role.CLERK, view.round_.scope)
        or at.actor.holds(Role.FACILITATOR, view.round_.scope)
    ]
