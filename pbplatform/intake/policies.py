"""Who may write down for somebody, and who may claim it. Source: docs/rules/intake.md."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from pbplatform.accounts.kinds import Role
from pbplatform.core.actor import ActorRef, covers
from pbplatform.core.errors import Conflict, DomainError, NotAllowed
from pbplatform.forums.models import Meeting
from pbplatform.intake.kinds import TAKE_BACK_HOURS
from pbplatform.intake.models import SlipBatch, Written


def refuse_to_write_down(actor: ActorRef, scope: str) -> DomainError | None:
    """Why `actor` may not write down for somebody (section 1.1); None for facilitators and clerks.

    Args:
        scope: of the round or forum that it is for.
    """
    if actor.account_id is None:
        return NotAllowed("account.sign_in_first")
    if actor.role not in (Role.FACILITATOR, Role.CLERK) or not covers(actor.scope, scope):
        return NotAllowed("intake.only_staff")
    return None


def refuse_to_claim(actor: ActorRef, written: Written) -> DomainError | None:
    """Why this slip does not make a thing somebody's (section 2); None when it does."""
    if actor.account_id is None:
        return NotAllowed("account.sign_in_first")
    if written.claimed_at is not None:
        return Conflict("intake.claimed_before", field="code")
    if written.by_id == actor.account_id:
        return Conflict("intake.not_its_writer", field="code")
    return None


def refuse_new_slip(actor: ActorRef, written: Written, scope: str) -> DomainError | None:
    """Why no new slip is made (section 2.5); None when staff may make one."""
    if refusal := refuse_to_write_down(actor, scope):
        return refusal
    return Conflict("intake.claimed_before") if written.claimed_at is not None else None


def refuse_on_word(
    actor: ActorRef, written: Written, scope: str, *, erases: bool = False
) -> DomainError | None:
    """Why `actor` writes down no later word on a thing (section 8); None when they may.

    Args:
        erases: nothing but the way to reach the person goes, which anybody there may do.
    """
    if refusal := refuse_to_write_down(actor, scope):
        return refusal
    if written.claimed_at is not None:
        return Conflict("intake.theirs_online")
    if not erases and actor.account_id in (written.by_id, written.slip_by_id):
        return NotAllowed("intake.you_saw_the_code")
    return None


def refuse_to_type(
    actor: ActorRef, scope: str, meeting: Meeting, now: datetime
) -> DomainError | None:
    """Why `actor` has no table for the slips of a meeting (section 5); None when they have.

    Args:
        scope: of the forum.
    """
    if refusal := refuse_to_write_down(actor, scope):
        return refusal
    if meeting.cancelled_at is not None:
        return Conflict("meeting.cancelled")
    return None if meeting.has_begun(now) else Conflict("table.not_begun")


def refuse_to_judge_row(actor: ActorRef, hands: Collection[int]) -> DomainError | None:
    """Why `actor` does not publish or give back a row (section 5.7); None when they may.

    Args:
        hands: accounts that typed or changed it.
    """
    if actor.account_id is None:
        return NotAllowed("account.sign_in_first")
    return NotAllowed("table.you_typed_it") if actor.account_id in hands else None


def refuse_to_take_back(
    actor: ActorRef, scope: str, batch: SlipBatch, now: datetime
) -> DomainError | None:
    """Why `actor` does not take a publication back (section 5); None when they may.

    Args:
        scope: of the forum.
    """
    if refusal := refuse_to_write_down(actor, scope):
        return refusal
    if batch.by_id != actor.account_id:
        return NotAllowed("table.only_its_publisher")
    if now >= batch.at + timedelta(hours=TAKE_BACK_HOURS):
        return Conflict("table.too_late")
    return None
