"""Signing in and out, and giving roles. Source: docs/rules/accounts.md."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from pbplatform.accounts import queries
from pbplatform.accounts.models import Account, LoginSession, MailLink, RoleGrant
from pbplatform.accounts.policies import refuse_to_end, refuse_to_grant
from pbplatform.audit import services as audit
from pbplatform.audit.kinds import Kind
from pbplatform.core.actor import ActorRef
from pbplatform.core.errors import Conflict, NotFound
from pbplatform.core.outbox import announce
from pbplatform.core.secrets import new_token, token_hash

LINK_MINUTES = 15
LINKS_PER_WINDOW = 3
SESSION_DAYS = 14


def ensure_account(session: Session, *, email: str | None, name: str) -> Account:
    """The account with this address, made when it is new; an empty name is filled in."""
    found = queries.account_by_email(session, email) if email else None
    if found is None:
        found = Account(email=email.strip().lower() if email else None, name=name)
        session.add(found)
        session.flush()
    elif name and not found.name:
        found.name = name
    return found


def request_link(session: Session, *, email: str, next_path: str, now: datetime) -> None:
    """Announce a sign-in link for `email`; silently nothing when too many were asked for.

    The answer is the same for known, unknown and flooded addresses, so it tells nothing.
    """
    address = email.strip().lower()
    window = now - timedelta(minutes=LINK_MINUTES)
    if queries.links_since(session, address, window) >= LINKS_PER_WINDOW:
        return
    token = new_token()
    session.add(
        MailLink(
            token_hash=token_hash(token),
            email=address,
            next_path=next_path if is_local(next_path) else "",
            created_at=now,
            expires_at=now + timedelta(minutes=LINK_MINUTES),
        )
    )
    announce(session, "accounts:sign_in_link", now=now, to=address, token=token)


def is_local(path: str) -> bool:
    """Whether `path` stays on this site: `/…`, not `//elsewhere` nor `/\\elsewhere`."""
    return path.startswith("/") and not path.startswith(("//", "/\\")) and "\n" not in path


def look_up_link(session: Session, token: str, *, now: datetime) -> MailLink:
    """The link, not used up.

    Raises:
        NotFound: no such link, used before, or older than 15 minutes.
    """
    link = session.get(MailLink, token_hash(token))
    if link is None or not link.is_usable(now):
        raise NotFound("account.link_no_longer_works")
    return link


def use_link(session: Session, *, token: str, name: str, now: datetime) -> tuple[str, str]:
    """Sign in with a mailed link: a new session's token, and where the person was going.

    Raises:
        NotFound: the link does not work (any more).
        Conflict: the address is new and no name was given.
    """
    link = look_up_link(session, token, now=now)
    account = queries.account_by_email(session, link.email)
    if (account is None or not account.name) and not name.strip():
        raise Conflict("account.name_needed", field="name")
    # The row decides: of two presses only one finds it unused.
    taken = session.execute(
        update(MailLink)
        .where(MailLink.token_hash == link.token_hash, MailLink.used_at.is_(None))
        .values(used_at=now)
    )
    if taken.rowcount != 1:  # type: ignore[attr-defined]
        raise NotFound("account.link_no_longer_works")
    account = ensure_account(session, email=link.email, name=name.strip())
    return open_session(session, account_id=account.id, now=now), link.next_path


def open_session(session: Session, *, account_id: int, now: datetime) -> str:
    """A new session of this account; returns the token that only the cookie keeps."""
    token = new_token()
    session.add(
        LoginSession(
            token_hash=token_hash(token),
            account_id=account_id,
            created_at=now,
            expires_at=now + timedelta(days=SESSION_DAYS),
        )
    )
    return token


def close_session(session: Session, *, token: str) -> None:
    """Sign this browser out."""
    session.execute(delete(LoginSession).where(LoginSession.token_hash == token_hash(token)))


def close_all_sessions(session: Session, *, account_id: int) -> None:
    """Sign out everywhere; also done when a role changes, so that the next sign-in has a new id."""
    session.execute(delete(LoginSession).where(LoginSession.account_id == account_id))


def forget_expired(session: Session, *, now: datetime) -> None:
    """Delete sessions that have ended, and mail links a day after their end."""
    session.execute(delete(LoginSession).where(LoginSession.expires_at <= now))
    session.execute(delete(MailLink).where(MailLink.expires_at <= now - timedelta(days=1)))


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
    person = session.get_one(Account, account_id)
    grant = RoleGrant(
        account_id=account_id,
        role=role,
        scope=scope,
        title=title,
        starts_at=now,
        expires_at=expires_at,
    )
    session.add(grant)
    session.flush()
    close_all_sessions(session, account_id=account_id)
    audit.record(
        session,
        Kind.ROLE_GRANTED,
        actor=actor,
        subject=scope,
        now=now,
        role=role,
        name=person.name,
        title=title,
        expires=expires_at.date().isoformat(),
    )
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
) -> RoleGrant:
    """Give a role to the person with this address, whether known or new, and tell them by mail.

    Raises:
        NotAllowed, Conflict: as `grant_role`.
    """
    if refusal := refuse_to_grant(actor, role=role, scope=scope, expires_at=expires_at, now=now):
        raise refusal
    person = ensure_account(session, email=email, name=name.strip())
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
    announce(session, "accounts:role_granted", now=now, to=person.email, role=role)
    return grant


def end_role(
    session: Session, *, actor: ActorRef, grant_id: int, reason: str, now: datetime
) -> None:
    """End a role before it expires, with a public reason.

    Raises:
        NotFound: no such grant.
        NotAllowed: as for giving it.
        Conflict: no reason, or it has ended already.
    """
    grant = session.get(RoleGrant, grant_id)
    if grant is None:
        raise NotFound("role.not_found")
    if refusal := refuse_to_end(actor, role=grant.role, scope=grant.scope, now=now):
        raise refusal
    if not reason.strip():
        raise Conflict("role.reason_needed", field="reason")
    if not grant.holds(now):
        raise Conflict("role.ended_already")
    grant.ended_at = now
    close_all_sessions(session, account_id=grant.account_id)
    person = session.get_one(Account, grant.account_id)
    audit.record(
        session,
        Kind.ROLE_ENDED,
        actor=actor,
        subject=grant.scope,
        now=now,
        role=grant.role,
        name=person.name,
        reason=reason.strip(),
    )
