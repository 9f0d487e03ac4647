"""Who is signed in, and who holds which role."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Select, and_, bindparam, or_, select
from sqlalchemy.orm import Session

from pbplatform.accounts.domain.pairs import HeldRole
from pbplatform.accounts.kinds import Waiting
from pbplatform.accounts.models import (
    Account,
    Contact,
    LoginSession,
    MailLink,
    PairAct,
    RoleGrant,
    RoleInvitation,
)
from pbplatform.core.actor import Actor, Grant, covers
from pbplatform.core.db import UtcDateTime
from pbplatform.core.errors import NotFound
from pbplatform.core.own_data import Whose
from pbplatform.core.secrets import token_hash

# What many pages ask is built once: to build a statement takes longer than to send it.
_NOW = bindparam("now", type_=UtcDateTime())
_BEHIND_COOKIE = (
    select(Account.id, Account.name, RoleGrant.role, RoleGrant.scope, RoleGrant.title)
    .join(LoginSession, LoginSession.account_id == Account.id)
    .outerjoin(RoleGrant, and_(RoleGrant.account_id == Account.id, RoleGrant.holding_at(_NOW)))
    .where(LoginSession.token_hash == bindparam("token"), LoginSession.expires_at > _NOW)
    .order_by(RoleGrant.id)
)
_NAMES = select(Account.id, Account.name).where(
    Account.id.in_(bindparam("accounts", expanding=True))
)
_LANGUAGE = select(Account.language).where(Account.id == bindparam("account"))
_EMAIL = select(Account.email).where(Account.id == bindparam("account"))
_WAITING_ACTS = (
    select(PairAct).where(PairAct.waiting_at(_NOW)).order_by(PairAct.asked_at, PairAct.id)
)


def actor_of_session(session: Session, token_hash: bytes, *, now: datetime) -> Actor | None:
    """The person behind a session cookie with the roles that hold now, in one read."""
    rows = session.execute(_BEHIND_COOKIE, {"token": token_hash, "now": now}).all()
    if not rows:
        return None
    grants = tuple(Grant(row.role, row.scope, row.title) for row in rows if row.role)
    return Actor(account_id=rows[0].id, name=rows[0].name, grants=grants)


def account_by_email(session: Session, email: str) -> Account | None:
    """The account with this address, letter case aside."""
    return session.scalar(select(Account).where(Account.email == email.strip().lower()))


def accounts_by_email(session: Session, emails: Sequence[str]) -> list[Account]:
    """The accounts with these addresses, letter case aside, in few reads."""
    wanted = sorted({email.strip().lower() for email in emails})
    found: list[Account] = []
    for start in range(0, len(wanted), 500):
        own = Account.email.in_(wanted[start : start + 500])
        found += session.scalars(select(Account).where(own))
    return found


def languages_of(session: Session, emails: Iterable[str]) -> dict[str, str]:
    """The language by address, a BCP 47 tag, of accounts that have said one."""
    query = select(Account.email, Account.language).where(
        Account.email.in_({email.strip().lower() for email in emails}),
        Account.language.is_not(None),
    )
    return {row.email: row.language for row in session.execute(query)}


def names_of(session: Session, account_ids: Iterable[int]) -> dict[int, str]:
    """Public names by account."""
    wanted = {"accounts": list(set(account_ids))}
    return {row.id: row.name for row in session.execute(_NAMES, wanted)}


def public_names(session: Session, *, but: int | None, now: datetime) -> list[str]:
    """Names of everybody else who holds a role now."""
    query = (
        select(Account.name)
        .join(RoleGrant, RoleGrant.account_id == Account.id)
        .where(RoleGrant.holding_at(now), Account.id != (but or 0))
        .distinct()
    )
    return list(session.scalars(query))


def language_of(session: Session, account_id: int) -> str | None:
    """The language in which we write to a person; None for the place's."""
    return session.scalar(_LANGUAGE, {"account": account_id})


def accounts_by_id(session: Session, account_ids: Collection[int]) -> list[Account]:
    """These people, in few reads."""
    ids = sorted(account_ids)
    found: list[Account] = []
    for start in range(0, len(ids), 500):
        found += session.scalars(select(Account).where(Account.id.in_(ids[start : start + 500])))
    return found


