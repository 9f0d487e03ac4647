"""What of winners waits for a facilitator."""

from __future__ import annotations

from pbplatform.accounts.kinds import Role
from pbplatform.delivery.queries.lines import without_line
from pbplatform.web.sentences import gettext as _
from pbplatform.web.to_do import AtDesk, ToDo


def winners_without_line(at: AtDesk) -> list[ToDo]:
    """Projects that won and have no budget line yet."""
    session, actor, now = at.session, at.actor, at.now
    return [
        ToDo(
            title,
            _("It won and has no budget line yet."),
            stand.line_due,
            f"/desk/rounds/{stand.round_slug}/projects/{stand.number}/line",
            _("Give it its line"),
            stand.line_is_late,
        )
        for stand, title in without_line(session, now=now)
        if stand.line_due is not None and actor.holds(Role.FACILITATOR, f"round:{stand.round_slug}")
    ]
