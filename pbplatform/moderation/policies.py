"""Who may decide about public words, and when. Source: docs/rules/moderation.md."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from pbplatform.accounts.kinds import Role
from pbplatform.core.actor import ActorRef, covers
from pbplatform.core.errors import Conflict, DomainError, NotAllowed
from pbplatform.moderation.kinds import Outcome, Standing
from pbplatform.moderation.models import TextDecision


def refuse_to_decide(
    actor: ActorRef, *, scope: str, authors: Collection[int]
) -> DomainError | None:
    """Why `actor` may not decide about a text (section 2); None when they may.

    Args:
        scope: of the text.
        authors: accounts of those who wrote it.
    """
    if actor.kind in ("command", "system"):
        return None
    if actor.role != Role.FACILITATOR or not covers(actor.scope, scope):
        return NotAllowed("moderation.only_facilitators")
    if actor.account_id in authors:
        return NotAllowed("moderation.own_text")
    return None


def refuse_to_take_back(
    actor: ActorRef, decision: TextDecision, *, authors: Collection[int]
) -> DomainError | None:
    """Why `actor` may not put the words back (section 5); None when they may."""
    if refusal := refuse_to_decide(actor, scope=decision.scope, authors=authors):
        return refusal
    if decision.standing == Standing.ERASED:
        return Conflict("moderation.erased")
    return None if decision.is_in_force else Conflict("moderation.not_in_force")


def refuse_to_erase(
    actor: ActorRef, decision: TextDecision, *, authors: Collection[int]
) -> DomainError | None:
    """Why `actor` may be neither who asks that words are erased for good, nor who confirms it.

    Source: docs/rules/privacy.md section 4.
    """
    fits = actor.role == Role.AUDITOR or (
        actor.role == Role.FACILITATOR and covers(actor.scope, decision.scope)
    )
    if actor.kind not in ("command", "system") and not fits:
        return NotAllowed("moderation.only_second")
    if actor.account_id is not None and actor.account_id in authors:
        return NotAllowed("moderation.own_text")
    if decision.standing == Standing.ERASED:
        return Conflict("moderation.erased")
    return None if decision.is_in_force else Conflict("moderation.not_in_force")


def refuse_to_ask_for_look(
    actor: ActorRef, decision: TextDecision, today: date, *, authors: Collection[int]
) -> DomainError | None:
    """Why `actor` may not ask for a second look (section 4); None for an author, once."""
    if actor.account_id is None or actor.account_id not in authors:
        return NotAllowed("moderation.only_its_author")
    if decision.outcome == Outcome.LEFT:
        return Conflict("moderation.nothing_went")
    if decision.standing != Standing.STANDS:
        return Conflict("moderation.asked_already")
    if decision.ask_by is None or today > decision.ask_by:
        return Conflict("moderation.ask_too_late")
    return None


def refuse_to_give_look(
    actor: ActorRef, decision: TextDecision, *, authors: Collection[int]
) -> DomainError | None:
    """Why `actor` may not give the second look (section 4); None for another person."""
    if actor.kind not in ("command", "system"):
        fits = actor.role == Role.AUDITOR or (
            actor.role == Role.FACILITATOR and covers(actor.scope, decision.scope)
        )
        if not fits:
            return NotAllowed("moderation.only_second")
        if actor.account_id == decision.by_account_id:
            return NotAllowed("moderation.same_person")
        if actor.account_id in authors:
            return NotAllowed("moderation.own_text")
    if decision.standing != Standing.ASKED:
        return Conflict("moderation.no_look_asked")
    return None
