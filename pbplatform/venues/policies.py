"""Who may say where one can vote. Source: docs/rules/venues.md section 1."""

from __future__ import annotations

from datetime import datetime

from pbplatform.core.actor import ActorRef
from pbplatform.core.errors import Conflict, DomainError
from pbplatform.rounds.models import Round
from pbplatform.rounds.policies import refuse_called_off, refuse_to_facilitate


def refuse_to_add_venue(actor: ActorRef, round_: Round, now: datetime) -> DomainError | None:
    """Why `actor` may not add a voting place; None when they may (1.2)."""
    if refusal := refuse_to_facilitate(actor, round_) or refuse_called_off(round_):
        return refusal
    return Conflict("venue.vote_over") if now >= round_.closes_at else None


def refuse_to_take_venue_away(
    actor: ActorRef, round_: Round, now: datetime, *, gone: bool
) -> DomainError | None:
    """Why `actor` may not take a voting place away; None when they may (1.4).

    Args:
        gone: whether it was taken away before.
    """
    if refusal := refuse_to_add_venue(actor, round_, now):
        return refusal
    return Conflict("venue.gone_already") if gone else None
