"""Who may say where one can vote. Source: docs/rules/venues.md section 1."""

from __future__ import annotations

from datetime import datetime

from pbplatform.accounts.kinds import Role
from pbplatform.core.actor import ActorRef, covers
from pbplatform.core.errors import Conflict, DomainError, NotAllowed, NotFound
from pbplatform.rounds.models import Round
from pbplatform.rounds.policies import refuse_called_off, refuse_to_facilitate


def refuse_to_say_ways(actor: ActorRef, round_: Round) -> DomainError | None:
    """Why `actor` may not say which ways to vote a round has; None until its freeze.

    Source: docs/rules/paper.md section 1.1.
    """
    if refusal := refuse_to_facilitate(actor, round_) or refuse_called_off(round_):
        return refusal
    return Conflict("ways.frozen") if round_.frozen_at is not None else None


def _refuse_but_staff(actor: ActorRef, round_: Round) -> DomainError | None:
    """Facilitators and clerks of the round look after its voting places (1.2)."""
    if actor.kind in ("command", "system"):
        return None
    if actor.role in (Role.FACILITATOR, Role.CLERK) and covers(actor.scope, round_.scope):
        return None
    return NotAllowed("venue.only_its_staff")


def refuse_to_add_venue(actor: ActorRef, round_: Round, now: datetime) -> DomainError | None:
    """Why `actor` may not add a voting place; None when they may (1.2)."""
    if refusal := _refuse_but_staff(actor, round_) or refuse_called_off(round_):
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


def refuse_to_change_venue(
    actor: ActorRef, round_: Round, now: datetime, *, gone: bool
) -> DomainError | None:
    """Why `actor` may not change what a voting place says; None when they may (1.6)."""
    return refuse_to_take_venue_away(actor, round_, now, gone=gone)


def refuse_to_close_venue(
    actor: ActorRef, round_: Round, now: datetime, *, gone: bool
) -> DomainError | None:
    """Why `actor` may not close a voting place for a time; None when they may (7.1)."""
    return refuse_to_take_venue_away(actor, round_, now, gone=gone)


def refuse_to_open_venue_again(
    actor: ActorRef, round_: Round, now: datetime, *, is_closed: bool
) -> DomainError | None:
    """Why `actor` may not say that a voting place is open again; None when they may (7.4).

    Args:
        is_closed: whether this closing still holds.
    """
    if refusal := refuse_to_add_venue(actor, round_, now):
        return refusal
    return None if is_closed else Conflict("venue.open_already")


def _refuse_but_clerk(actor: ActorRef, round_: Round) -> DomainError | None:
    if actor.role == Role.CLERK and covers(actor.scope, round_.scope):
        return None
    return NotAllowed("kiosk.only_its_clerk")


def refuse_to_open_kiosk(actor: ActorRef, round_: Round, now: datetime) -> DomainError | None:
    """Why `actor` may not open a kiosk; None when they may (2.1). No role is exempt."""
    if refusal := _refuse_but_clerk(actor, round_):
        return refusal
    if round_.published_at is None:
        return NotFound("page.not_found")
    if refusal := refuse_called_off(round_):
        return refusal
    return Conflict("kiosk.vote_over") if now >= round_.closes_at else None


def refuse_to_close_kiosk(actor: ActorRef, round_: Round, *, is_open: bool) -> DomainError | None:
    """Why `actor` may not close a kiosk from the desk; None when they may, in every state (2.3)."""
    if refusal := _refuse_but_clerk(actor, round_):
        return refusal
    return None if is_open else Conflict("kiosk.over_already")
