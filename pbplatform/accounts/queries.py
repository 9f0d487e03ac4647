"""Who is signed in, and who holds which role."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from pbplatform.accounts.models import Account, LoginSession, MailLink, RoleGrant
from pbplatform.core.actor import Actor, Grant


def actor_of_session(session: Session, token_hash: bytes, *, now: datetime) -> Actor | None:
    """The person behind a session cookie with the roles that hold now, in one read."""
    asked = (
        select(Account.id, Account.name, RoleGrant.role, RoleGrant.scope, RoleGrant.title)
        .join(LoginSession, LoginSession.account_id == Account.id)
        .outerjoin(RoleGrant, and_(RoleGrant.account_id == Account.id, RoleGrant.holding_at(now)))
        .where(LoginSession.token_hash == token_hash, LoginSession.expires_at > now)
        .order_by(RoleGrant.id)
    )
    rows = session.execute(asked).all()
    if not rows:
        return None
    grants = tuple(Grant(row.role, row.scope, row.title) for row in rows if row.role)
    return Actor(account_id=rows[0].id, name=rows[0].name, grants=grants)


def account_by_email(session: Session, email: str) -> Account | None:
    """The account with this address, letter case aside."""
    return session.scalar(select(Account).where(Account.email == email.strip().lower()))


def names_of(session: Session, account_ids: Iterable[int]) -> dict[int, str]:
    """Public names by account."""
    asked = select(Account.id, Account.name).where(Account.id.in_(set(account_ids)))
    return {row.id: row.name for row in session.execute(asked)}


def public_names(session: Session, *, but: int | None, now: datetime) -> list[str]:
    """Names of everybody else who holds a role now."""
    asked = (
        select(Account.name)
        .join(RoleGrant, RoleGrant.account_id == Account.id)
        .where(RoleGrant.holding_at(now), Account.id != (but or 0))
        .distinct()
    )
    return list(session.scalars(asked))


def email_of(session: Session, account_id: int) -> str:
    """A person's own address, empty where they have none."""
    return session.scalar(select(Account.email).where(Account.id == account_id)) or ""


def links_since(session: Session, email: str, since: datetime) -> int:
    """How many links were mailed to this address since then."""
    asked = select(func.count()).where(MailLink.email == email, MailLink.created_at > since)
    return session.scalar(asked) or 0


@dataclass(frozen=True)
class Holder:
    """A role somebody holds or held."""

    grant_id: int
    account_id: int
    name: str
    title: str
    role: str
    scope: str
    starts_at: datetime
    expires_at: datetime
    ended_at: datetime | None

    @property
    def last_at(self) -> datetime:
        """The last instant at which the role holds or held: what “until” says."""
        end = min(self.expires_at, self.ended_at) if self.ended_at else self.expires_at
        return end - timedelta(microseconds=1)

    def is_over(self, now: datetime) -> bool:
        return now > self.last_at


def holders(
    session: Session,
    *,
    now: datetime,
    scopes: Iterable[str] | None = None,
    role: str | None = None,
    account_id: int | None = None,
    also_past: bool = False,
) -> list[Holder]:
    """Who holds roles, by scope then name; past grants only when asked."""
    asked = (
        select(RoleGrant, Account.name)
        .join(Account, Account.id == RoleGrant.account_id)
        .order_by(RoleGrant.scope, RoleGrant.role, Account.name, RoleGrant.id)
    )
    if not also_past:
        asked = asked.where(RoleGrant.holding_at(now))
    if scopes is not None:
        asked = asked.where(RoleGrant.scope.in_(list(scopes)))
    if role is not None:
        asked = asked.where(RoleGrant.role == role)
    if account_id is not None:
        asked = asked.where(RoleGrant.account_id == account_id)
    return [
        Holder(
            grant_id=grant.id,
            account_id=grant.account_id,
            name=name,
            title=grant.title,
            role=grant.role,
            scope=grant.scope,
            starts_at=grant.starts_at,
            expires_at=grant.expires_at,
            ended_at=grant.ended_at,
        )
        for grant, name in session.execute(asked)
    ]
