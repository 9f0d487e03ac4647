"""Who may say that a box was opened again, and when its key ends.

Source: docs/rules/ceremony.md sections 9 and 10.
"""

from __future__ import annotations

from datetime import date

from pbplatform.accounts.kinds import Role
from pbplatform.core.actor import ActorRef, covers
from pbplatform.core.errors import Conflict, DomainError, NotAllowed
from pbplatform.reopening.models import KeyEnd, OpenedAgain
from pbplatform.rounds.models import Round

ENDERS = frozenset({Role.CLERK, Role.FACILITATOR, Role.AUDITOR})


def refuse_to_state(
    actor: ActorRef, round_: Round, *, trustee: bool, stands: bool
) -> DomainError | None:
    """Why `actor` may not say that they opened the box again; None when they may (9.2, 9.3, 9.5).

    Args:
        trustee: whether this person holds a share of the key of this round.
        stands: whether a statement of this person stands already.
    """
    auditor = actor.role == Role.AUDITOR and covers(actor.scope, round_.scope)
    if not auditor and not trustee:
        return NotAllowed("reopen.only_auditors")
    if round_.opened_at is None:
        return Conflict("reopen.not_opened")
    if round_.older_order:
        return Conflict("reopen.older_order")
    if round_.key_destroyed_at is not None:
        return Conflict("reopen.key_gone")
    return Conflict("reopen.stated_already") if stands else None


def refuse_to_take_back(actor: ActorRef, stated: OpenedAgain) -> DomainError | None:
    """Why `actor` may not take this statement back; None for who made it (9.3)."""
    if actor.account_id is None or actor.account_id != stated.by_id:
        return NotAllowed("reopen.only_own")
    return None if stated.stands else Conflict("reopen.taken_back_already")


def refuse_to_set_aside(actor: ActorRef, stated: OpenedAgain) -> DomainError | None:
    """Why `actor` may not say, as one of two, that it does not stand; None when they may (9.4)."""
    if actor.account_id is not None and actor.account_id == stated.by_id:
        return NotAllowed("reopen.own_statement")
    return None if stated.holds_up else Conflict("reopen.holds_up_nothing")


def refuse_to_end_key(
    round_: Round,
    end: KeyEnd | None,
    *,
    by_trustees: bool,
    differing: int,
    stood_on: date | None,
    today: date,
) -> DomainError | None:
    """Why two people may not decide that the key is destroyed; None when they may (10.1, 10.2).

    Args:
        end: what was decided before.
        by_trustees: whether trustees hold the key.
        differing: statements that hold it up.
        stood_on: the day on which the result stood: of the certificate, or of the count of a round
            of the older order; None while it does not.
    """
    if round_.key_destroyed_at is not None:
        return Conflict("key.gone")
    if round_.frozen_at is None:
        return Conflict("key.none_yet")
    if by_trustees:
        return Conflict("key.with_trustees")
    if round_.called_off_at is not None:
        return Conflict("key.goes_by_itself")
    if end is not None:
        return Conflict("key.decided")
    if stood_on is None:
        return Conflict("key.still_needed")
    if today <= stood_on:
        return Conflict("key.too_early")
    return Conflict("key.held_up", number=differing) if differing else None
