"""Who looks after the meetings and the minutes of a forum: its facilitators and its clerks."""

from __future__ import annotations

from pbplatform.accounts.kinds import Role
from pbplatform.core.actor import Actor, ActorRef
from pbplatform.forums.models import ForumSeries
from pbplatform.web.guards import require_actor

# For the guard of each route: `@staff(*ARRANGERS)`.
ARRANGERS = (Role.FACILITATOR, Role.CLERK)


def may_arrange(actor: Actor, forum: ForumSeries) -> bool:
    """Whether this person looks after meetings and minutes of the forum."""
    return any(actor.holds(role, forum.scope) for role in ARRANGERS)


def arranging(forum: ForumSeries) -> ActorRef:
    """The signed-in person as facilitator of this forum, or else as its clerk.

    Raises:
        NotAllowed: they are neither.
    """
    actor = require_actor()
    held = next((role for role in ARRANGERS if actor.holds(role, forum.scope)), Role.FACILITATOR)
    return actor.acting_as(held, forum.scope)
