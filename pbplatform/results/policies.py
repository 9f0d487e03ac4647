"""Who may object to a count, answer, have it counted again, certify it, and when.

Source: docs/rules/results.md sections 11 to 13.
"""

from __future__ import annotations

from datetime import datetime

from pbplatform.accounts.kinds import Role
from pbplatform.core.actor import ActorRef, covers
from pbplatform.core.errors import Conflict, DomainError, NotAllowed
from pbplatform.paper.kinds import OWED
from pbplatform.results.models import Objection
from pbplatform.rounds.kinds import State
from pbplatform.rounds.models import Round
from pbplatform.rounds.policies import refuse_to_facilitate


def refuse_to_object(round_: Round, now: datetime) -> DomainError | None:
    """Why nobody may object to the count at `now`; None while everybody may."""
    state = round_.state(now)
    if state is State.CERTIFIED:
        return Conflict("objection.certified")
    if state is not State.PROVISIONAL:
        return Conflict("result.not_published")
    if round_.recount_owed:
        return Conflict("objection.counted_again")
    return None if round_.takes_objections(now) else Conflict("objection.days_over")


def refuse_to_withdraw_objection(actor: ActorRef, objection: Objection) -> DomainError | None:
    """Why `actor` may not take it back; None for its author before the answer."""
    if actor.account_id is None or actor.account_id != objection.by_id:
        return NotAllowed("objection.only_its_author")
    return None if objection.is_open else Conflict("objection.ended")


def refuse_to_handle_objection(
    actor: ActorRef, round_: Round, objection: Objection
) -> DomainError | None:
    """Why `actor` is not the one who reads and answers it; None for the one who is."""
    held = actor.role if covers(actor.scope, round_.scope) else ""
    if objection.is_for_auditor:
        return None if held == Role.AUDITOR else NotAllowed("objection.only_auditor")
    return None if held == Role.FACILITATOR else NotAllowed("objection.only_facilitator")


def refuse_to_answer_objection(
    actor: ActorRef, round_: Round, objection: Objection, now: datetime
) -> DomainError | None:
    """Why `actor` may not answer it, or answer it anew; None when they may."""
    if refusal := refuse_to_handle_objection(actor, round_, objection):
        return refusal
    if actor.account_id is not None and actor.account_id == objection.by_id:
        return NotAllowed("objection.own")
    if objection.state == "withdrawn":
        return Conflict("objection.ended")
    if round_.state(now) is not State.PROVISIONAL:
        return Conflict("objection.certified")
    if objection.result_number != round_.result_number:
        return Conflict("objection.counted_since")
    return None


def refuse_to_owe_recount(round_: Round, now: datetime) -> DomainError | None:
    """Why two people may not say that the count was wrong; None when they may."""
    state = round_.state(now)
    if state is State.CERTIFIED:
        return Conflict("result.certified_stands")
    if state is not State.PROVISIONAL:
        return Conflict("result.not_published")
    return Conflict("recount.owed_already") if round_.recount_owed else None


def refuse_to_count_again(
    actor: ActorRef, round_: Round, open_objections: int, now: datetime
) -> DomainError | None:
    """Why `actor` may not have it counted again; None for the facilitator while it is owed.

    An objection to a count is answered while that count is the one that holds; one left open would
    keep the next from its certificate for ever.
    """
    if refusal := refuse_to_facilitate(actor, round_):
        return refusal
    if round_.state(now) is not State.PROVISIONAL:
        return Conflict("result.certified_stands")
    if not round_.recount_owed:
        return Conflict("recount.not_owed")
    if open_objections:
        return Conflict("recount.open_objections", count=open_objections)
    return None


def refuse_to_certify(
    round_: Round,
    open_objections: int,
    now: datetime,
    hand_check: str = "",
    differing: int = 0,
) -> DomainError | None:
    """Why the result may not be certified at `now`; None when two people may.

    Args:
        differing: openings that gave another list, which nobody has answered (ceremony.md 9.4).
        hand_check: what the hand check of papers still wants; empty when nothing.
    """
    state = round_.state(now)
    if state is State.CERTIFIED:
        return Conflict("certificate.stands")
    if state is not State.PROVISIONAL:
        return Conflict("result.not_published")
    if round_.recount_owed:
        return Conflict("certificate.recount_owed")
    if round_.takes_objections(now):
        return Conflict("certificate.days_to_object")
    if open_objections:
        return Conflict("certificate.open_objections", count=open_objections)
    if differing:
        return Conflict("certificate.opened_again_differs", number=differing)
    if hand_check == OWED:
        return Conflict("certificate.hand_check_owed")
    return Conflict("certificate.hand_check_differs") if hand_check else None
