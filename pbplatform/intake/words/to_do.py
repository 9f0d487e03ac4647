"""Call backs that staff promised."""

from __future__ import annotations

from flask_babel import gettext as _

from pbplatform.accounts.kinds import Role
from pbplatform.intake.queries.calls import call_backs
from pbplatform.web.to_do import AtDesk, ToDo


def calls_to_make(at: AtDesk) -> list[ToDo]:
    """Call backs of the rounds and forums of a facilitator or clerk; the note is on its page."""

    def own(scope: str) -> bool:
        return any(at.actor.holds(role, scope) for role in (Role.FACILITATOR, Role.CLERK))

    return [
        ToDo(
            _("Call back"),
            _("Somebody was promised a call."),
            back.due,
            f"/desk/calls/backs/{back.id}",
            _("Read the note"),
            back.late,
        )
        for back in call_backs(at.session, own, at.today)
    ]
