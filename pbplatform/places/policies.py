"""Who may set up the place. Source: docs/rules/places.md section 1."""

from __future__ import annotations

from pbplatform.accounts.kinds import Role
from pbplatform.core.actor import PLACE, ActorRef
from pbplatform.core.errors import DomainError, NotAllowed


def refuse_to_change_place(actor: ActorRef) -> DomainError | None:
    """Why `actor` may not change the place; None when they may."""
    if actor.kind in ("command", "system"):
        return None
    if actor.role != Role.FACILITATOR or actor.scope != PLACE:
        return NotAllowed("place.only_its_facilitator")
    return None
