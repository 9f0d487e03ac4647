"""Who may set up a round, and when. Source: docs/rules/rounds.md."""

from __future__ import annotations

from datetime import datetime

from pbplatform.accounts.kinds import Role
from pbplatform.core.actor import ActorRef, covers
from pbplatform.core.errors import Conflict, DomainError, NotAllowed
from pbplatform.rounds.models import Round


def refuse_to_make_round(actor: ActorRef) -> DomainError | None:
    """Why `actor` may not set up a round; None when they may."""
    if actor.kind in ("command", "system"):
        return None
    if actor.role != Role.FACILITATOR or actor.scope != "place":
        return NotAllowed("place.only_its_facilitator")
    return None


def refuse_to_facilitate(actor: ActorRef, round_: Round) -> DomainError | None:
    """Why `actor` may not act as this round's facilitator; None when they may."""
    if actor.kind in ("command", "system"):
        return None
    if actor.role != Role.FACILITATOR or not covers(actor.scope, round_.scope):
        return NotAllowed("round.only_its_facilitator")
    return None


def refuse_to_change_draft(actor: ActorRef, round_: Round) -> DomainError | None:
    """Why the round's name, money and rule may not change; None while it is a draft."""
    if refusal := refuse_to_facilitate(actor, round_):
        return refusal
    if round_.published_at is not None:
        return Conflict("round.public_stays")
    return None


def refuse_to_change_ballot(round_: Round) -> DomainError | None:
    """Why the list of projects may not change; None while it may."""
    if round_.frozen_at is not None:
        return Conflict("round.frozen")
    return None


def refuse_to_freeze(
    actor: ActorRef, round_: Round, projects: int, now: datetime
) -> DomainError | None:
    """Why the round's definition may not be frozen now; None when it may."""
    if refusal := refuse_to_facilitate(actor, round_):
        return refusal
    if round_.published_at is None:
        return Conflict("round.not_published")
    if round_.frozen_at is not None:
        return Conflict("round.frozen")
    if projects == 0:
        return Conflict("round.no_project_on_ballot")
    if now >= round_.closes_at:
        return Conflict("round.window_over")
    return None
