"""A draft is dropped, a public round is called off. Source: docs/rules/rounds.md section 15."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import delete
from sqlalchemy.orm import Session

from pbplatform.accounts import queries as accounts_read
from pbplatform.accounts import services as accounts
from pbplatform.accounts.domain.acts import Asked
from pbplatform.accounts.domain.pairs import Pair
from pbplatform.accounts.kinds import Role
from pbplatform.audit import services as audit
from pbplatform.core.actor import ActorRef
from pbplatform.core.canonical import instant_text
from pbplatform.core.confirmation import Facts, require_same
from pbplatform.core.errors import Conflict, DomainError
from pbplatform.rounds import queries
from pbplatform.rounds.kinds import CALL_OFF_ACT, Change, RoundLog
from pbplatform.rounds.models import BallotProject, Committee, Round
from pbplatform.rounds.policies import (
    refuse_to_call_off,
    refuse_to_call_off_by_two,
    refuse_to_drop_draft,
)
from pbplatform.rounds.queries import pairing
from pbplatform.rounds.queries.locking import lock_round
from pbplatform.rounds.services.changing import keep_change
from pbplatform.rounds.services.rounds import facts_to_publish
from pbplatform.rounds.services.telling import tell_concerned


def roles_in(session: Session, round_: Round, *, now: datetime) -> int:
    """How many roles are held in a round and its committees."""
    held = [
        queries.committee_scope(round_, each) for each in queries.committees(session, round_.id)
    ]
    return len(accounts_read.holders(session, now=now, scopes=[round_.scope, *held]))


def drop_draft(
    session: Session, *, actor: ActorRef, round_id: int, seen: str, now: datetime
) -> None:
    """Drop a round that nobody but staff has seen; nothing of it is kept.

    Args:
        seen: seal of `facts_to_publish`, as the page showed them.
    Raises:
        NotAllowed: not its facilitator.
        Conflict: public already, or somebody holds a role in it.
        ChangedMeanwhile: it is not what the page showed.
    """
    round_ = lock_round(session, round_id)
    roles = roles_in(session, round_, now=now)
    if refusal := refuse_to_drop_draft(actor, round_, roles=roles):
        raise refusal
    require_same(seen, facts_to_publish(round_))
    for table in (BallotProject, Committee):
        session.execute(delete(table).where(table.round_id == round_id))
    session.delete(round_)
    session.flush()


def facts_to_call_off(round_: Round) -> Facts:
    """What whoever calls a round off confirms: which one, and how far it is."""
    return {
        "name": round_.name,
        "published_at": round_.published_at,
        "paused_at": round_.paused_at,
        "frozen_at": round_.frozen_at,
        "closed_at": round_.closed_at,
        "opened_at": round_.opened_at,
    }


def call_off(
    session: Session, *, actor: ActorRef, round_id: int, reason: str, seen: str, now: datetime
) -> bool:
    """Call a public round off; from the freeze on a second person is asked for.

    Args:
        seen: seal of `facts_to_call_off`, as the page showed them.
    Returns:
        Whether it is done; False when it waits for a second person.
    Raises:
        NotAllowed: not its facilitator.
        Conflict: a draft, opened, called off already, no reason, or asked already.
        ChangedMeanwhile: it is not what the page showed.
    """
    round_ = lock_round(session, round_id)
    require_same(seen, facts_to_call_off(round_))
    if not reason.strip():
        raise Conflict("round.say_why", field="reason")
    if round_.frozen_at is None:
        if refusal := refuse_to_call_off(actor, round_):
            raise refusal
        _end(session, round_, reason.strip(), actor, now)
        return True
    facts = {"frozen": instant_text(round_.frozen_at), "reason": reason.strip()}
    asked = Asked(round_.path, round_.scope, facts)
    accounts.ask(session, CALL_OFF, actor=actor, asked=asked, now=now)
    return False


def _refuse(session: Session, _actor: ActorRef, asked: Asked, _now: datetime) -> DomainError | None:
    return refuse_to_call_off_by_two(pairing.round_of(session, asked))


def _perform(session: Session, pair: Pair, asked: Asked, now: datetime) -> None:
    round_ = lock_round(session, pairing.round_of(session, asked).id)
    if refusal := refuse_to_call_off_by_two(round_):
        raise refusal
    _end(session, round_, str(asked.facts["reason"]), pair.actor, now, **pair.told)


def _end(
    session: Session, round_: Round, reason: str, actor: ActorRef, now: datetime, **told: Any
) -> None:
    round_.called_off_at = now
    round_.paused_at = round_.resumes_by = None
    keep_change(session, round_, Change.CALLED_OFF, reason=reason, now=now)
    if round_.frozen_at is not None:
        log_id = audit.ensure_log(session, round_.path)
        body = {"kind": str(RoundLog.ROUND_CALLED_OFF), "called_off_at": instant_text(now)}
        audit.append_now(session, log_id, body)
    audit.record(
        session,
        RoundLog.ROUND_CALLED_OFF,
        actor=actor,
        subject=round_.path,
        now=now,
        reason=reason,
        **told,
    )
    session.flush()
    accounts.let_fall(session, subject=round_.path, now=now)
    other = queries.round_for_ideas(session, round_, now)
    tell_concerned(
        session,
        "called_off",
        round_,
        reason=reason,
        votes=round_.frozen_at is not None and round_.opens_at <= now,
        other=other.name if other else "",
        other_path=f"/{other.path}" if other else "",
        other_from=instant_text(other.ideas_open_at) if other else "",
        now=now,
    )


CALL_OFF = pairing.act_in_round(
    name=CALL_OFF_ACT,
    roles=frozenset({Role.FACILITATOR, Role.AUDITOR}),
    refuse=_refuse,
    perform=_perform,
)
