"""What of winners waits for a facilitator."""

from __future__ import annotations

from pbplatform.accounts.kinds import Role
from pbplatform.delivery import queries as delivery
from pbplatform.web.sentences import gettext as _
from pbplatform.web.to_do import AtDesk, ToDo


def winners_without_line(at: AtDesk) -> list[ToDo]:
    """Projects that won and have no budget line yet."""
    session, actor, now = at.session, at.actor, at.now
    return [
        ToDo(
            view.title,
            _("It won and has no budget line yet."),
            view.line_due,
            f"/desk/rounds/{view.round_slug}/projects/{view.number}/line",
            _("Give it its line"),
            view.line_is_late,
        )
        for view in delivery.project_views(session, now=now, without_line=True)
        if view.line_due is not None and actor.holds(Role.FACILITATOR, f"round:{view.round_slug}")
    ]
