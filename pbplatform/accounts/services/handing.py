"""What is open with one person goes to another, in public.

Source: docs/rules/accounts.md section 9.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from pbplatform.accounts.kinds import AccountLog
from pbplatform.accounts.models import Account, RoleGrant
from pbplatform.accounts.policies import refuse_to_hand_over
from pbplatform.accounts.queries import email_of, standing_of
from pbplatform.audit import services as audit
from pbplatform.core.actor import ActorRef
from pbplatform.core.errors import Conflict
from pbplatform.core.outbox import announce


def hand_over(
    session: Session,
    *,
    actor: ActorRef,
    grant_id: int,
    to: int,
    acts: int,
    path: str,
    now: datetime,
) -> None:
    """Write down that so many acts went from one person to another, and tell the receiver.

    The slices change their own rows in the same transaction, after this has not refused.

    Args:
        grant_id: the role in which the acts are open.
        to: account of the receiver.
        path: where the receiver finds them.
    Raises:
        NotAllowed: neither the person nor a facilitator there.
        Conflict: the receiver does not hold the same role there, or there is nothing to give.
    """
    grant = session.get_one(RoleGrant, grant_id)
    holds = standing_of(session, to, grant.role, grant.scope, now=now) is not None
    if refusal := refuse_to_hand_over(
        actor, giver=grant.account_id, receiver=to, scope=grant.scope, receiver_holds=holds
    ):
        raise refusal
    if not acts:
        raise Conflict("handing.nothing", field="acts")
    giver, receiver = session.get_one(Account, grant.account_id), session.get_one(Account, to)
    audit.record(
        session,
        AccountLog.ACTS_HANDED_OVER,
        actor=actor,
        subject=grant.scope,
        now=now,
        role=grant.role,
        name=giver.name,
        receiver=receiver.name,
        acts=acts,
    )
    if (address := email_of(session, to)) and actor.account_id != to:
        facts = {"name": giver.name, "count": acts, "path": path}
        announce(session, "accounts:acts_received", now=now, to=address, **facts)
