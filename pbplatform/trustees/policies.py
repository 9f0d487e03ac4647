"""Who may say who holds the key of a box. Source: docs/rules/trustees.md sections 1 and 3."""

from __future__ import annotations

from pbplatform.core.actor import ActorRef
from pbplatform.core.errors import Conflict, DomainError
from pbplatform.rounds.models import Round
from pbplatform.rounds.policies import refuse_called_off, refuse_to_facilitate


def refuse_to_name_trustees(actor: ActorRef, round_: Round) -> DomainError | None:
    """Why `actor` may not say who holds the key of a round; None until its freeze (1.2)."""
    if refusal := refuse_to_facilitate(actor, round_) or refuse_called_off(round_):
        return refusal
    return Conflict("trustees.frozen") if round_.frozen_at is not None else None


def refuse_to_say_destroyed(
    actor: ActorRef, round_: Round, *, by_trustees: bool, said: bool
) -> DomainError | None:
    """Why it cannot be written down that a share is destroyed; None when it can (3.4).

    Args:
        by_trustees: whether trustees hold the key of this round.
        said: whether that stands of this share already.
    """
    if refusal := refuse_to_facilitate(actor, round_):
        return refusal
    if not by_trustees or round_.frozen_at is None:
        return Conflict("trustees.none")
    if round_.certified_at is None and round_.called_off_at is None:
        return Conflict("trustees.still_needed")
    return Conflict("trustees.destroyed_already") if said else None


def refuse_to_ask_trustee(
    actor: ActorRef, round_: Round, *, by_trustees: bool
) -> DomainError | None:
    """Why nobody is asked to sign in as a trustee; None until the box is open (5.1).

    Args:
        by_trustees: whether trustees hold the key of this round, or are named for it.
    """
    if refusal := refuse_to_facilitate(actor, round_) or refuse_called_off(round_):
        return refusal
    if not by_trustees:
        return Conflict("trustees.none")
    return Conflict("trustees.needed_no_more") if round_.opened_at is not None else None
