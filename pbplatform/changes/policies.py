"""Who says that a decision changed, who confirms it. Pure; docs/rules/changed.md."""

from __future__ import annotations

from pbplatform.accounts.kinds import Role
from pbplatform.changes.domain.second import Two, refuse_two
from pbplatform.core.actor import PLACE, ActorRef, covers
from pbplatform.core.errors import Conflict, DomainError, NotAllowed


def refuse_to_say(actor: ActorRef, team_scope: str) -> DomainError | None:
    """Why `actor` may not say that a decision of a team changed; None for its officials and its
    elected person (section 1.1)."""
    return None if _of_team(actor, team_scope) else NotAllowed("change.only_its_team")


def _of_team(actor: ActorRef, team_scope: str) -> bool:
    return actor.role in (Role.OFFICIAL, Role.ELECTED) and covers(actor.scope, team_scope)


def refuse_to_look(
    actor: ActorRef, team_scope: str, thing_scope: str = PLACE
) -> DomainError | None:
    """Why `actor` may not read what waits; None for who could be its second person (1.3).

    Args:
        thing_scope: of the round or forum of the thing because of which it changed.
    """
    if _of_team(actor, team_scope):
        return None
    if actor.role == Role.FACILITATOR and covers(actor.scope, thing_scope):
        return None
    if actor.role == Role.AUDITOR and covers(actor.scope, PLACE):
        return None
    return NotAllowed("change.not_your_role")


def refuse_to_confirm(
    actor: ActorRef, team_scope: str, thing_scope: str, *, waits: bool, two: Two
) -> DomainError | None:
    """Why `actor` may not confirm that a decision changed; None when they may (1.3 to 1.5).

    Args:
        waits: whether this version waits for a second person.
        two: who said it, and this person, as the rule of two people sees them.
    """
    if refusal := refuse_to_look(actor, team_scope, thing_scope):
        return refusal
    if not waits:
        return Conflict("change.not_waiting")
    return refuse_two(two)


def refuse_to_turn_down(
    actor: ActorRef, team_scope: str, thing_scope: str, *, waits: bool, said_by: int
) -> DomainError | None:
    """Why `actor` may not turn down what waits; None when they may (1.5).

    Args:
        said_by: the account of who said it; they take it back instead.
    """
    if refusal := refuse_to_look(actor, team_scope, thing_scope):
        return refusal
    if not waits:
        return Conflict("change.not_waiting")
    return Conflict("change.take_it_back") if actor.account_id == said_by else None


def refuse_to_withdraw(actor: ActorRef, team_scope: str, *, waits: bool) -> DomainError | None:
    """Why `actor` may not take back what still waits; None for the team (1.5)."""
    if refusal := refuse_to_say(actor, team_scope):
        return refusal
    return None if waits else Conflict("change.not_waiting")


def refuse_to_correct(
    actor: ActorRef, team_scope: str, *, confirmed: bool, taken_back: bool
) -> DomainError | None:
    """Why `actor` may not correct what was confirmed; None for the team (1.7)."""
    if refusal := refuse_to_say(actor, team_scope):
        return refusal
    if taken_back:
        return Conflict("change.taken_back_already")
    return None if confirmed else Conflict("change.not_confirmed")


def refuse_to_take_back(
    actor: ActorRef, team_scope: str, *, confirmed: bool, taken_back: bool
) -> DomainError | None:
    """Why `actor` may not take back what was confirmed; None for team and place (1.8)."""
    facilitates = actor.role == Role.FACILITATOR and covers(actor.scope, PLACE)
    if not facilitates and (refusal := refuse_to_say(actor, team_scope)):
        return refusal
    if taken_back:
        return Conflict("change.taken_back_already")
    return None if confirmed else Conflict("change.not_confirmed")
