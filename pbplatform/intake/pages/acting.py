"""In which role somebody writes down, and for which rounds and forums."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy.orm import Session

from pbplatform.accounts.kinds import Role
from pbplatform.core.actor import Actor, ActorRef
from pbplatform.core.errors import NotAllowed
from pbplatform.forums.queries import forums
from pbplatform.rounds.queries import published_rounds
from pbplatform.web.clock import request_now


def acting_on(actor: Actor, scope: str) -> ActorRef:
    """The person as facilitator or clerk of a round or forum.

    Raises:
        NotAllowed: they are neither there.
    """
    for role in (Role.FACILITATOR, Role.CLERK):
        if actor.holds(role, scope):
            return actor.acting_as(role, scope)
    raise NotAllowed("intake.only_staff")


def writes_for(actor: Actor, scope: str) -> bool:
    """Whether this person is facilitator or clerk there."""
    return any(actor.holds(role, scope) for role in (Role.FACILITATOR, Role.CLERK))


def targets(session: Session, actor: Actor) -> Iterator[tuple[str, str]]:
    """Rounds that take ideas now and forums, for which this person writes down: path and name."""
    for round_ in published_rounds(session):
        if round_.takes_ideas(request_now()) and writes_for(actor, round_.scope):
            yield round_.path, round_.name
    for forum in forums(session):
        if writes_for(actor, forum.scope):
            yield forum.path, forum.name
