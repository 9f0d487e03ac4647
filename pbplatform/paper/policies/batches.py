"""Who enters, compares and seals batches of returned papers, and when.

That whoever gave papers out logs none is in `handing.refuse_to_log_return`. Source:
docs/rules/paper.md section 3.
"""

from __future__ import annotations

from pbplatform.accounts.kinds import Role
from pbplatform.core.actor import ActorRef, covers
from pbplatform.core.errors import Conflict, DomainError, NotAllowed
from pbplatform.paper.kinds import BatchState
from pbplatform.rounds.models import Round
from pbplatform.rounds.policies import refuse_called_off


def _refuse_others(actor: ActorRef, round_: Round, *roles: Role) -> DomainError | None:
    if actor.role not in roles or not covers(actor.scope, round_.scope):
        return NotAllowed("paper.only_its_clerk")
    return refuse_called_off(round_)


def _refuse_ended(state: BatchState) -> Conflict | None:
    if state is BatchState.SEALED:
        return Conflict("paper.batch_sealed")
    return Conflict("paper.batch_refused") if state is BatchState.REFUSED else None


def _refuse_but_received(state: BatchState) -> Conflict | None:
    if state is BatchState.DIFFERS:
        return Conflict("paper.batch_differs")
    return Conflict("paper.batch_agreed") if state is BatchState.AGREED else _refuse_ended(state)


def _refuse_but_differs(state: BatchState) -> Conflict | None:
    if state is BatchState.RECEIVED:
        return Conflict("paper.batch_received")
    return Conflict("paper.batch_agreed") if state is BatchState.AGREED else _refuse_ended(state)


def _refuse_but_agreed(state: BatchState) -> Conflict | None:
    if state is BatchState.RECEIVED:
        return Conflict("paper.batch_received")
    return Conflict("paper.batch_differs") if state is BatchState.DIFFERS else _refuse_ended(state)


def refuse_to_enter(
    actor: ActorRef, round_: Round, state: BatchState, *, own_whole: bool, two_others: bool
) -> DomainError | None:
    """Why `actor` may not enter this batch; None for two clerks, until each is done (3).

    Args:
        own_whole: they are done with it.
        two_others: two other clerks have begun it.
    """
    if refusal := _refuse_others(actor, round_, Role.CLERK):
        return refusal
    if refusal := _refuse_but_received(state):
        return refusal
    if own_whole:
        return Conflict("paper.entry_whole")
    return NotAllowed("paper.two_enter_it") if two_others else None


def refuse_to_drop_entry(
    actor: ActorRef, round_: Round, state: BatchState, *, half_entered: bool
) -> DomainError | None:
    """Why half-entered entries may not be dropped, for another clerk to begin; None when they may.

    Args:
        half_entered: somebody else began and is not done.
    """
    if refusal := _refuse_others(actor, round_, Role.CLERK):
        return refusal
    if refusal := _refuse_but_received(state):
        return refusal
    return None if half_entered else Conflict("paper.nothing_half_entered")


def refuse_to_settle(
    actor: ActorRef, round_: Round, state: BatchState, *, settled: bool
) -> DomainError | None:
    """Why `actor` may not write down what the third look found; None for clerks and auditors (3).

    Args:
        settled: somebody wrote it down, and it waits for a second person.
    """
    if refusal := _refuse_others(actor, round_, Role.CLERK, Role.AUDITOR):
        return refusal
    if refusal := _refuse_but_differs(state):
        return refusal
    return Conflict("paper.settled_already") if settled else None


def refuse_to_confirm_look(
    actor: ActorRef, round_: Round, state: BatchState, *, settled_by: int | None
) -> DomainError | None:
    """Why `actor` may not confirm a third look; None for another person than who wrote it (3)."""
    if refusal := _refuse_others(actor, round_, Role.CLERK, Role.AUDITOR):
        return refusal
    if refusal := _refuse_but_differs(state):
        return refusal
    if settled_by is None:
        return Conflict("paper.not_settled")
    return NotAllowed("paper.another_confirms") if actor.account_id == settled_by else None


def refuse_to_end_batch(
    actor: ActorRef, round_: Round, state: BatchState, *, refused: bool, asked_by: int | None
) -> DomainError | None:
    """Why `actor` may not ask to seal or refuse a batch, or do so as the second person; None when
    they may (3).

    Args:
        refused: it is to be refused, which an open batch can be at any time.
        asked_by: who asked for it; None where nobody did, or for the other of the two.
    """
    if refusal := _refuse_others(actor, round_, Role.CLERK, Role.AUDITOR):
        return refusal
    if refusal := _refuse_ended(state) if refused else _refuse_but_agreed(state):
        return refusal
    return NotAllowed("paper.another_confirms") if actor.account_id == asked_by else None
