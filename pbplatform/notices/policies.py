"""Who writes to those who follow, and when. Pure; docs/rules/notices.md section 10."""

from __future__ import annotations

from pbplatform.accounts.kinds import Role
from pbplatform.core.actor import ActorRef, covers
from pbplatform.core.errors import Conflict, DomainError, NotAllowed


def refuse_to_write(
    actor: ActorRef, scope: str, *, is_public: bool, one_today: bool
) -> DomainError | None:
    """Why `actor` may not write to those who follow a round or forum; None when they may.

    Args:
        scope: of the round or forum.
        is_public: False for a round that is a draft.
        one_today: whether a notice went out today.
    Source: docs/rules/notices.md sections 10.1 and 10.4.
    """
    if not _facilitates(actor, scope):
        return NotAllowed("notice.only_its_facilitator")
    if not is_public:
        return Conflict("notice.is_draft")
    return Conflict("notice.one_a_day") if one_today else None


def refuse_to_take_back(actor: ActorRef, scope: str, *, taken_back: bool) -> DomainError | None:
    """Why `actor` may not take a notice back in public; None when they may (section 10.5)."""
    if not _facilitates(actor, scope):
        return NotAllowed("notice.only_its_facilitator")
    return Conflict("notice.taken_back_already") if taken_back else None


def _facilitates(actor: ActorRef, scope: str) -> bool:
    return actor.role == Role.FACILITATOR and covers(actor.scope, scope)
