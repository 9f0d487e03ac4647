"""What of changed decisions waits for a facilitator."""

from __future__ import annotations

from pbplatform.accounts.kinds import Role
from pbplatform.changes import queries
from pbplatform.web.sentences import gettext as _
from pbplatform.web.to_do import AtDesk, ToDo


def changes_to_confirm(at: AtDesk) -> list[ToDo]:
    """Changed decisions in this facilitator's rounds and forums that nobody confirmed yet."""
    return [
        ToDo(
            view.team.name,
            _("The team says that it changed a decision. A second person must confirm it."),
            view.newest.lapses_at,
            f"/desk/changes/{view.change.id}",
            _("Read it"),
        )
        for view in queries.waiting_changes(at.session, now=at.now)
        if at.actor.holds(Role.FACILITATOR, view.scope)
        and view.newest.first_id != at.actor.account_id
    ]
