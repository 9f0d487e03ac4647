"""Who took the closed votes of a box, in public. Source: docs/rules/trustees.md section 4.2."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from pbplatform.accounts.kinds import Role
from pbplatform.audit import services as audit
from pbplatform.core.actor import Actor, ActorRef
from pbplatform.rounds.models import Round
from pbplatform.rounds.queries.locking import lock_round
from pbplatform.trustees.kinds import TrusteeLog
from pbplatform.trustees.queries import frozen_trustees, trustees_signed_in
from pbplatform.trustees.services.linking import as_trustee
from pbplatform.voting.policies import refuse_box_kept, refuse_to_take_export


def take_export(session: Session, *, actor: Actor, round_id: int, now: datetime) -> None:
    """Write down that this trustee or auditor takes the closed votes.

    Raises:
        NotAllowed: neither trustee of this round nor auditor.
        Conflict: not separated, or the key is destroyed.
    """
    round_ = lock_round(session, round_id)
    links = trustees_signed_in(session, round_id)
    acting = as_reader(actor, round_)
    if refusal := refuse_to_take_export(acting, round_, signs_in=actor.account_id in links):
        raise refusal
    dealt, number = frozen_trustees(session, round_id), links.get(actor.account_id)
    if dealt is not None and number is not None:
        acting = as_trustee(actor.account_id, round_, dealt.names[number - 1])
    record_export(session, actor=acting, round_id=round_id, now=now)


def as_reader(actor: Actor, round_: Round) -> ActorRef:
    """As auditor where somebody is one of this round, else as any person."""
    if actor.holds(Role.AUDITOR, round_.scope):
        return actor.acting_as(Role.AUDITOR, round_.scope)
    return actor.as_resident()


def record_export(session: Session, *, actor: ActorRef, round_id: int, now: datetime) -> None:
    """The same for whoever may have it anyhow: the operator, who has the database.

    Raises:
        Conflict: as `take_export`.
    """
    round_ = lock_round(session, round_id)
    if refusal := refuse_box_kept(round_):
        raise refusal
    audit.record(session, TrusteeLog.EXPORT_TAKEN, actor=actor, subject=round_.path, now=now)
    session.flush()
