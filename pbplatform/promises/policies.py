"""Who may keep, move, end and correct a promise, say whether it is kept, and reply.

Pure; docs/rules/promises.md.
"""

from __future__ import annotations

from pbplatform.accounts.kinds import Role
from pbplatform.core.actor import PLACE, ActorRef, covers
from pbplatform.core.errors import Conflict, DomainError, NotAllowed
from pbplatform.places.models import Team
from pbplatform.promises.kinds import OPEN, OVER, OWES, CheckStand
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


def refuse_to_correct(actor: ActorRef, promised: PromiseOnDay) -> DomainError | None:
    """Why `actor` may not correct what was typed of a promise; None for its team, at any time."""
    return refuse_to_act_for(actor, promised.team)


def refuse_to_say(actor: ActorRef, stand: CheckStand, *, of_team: bool) -> DomainError | None:
    """Why `actor` may not say whether it is as promised; None when they may (section 3.1, 3.2).

    Args:
        of_team: whether they act for the team that called it done.
    """
    if actor.account_id is None:
        return NotAllowed("account.sign_in_first")
    if of_team:
        return NotAllowed("check.own_team")
    if stand is CheckStand.WAITING:
        return Conflict("check.not_asked_yet")
    return Conflict("check.over") if stand in OVER else None


def refuse_to_reply(
    actor: ActorRef, stand: CheckStand, team: Team, *, elected: bool
) -> DomainError | None:
    """Why `actor` may not reply to residents who say no; None when they may (section 3.5, 3.6).

    Args:
        elected: whether somebody elected answers for this team.
    """
    higher = stand is CheckStand.HIGHER_OWES
    if higher and not elected:
        if actor.role != Role.FACILITATOR or actor.scope != PLACE:
            return NotAllowed("check.only_facilitator")
    elif refusal := refuse_to_act_for(actor, team):
        return refusal
    elif higher and actor.role != Role.ELECTED:
        return NotAllowed("check.only_elected", team=team.name)
    return None if stand in OWES else Conflict("check.no_reply_due")


def refuse_to_attach(actor: ActorRef, team: Team) -> DomainError | None:
    """Why `actor` may not attach evidence; None for the team (section 4.2)."""
    return refuse_to_act_for(actor, team)


def refuse_to_take_away(actor: ActorRef, team: Team, *, is_away: bool) -> DomainError | None:
    """Why `actor` may not take evidence away; None for the team and the place's facilitators."""
    facilitates = actor.role == Role.FACILITATOR and actor.scope == PLACE
    if not facilitates and (refusal := refuse_to_act_for(actor, team)):
        return refusal
    return Conflict("evidence.away_already") if is_away else None
