"""What of checks by residents waits for a facilitator."""

from __future__ import annotations

from pbplatform.accounts.kinds import Role
from pbplatform.core.actor import PLACE
from pbplatform.promises import queries
from pbplatform.promises.kinds import Owed
from pbplatform.web.sentences import gettext as _
from pbplatform.web.to_do import AtDesk, ToDo


def replies_owed(at: AtDesk) -> list[ToDo]:
    """Replies that a facilitator owes, since nobody elected answers for the team."""
    session, actor, now = at.session, at.actor, at.now
    if not actor.holds(Role.FACILITATOR, PLACE):
        return []
    owed = queries.checks_owed(session, now=now, owed=Owed.HIGHER)
    return [
        ToDo(
            view.check.title,
            _("%(team)s explained, and residents still say no.", team=view.team.name),
            view.check.owed_by,
            f"/{view.check.reply_path}",
            _("Reply in public"),
            view.is_late,
        )
        for view in owed
        if queries.senior_of(session, view.team, now=now).role is Role.FACILITATOR
    ]