@contextmanager
def knowing(session: Session, account_ids: Collection[int]) -> Iterator[None]:
    """Within the block the session finds these people without asking for each."""
    people = accounts_by_id(session, account_ids)
    try:
        yield
    finally:
        people.clear()


def email_of(session: Session, account_id: int) -> str:
    """A person's own address, empty where they have none."""
    return session.scalar(_EMAIL, {"account": account_id}) or ""


def whose(session: Session, account_id: int) -> Whose:
    """A person as rows of any slice may name them."""
    account = session.get_one(Account, account_id)
    held = select(RoleGrant.id).where(RoleGrant.account_id == account_id).limit(1)
    return Whose(account_id, account.email or "", account.name, session.scalar(held) is not None)


def roles_to_come(session: Session, account_id: int, *, now: datetime) -> list[RoleGrant]:
    """Roles that somebody holds now or will hold, the first first."""
    query = select(RoleGrant).where(
        RoleGrant.account_id == account_id,
        RoleGrant.expires_at > now,
        or_(RoleGrant.ended_at.is_(None), RoleGrant.ended_at > now),
    )
    return list(session.scalars(query.order_by(RoleGrant.starts_at, RoleGrant.id)))


def links_since(session: Session, email: str, since: datetime) -> list[datetime]:
    """When links were asked for to this address since then, the oldest first."""
    query = select(MailLink.created_at).where(MailLink.email == email, MailLink.created_at > since)
    return list(session.scalars(query.order_by(MailLink.created_at)))


def waiting_at(session: Session, next_path: str) -> Waiting:
    """What waits at an address that an earlier link led to."""
    query = select(MailLink).where(MailLink.next_path == next_path, MailLink.waits != "")
    link = session.scalars(query.order_by(MailLink.created_at.desc()).limit(1)).first()
    return link.waiting if link else Waiting()


@dataclass(frozen=True)
class Holder:
    """A role somebody holds or held."""

    grant_id: int
    handle: str
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
    asked: dict[str, Any] = {} if also_past else {"now": now}
    if scopes is not None:
        asked["scopes"] = list(scopes)
    if role is not None:
        asked["role"] = role
    if account_id is not None:
        asked["account"] = account_id
    return [Holder(*row) for row in session.execute(_holding(frozenset(asked)), asked)]


@cache
def _holding(asked: frozenset[str]) -> Select[*tuple[Any, ...]]:
    """What `Holder` says of grants, narrowed by what is asked; built once for each way."""
    names = (field.name for field in fields(Holder))
    own = {"grant_id": RoleGrant.id, "name": Account.name}
    columns = [own[name] if name in own else getattr(RoleGrant, name) for name in names]
    query: Select[*tuple[Any, ...]] = (
        select(*columns)
        .select_from(RoleGrant)
        .join(Account, Account.id == RoleGrant.account_id)
        .order_by(RoleGrant.scope, RoleGrant.role, Account.name, RoleGrant.id)
    )
    if "now" in asked:
        query = query.where(RoleGrant.holding_at(_NOW))
    if "scopes" in asked:
        query = query.where(RoleGrant.scope.in_(bindparam("scopes", expanding=True)))
    if "role" in asked:
        query = query.where(RoleGrant.role == bindparam("role"))
    if "account" in asked:
        query = query.where(RoleGrant.account_id == bindparam("account"))
    return query


def standings(
    session: Session, scope: str, *, roles: Iterable[str], now: datetime
) -> list[tuple[HeldRole, str]]:
    """Everybody who holds one of these roles over a scope, with their names, by name."""
    query = (
        select(RoleGrant, Account.name)
        .join(Account, Account.id == RoleGrant.account_id)
        .where(RoleGrant.holding_at(now), RoleGrant.role.in_(list(roles)))
        .order_by(Account.name, RoleGrant.account_id, RoleGrant.role, RoleGrant.starts_at)
    )
    oldest: dict[tuple[int, str], tuple[HeldRole, str]] = {}
    for grant, name in session.execute(query):
        if covers(grant.scope, scope):
            found = HeldRole(grant.account_id, grant.role, grant.starts_at, grant.granted_by)
            oldest.setdefault((grant.account_id, grant.role), (found, name))
    return list(oldest.values())


