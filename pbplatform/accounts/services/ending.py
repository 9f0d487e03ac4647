"""Ending roles: by decision, by oneself, by handing over. The place keeps a facilitator.

Source: docs/rules/accounts.md sections 3 and 8.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.accounts.domain.pairs import Pair
from pbplatform.accounts.kinds import AccountLog, Role
from pbplatform.accounts.models import Account, RoleGrant
from pbplatform.accounts.policies import (
    refuse_to_end,
    refuse_to_lay_down,
    refuse_to_leave_place_without_facilitator,
)
from pbplatform.accounts.services.signing_in import close_all_sessions
from pbplatform.audit import services as audit
from pbplatform.core.actor import PLACE, ActorRef
from pbplatform.core.errors import Conflict, NotFound


def lock_grant(session: Session, grant_id: int) -> RoleGrant | None:
    """One grant, locked; whoever shows it and ends it then locks it by this.

    A facilitator's of the place is locked with all others of that role, the oldest first: two who
    locked their own first and then the others' would wait for each other for ever.
    """
    found = session.get(RoleGrant, grant_id)
    if found is not None and found.role == Role.FACILITATOR and found.scope == PLACE:
        _lock_facilitators(session)
    return session.get(RoleGrant, grant_id, with_for_update=True, populate_existing=True)


def _lock_facilitators(session: Session) -> list[RoleGrant]:
    """Every grant of the role without which nobody looks after the place, past ones too."""
    query = (
        select(RoleGrant)
        .where(RoleGrant.role == Role.FACILITATOR, RoleGrant.scope == PLACE)
        .order_by(RoleGrant.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return list(session.scalars(query))


def end_role(
    session: Session, *, actor: ActorRef, grant_id: int, reason: str, now: datetime
) -> None:
    """End a role before it expires, with a public reason.

    Raises:
        NotFound: no such grant.
        NotAllowed: as for giving it.
        Conflict: no reason, or it has ended already.
    """
    grant = lock_grant(session, grant_id)
    if grant is None:
        raise NotFound("role.not_found")
    if refusal := refuse_to_end(actor, role=grant.role, scope=grant.scope):
        raise refusal
    _write_end(session, actor, grant, reason, now, {})


def lay_down(
    session: Session, *, actor: ActorRef, grant_id: int, reason: str, now: datetime
) -> None:
    """End a role of one's own before it expires, with a public reason.

    Raises:
        NotFound: no such grant.
        NotAllowed: somebody else's.
        Conflict: no reason, it has ended already, or nobody would look after the place.
    Source: docs/rules/accounts.md section 8.
    """
    grant = lock_grant(session, grant_id)
    if grant is None:
        raise NotFound("role.not_found")
    if refusal := refuse_to_lay_down(actor, holder=grant.account_id):
        raise refusal
    _write_end(session, actor, grant, reason, now, {"own": True})


def end_auditor(session: Session, *, pair: Pair, grant_id: int, reason: str, now: datetime) -> None:
    """Two people end the role of an auditor, with a public reason.

    Raises:
        NotFound: no such grant.
        Conflict: no reason, or it has ended already.
    """
    grant = lock_grant(session, grant_id)
    if grant is None or grant.role != Role.AUDITOR:
        raise NotFound("role.not_found")
    _write_end(session, pair.actor, grant, reason, now, pair.told)


def end_facilitator(
    session: Session, *, pair: Pair, grant_id: int, reason: str, now: datetime
) -> None:
    """Two people end the role of a facilitator of the place, with a public reason.

    Raises:
        NotFound: no such grant.
        Conflict: no reason, it has ended already, or nobody would look after the place.
    Source: docs/rules/accounts.md section 8.
    """
    grant = lock_grant(session, grant_id)
    if grant is None or grant.role != Role.FACILITATOR or grant.scope != PLACE:
        raise NotFound("role.not_found")
    _write_end(session, pair.actor, grant, reason, now, pair.told)


def end_handed_over(
    session: Session, *, actor: ActorRef, grant_id: int, to: str, now: datetime
) -> None:
    """End the role of whoever handed it over, in the transaction in which another accepted it.

    Every grant of that role there ends, also a second one with another day.

    Args:
        to: the name of who has it now.
    """
    offered = lock_grant(session, grant_id)
    if offered is None:
        raise NotFound("role.not_found")
    query = select(RoleGrant).where(
        RoleGrant.account_id == offered.account_id,
        RoleGrant.role == offered.role,
        RoleGrant.scope == offered.scope,
        RoleGrant.holding_at(now),
    )
    for grant in session.scalars(query.order_by(RoleGrant.id).with_for_update()).all():
        _write_end(session, actor, grant, None, now, {"receiver": to})


def require_facilitator_stays(
    session: Session, *, account_id: int, now: datetime, ending: int | None = None
) -> None:
    """Go on only when the place keeps a facilitator without this account; waits for its turn.

    All grants of that role are locked, so of two who leave at one moment the second one sees that
    the first has left. Also asked before an account is erased.

    Args:
        ending: the one grant that ends; without it all grants of the account.
    Raises:
        Conflict: nobody else is facilitator of the place.
    Source: docs/rules/accounts.md section 8.
    """
    held = [grant for grant in _lock_facilitators(session) if grant.holds(now)]
    own = [grant for grant in held if grant.account_id == account_id]
    staying = [grant for grant in own if ending is not None and grant.id != ending]
    others = {grant.account_id for grant in held} - {account_id}
    if refusal := refuse_to_leave_place_without_facilitator(
        leaves=bool(own) and not staying, others=len(others)
    ):
        raise refusal


def _write_end(
    session: Session,
    actor: ActorRef,
    grant: RoleGrant,
    reason: str | None,
    now: datetime,
    told: Mapping[str, object],
) -> None:
    """The end and its public entry; a role that was handed over needs no other reason."""
    if reason is not None and not reason.strip():
        raise Conflict("role.reason_needed", field="reason")
    if not grant.holds(now):
        raise Conflict("role.ended_already")
    if grant.role == Role.FACILITATOR and grant.scope == PLACE:
        require_facilitator_stays(session, account_id=grant.account_id, now=now, ending=grant.id)
    grant.ended_at = now
    close_all_sessions(session, account_id=grant.account_id)
    person = session.get_one(Account, grant.account_id)
    audit.record(
        session,
        AccountLog.ROLE_ENDED,
        actor=actor,
        subject=grant.scope,
        now=now,
        role=grant.role,
        name=person.name,
        **({} if reason is None else {"reason": reason.strip()}),
        **told,
    )
