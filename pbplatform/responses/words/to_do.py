"""What of answers waits for a facilitator."""

from __future__ import annotations

from flask_babel import gettext as _

from pbplatform.accounts.kinds import Role
from pbplatform.core.actor import PLACE
from pbplatform.forums import queries as forums
from pbplatform.responses import queries as responses
from pbplatform.web.to_do import AtDesk, ToDo


def points_nobody_can_answer(at: AtDesk) -> list[ToDo]:
    """Second answers that nobody can give: somebody must be appointed."""
    session, actor, now = at.session, at.actor, at.now
    own = [each.id for each in forums.forums(session) if actor.holds(Role.FACILITATOR, each.scope)]
    return [
        ToDo(
            _("Nobody can answer point %(number)s again", number=view.point.number),
            _(
                "%(team)s needs an elected person, or an official with another post than the one "
                "who answered first.",
                team=view.team.name,
            ),
            view.standing.due,
            "/desk/facilitator/roles#give"
            if actor.holds(Role.FACILITATOR, PLACE)
            else f"/{view.path}",
            _("Appoint one") if actor.holds(Role.FACILITATOR, PLACE) else _("Ask for one"),
            view.standing.is_late,
        )
        for view in (responses.stuck_points(session, own, now=now) if own else [])
    ]