def standing_of(
    session: Session, account_id: int, role: str, scope: str, *, now: datetime
) -> HeldRole | None:
    """A person's role over a scope, None where they do not hold it now."""
    for found, _name in standings(session, scope, roles=[role], now=now):
        if found.account_id == account_id:
            return found
    return None


def waiting_acts(session: Session, *, now: datetime) -> list[PairAct]:
    """What waits for a second person, what was asked first stands first."""
    return list(session.scalars(_WAITING_ACTS, {"now": now}))


def offers(
    session: Session,
    *,
    now: datetime,
    scopes: Iterable[str] | None = None,
    account_id: int | None = None,
) -> list[tuple[RoleInvitation, str]]:
    """Offers of a role that wait for an answer, with the name of who was asked, oldest first."""
    asked: dict[str, Any] = {"now": now}
    if scopes is not None:
        asked["scopes"] = list(scopes)
    if account_id is not None:
        asked["account"] = account_id
    return [(offer, name) for offer, name in session.execute(_offers(frozenset(asked)), asked)]


@cache
def _offers(asked: frozenset[str]) -> Select[RoleInvitation, str]:
    """Offers that wait, narrowed by what is asked; built once for each way."""
    query = (
        select(RoleInvitation, Account.name)
        .join(Account, Account.id == RoleInvitation.account_id)
        .where(RoleInvitation.waiting_at(_NOW))
        .order_by(RoleInvitation.asked_at, RoleInvitation.id)
    )
    if "scopes" in asked:
        query = query.where(RoleInvitation.scope.in_(bindparam("scopes", expanding=True)))
    if "account" in asked:
        query = query.where(RoleInvitation.account_id == bindparam("account"))
    return query


def grant_holder(session: Session, grant_id: int) -> Holder | None:
    """One role by its grant, whether it holds or has ended."""
    query = (
        select(RoleGrant, Account.name)
        .join(Account, Account.id == RoleGrant.account_id)
        .where(RoleGrant.id == grant_id)
    )
    found = session.execute(query).one_or_none()
    return holder_of(found[0], found[1]) if found else None


def grant_by_handle(session: Session, handle: str) -> Holder | None:
    """The same by what stands for it in addresses."""
    found = session.scalar(select(RoleGrant.id).where(RoleGrant.handle == handle))
    return grant_holder(session, found) if found is not None else None


def offer_by_handle(session: Session, handle: str) -> RoleInvitation | None:
    """An offer of a role by what stands for it in addresses."""
    return session.scalar(select(RoleInvitation).where(RoleInvitation.handle == handle))


def holder_of(grant: RoleGrant, name: str) -> Holder:
    """A grant as pages show it."""
    return Holder(
        grant_id=grant.id,
        handle=grant.handle,
        account_id=grant.account_id,
        name=name,
        title=grant.title,
        role=grant.role,
        scope=grant.scope,
        starts_at=grant.starts_at,
        expires_at=grant.expires_at,
        ended_at=grant.ended_at,
    )


@dataclass(frozen=True)
class Reached:
    """An address that said yes to news.

    Attributes:
        language: BCP 47 tag of the page on which it was asked for; empty where there was none.
    """

    contact_id: int
    email: str
    language: str


def contacts_of(session: Session, purpose: str, about: str, *, now: datetime) -> list[Reached]:
    """Who gets this news about this thing now, the first who asked first."""
    query = select(Contact.id, Contact.email, Contact.language).where(
        Contact.purpose == purpose, Contact.about == about, Contact.told_at(now)
    )
    return [Reached(*row) for row in session.execute(query.order_by(Contact.id))]


def contact(
    session: Session, email: str, purpose: str, about: str, *, lock: bool = False
) -> Contact | None:
    """What one address asked for, confirmed or not; perhaps over already."""
    query = select(Contact).where(
        Contact.email == email.strip().lower(), Contact.purpose == purpose, Contact.about == about
    )
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    return session.scalar(query)


def contact_of_token(session: Session, token: str, *, now: datetime, lock: bool = False) -> Contact:
    """What the link of a mail is about.

    Raises:
        NotFound: stopped, over, or never asked for.
    """
    query = select(Contact).where(Contact.token_hash == token_hash(token))
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    found = session.scalar(query)
    if found is None or found.is_over(now):
        raise NotFound("contact.not_found")
    return found
