"""Somebody opened a box again and says which list came out. Source: docs/rules/ceremony.md 9."""

from __future__ import annotations

import re
from datetime import datetime

from sqlalchemy.orm import Session

from pbplatform.accounts.domain.acts import Asked
from pbplatform.accounts.domain.pairs import Pair
from pbplatform.accounts.kinds import Role
from pbplatform.audit import services as audit
from pbplatform.core.actor import ActorRef
from pbplatform.core.confirmation import Facts, require_same
from pbplatform.core.errors import Conflict, DomainError
from pbplatform.reopening.kinds import ReopenLog
from pbplatform.reopening.models import OpenedAgain
from pbplatform.reopening.policies import (
    refuse_to_set_aside,
    refuse_to_state,
    refuse_to_take_back,
)
from pbplatform.reopening.queries import (
    logged_list,
    next_number,
    opening_by_number,
    own_statement,
)
from pbplatform.rounds.models import Round
from pbplatform.rounds.queries.locking import lock_round
from pbplatform.rounds.queries.pairing import act_in_round, round_of

TRUSTEE = "trustee"
_HASH = re.compile(r"[0-9a-f]{64}")


def read_hash(typed: str) -> bytes:
    """The hash that somebody typed, in groups or not, in small letters or capitals.

    Raises:
        Conflict: it has another length, or other letters than a hash has.
    """
    plain = re.sub(r"[\s-]", "", typed).lower()
    if not plain:
        raise Conflict("reopen.hash_empty", field="hash")
    if len(plain) != 64:
        raise Conflict("reopen.hash_length", field="hash", found=len(plain))
    if not _HASH.fullmatch(plain):
        raise Conflict("reopen.hash_letters", field="hash")
    return bytes.fromhex(plain)


def facts_of_statement(session: Session, round_: Round, given: bytes | None) -> Facts:
    """What the page of a statement shows before it is confirmed; sealed into it."""
    logged = logged_list(session, round_)
    return {
        "given": given.hex() if given else "",
        "logged": logged.hex() if logged else "",
        "agrees": given is not None and given == logged,
    }


def state_opening(
    session: Session,
    *,
    actor: ActorRef,
    round_id: int,
    given: bytes,
    seen: str | None,
    trustee: str = "",
    now: datetime,
) -> OpenedAgain:
    """Say in public that one opened the box again, and which list came out.

    Args:
        given: the hash of that list.
        seen: what the page showed, sealed; None where no page did.
        trustee: the name on the public file of the trustees; empty for an auditor.
    Raises:
        NotAllowed: neither an auditor nor a trustee of the round.
        Conflict: not opened, of the older order, the key is gone, or a statement stands already.
        ChangedMeanwhile: the log names another list than the page showed.
    """
    round_ = lock_round(session, round_id)
    stands = own_statement(session, round_id, actor.account_id) is not None
    if refusal := refuse_to_state(actor, round_, trustee=bool(trustee), stands=stands):
        raise refusal
    facts = facts_of_statement(session, round_, given)
    if seen is not None:
        require_same(seen, facts)
    made = OpenedAgain(
        round_id=round_id,
        number=next_number(session, round_id),
        by_id=actor.account_id,
        by_name=trustee or actor.name or actor.role,
        by_role=TRUSTEE if trustee else actor.role,
        at=now,
        list_sha256=given,
        agrees=bool(facts["agrees"]),
    )
    session.add(made)
    session.flush()
    audit.record(
        session,
        ReopenLog.STATED,
        actor=actor,
        subject=round_.path,
        now=now,
        opening=made.number,
        list_sha256=given.hex(),
        logged_sha256=str(facts["logged"]),
        agrees=int(made.agrees),
        by=made.by_name,
        as_role=made.by_role,
    )
    return made


def take_statement_back(
    session: Session, *, actor: ActorRef, round_id: int, number: int, reason: str, now: datetime
) -> None:
    """Say in public that one's own statement does not hold; it stays readable.

    Raises:
        NotFound: no statement of this number.
        NotAllowed: somebody else's.
        Conflict: taken back before.
    """
    round_ = lock_round(session, round_id)
    stated = opening_by_number(session, round_id, number)
    if refusal := refuse_to_take_back(actor, stated):
        raise refusal
    stated.taken_back_at, stated.reason = now, reason
    session.flush()
    audit.record(
        session,
        ReopenLog.TAKEN_BACK,
        actor=actor,
        subject=round_.path,
        now=now,
        opening=number,
        reason=reason,
    )


# Two people say why a statement does not stand


def to_set_aside(round_: Round, stated: OpenedAgain, reason: str) -> Asked:
    """What is asked: exactly this statement, and the reason that everybody will read."""
    facts = {
        "opening": stated.number,
        "by": stated.by_name,
        "sha256": bytes(stated.list_sha256).hex(),
        "reason": reason,
    }
    return Asked(round_.path, round_.scope, facts)


def _refuse(session: Session, actor: ActorRef, asked: Asked, _now: datetime) -> DomainError | None:
    round_ = lock_round(session, round_of(session, asked).id)
    stated = opening_by_number(session, round_.id, int(asked.facts["opening"]))
    return refuse_to_set_aside(actor, stated)


def _perform(session: Session, pair: Pair, asked: Asked, now: datetime) -> None:
    for each in (pair.first, pair.second):
        if refusal := _refuse(session, each, asked, now):
            raise refusal
    round_ = round_of(session, asked)
    stated = opening_by_number(session, round_.id, int(asked.facts["opening"]))
    told = pair.told
    stated.set_aside_at, stated.reason = now, str(asked.facts["reason"])
    stated.set_aside_by = f"{told['first']}, {told['second']}"
    session.flush()
    audit.record(
        session,
        ReopenLog.SET_ASIDE,
        actor=pair.actor,
        subject=round_.path,
        now=now,
        opening=stated.number,
        reason=stated.reason,
        **told,
    )


SET_ASIDE = act_in_round(
    name="reopening.set_aside",
    roles=frozenset({Role.FACILITATOR, Role.AUDITOR}),
    refuse=_refuse,
    perform=_perform,
    told=lambda asked: {"opening": asked.facts["opening"]},
)
