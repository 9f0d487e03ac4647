"""Giving roles. Source: docs/rules/accounts.md section 3."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.accounts.domain.pairs import Pair
from pbplatform.accounts.kinds import AccountLog, Role
from pbplatform.accounts.models import Account, RoleGrant
from pbplatform.accounts.policies import refuse_to_grant
from pbplatform.accounts.services.signing_in import close_all_sessions, ensure_account
from pbplatform.audit import services as audit
from pbplatform.core.actor import PLACE, ActorRef
from pbplatform.core.canonical import instant_text
from pbplatform.core.errors import Conflict
from pbplatform.core.outbox import announce


def grant_role(
    session: Session,
    *,
    actor: ActorRef,
    account_id: int,
    role: str,
    scope: str,
    expires_at: datetime,
    now: datetime,
    title: str = "",
) -> RoleGrant:
    """Give a role within a scope until an instant, in public.

    Args:
        title: the post as the public knows it, such as “Head of Parks”.
    Raises:
        NotAllowed: not a facilitator, outside their scope, or not narrower than their own role.
        Conflict: the expiry has passed.
    """
    if refusal := refuse_to_grant(actor, role=role, scope=scope, expires_at=expires_at, now=now):
        raise refusal
    given = _Given(account_id, role, scope, title, expires_at)
    return _write_grant(session, actor, given, now, {})


@dataclass(frozen=True)
class _Given:
    account_id: int
    role: str
    scope: str
    title: str
    expires_at: datetime


def _write_grant(
    session: Session,
    actor: ActorRef,
    given: _Given,
    now: datetime,
    told: Mapping[str, object],
    kind: AccountLog = AccountLog.ROLE_GRANTED,
) -> RoleGrant:
    """The grant and its public entry; whoever gave the role is remembered with it."""
    person = session.get_one(Account, given.account_id)
    grant = RoleGrant(
        account_id=given.account_id,
        role=given.role,
        scope=given.scope,
        title=given.title,
        starts_at=now,
        expires_at=given.expires_at,
        granted_by=actor.account_id,
    )
    session.add(grant)
    session.flush()
    close_all_sessions(session, account_id=given.account_id)
    audit.record(
        session,
        kind,
        actor=actor,
        subject=given.scope,
        now=now,
        role=given.role,
        name=person.name,
        title=given.title,
        expires=instant_text(given.expires_at),
        **told,
    )
    return grant


def grant_auditor(
    session: Session,
    *,
    pair: Pair,
    account_id: int,
    expires_at: datetime,
    now: datetime,
    title: str = "",
) -> RoleGrant:
    """Two people give somebody the role of auditor of the place.

    Raises:
        Conflict: the expiry has passed.
    Source: docs/rules/accounts.md sections 3 and 5.
    """
    if expires_at <= now:
        raise Conflict("role.expiry_in_the_past", field="expires_on")
    given = _Given(account_id, Role.AUDITOR, PLACE, title, expires_at)
    grant = _write_grant(session, pair.actor, given, now, pair.told)
    # The first person chose whom; the rule of two people asks for them.
    grant.granted_by = pair.first.account_id
    return grant


def appoint(
    session: Session,
    *,
    actor: ActorRef,
    email: str,
    name: str,
    role: str,
    scope: str,
    expires_at: datetime,
    now: datetime,
    title: str = "",
    where: Mapping[str, str] | None = None,
    last_day: date | None = None,
) -> RoleGrant:
    """Give a role to the person with this address, whether known or new, and tell them by mail.

    Args:
        where: the scope by `kind` and `name` as `scope_words` reads it, for the mail.
        last_day: the last whole day of the role in the place, for the mail.

    Raises:
        NotAllowed, Conflict: as `grant_role`.
        Conflict: the person holds the role there, in the same post, until then or longer.
    """
    if refusal := refuse_to_grant(actor, role=role, scope=scope, expires_at=expires_at, now=now):
        raise refusal
    person = ensure_account(session, email=email, name=name.strip())
    # Two presses of one button wait for each other here.
    session.refresh(person, with_for_update=True)
    held = select(RoleGrant).where(
        RoleGrant.account_id == person.id, RoleGrant.role == role, RoleGrant.scope == scope
    )
    if any(
        grant.holds(now) and grant.expires_at >= expires_at and grant.title == title.strip()
        for grant in session.scalars(held)
    ):
        raise Conflict("role.held_already", field="email")
    grant = grant_role(
        session,
        actor=actor,
        account_id=person.id,
        role=role,
        scope=scope,
        title=title.strip(),
        expires_at=expires_at,
        now=now,
    )
    told = {"role": role, "where": where or {}, "until": str(last_day or "")}
    announce(session, "accounts:role_granted", now=now, to=person.email, **told)
    return grant


def grant_accepted(
    session: Session,
    *,
    actor: ActorRef,
    account_id: int,
    role: str,
    scope: str,
    title: str,
    expires_at: datetime,
    asked_by: int,
    told: Mapping[str, object],
    now: datetime,
) -> RoleGrant:
    """The role that somebody was asked to take and has accepted (`equals.accept`)."""
    given = _Given(account_id, role, scope, title, expires_at)
    grant = _write_grant(session, actor, given, now, told, AccountLog.ROLE_ACCEPTED)
    grant.granted_by = asked_by
    return grant
