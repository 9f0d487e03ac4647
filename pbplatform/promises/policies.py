"""Who may keep, move, end or give up a promise. Pure; docs/rules/promises.md section 1."""

from __future__ import annotations

from pbplatform.accounts.kinds import Role
from pbplatform.core.actor import ActorRef, covers
from pbplatform.core.errors import Conflict, DomainError, NotAllowed
from pbplatform.places.models import Team
from pbplatform.promises.kinds import OPEN
from pbplatform.promises.queries import PromiseOnDay


def refuse_to_act_for(actor: ActorRef, team: Team) -> DomainError | None:
    """Why `actor` may not act for a team; None for its officials and its elected person."""
    if actor.role not in (Role.OFFICIAL, Role.ELECTED) or not covers(actor.scope, team.scope):
        return NotAllowed("point.only_its_team", team=team.name)
    return None


def refuse_to_keep(actor: ActorRef, promised: PromiseOnDay) -> DomainError | None:
    """Why `actor` may not move, end or give up a promise; None for its team while it is open."""
    if refusal := refuse_to_act_for(actor, promised.team):
        return refusal
    return None if promised.state in OPEN else Conflict("promise.ended")


def refuse_to_take_back(actor: ActorRef, promised: PromiseOnDay) -> DomainError | None:
    """Why `actor` may not take the end of a promise back; None for its team once it is ended."""
    if refusal := refuse_to_act_for(actor, promised.team):
        return refusal
    return Conflict("state.not_from_here") if promised.state in OPEN else None
