"""One's own account: another address, and the end of it. Source: docs/rules/privacy.md."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from pbplatform.accounts import queries
from pbplatform.accounts.kinds import AccountAct, AccountLog
from pbplatform.accounts.models import (
    Account,
    AccountLink,
    Contact,
    LoginSession,
    MailLink,
    RoleInvitation,
)
from pbplatform.accounts.policies import refuse_to_change_address, refuse_to_erase_account
from pbplatform.accounts.services.contacts import readdress_contacts
from pbplatform.audit import services as audit
from pbplatform.core.actor import ActorRef
from pbplatform.core.errors import Conflict, NotFound
from pbplatform.core.outbox import announce, announce_awaited
from pbplatform.core.own_data import Whose
from pbplatform.core.secrets import new_token, token_hash
from pbplatform.core.storage import ask_to_forget

LINK_MINUTES = 60
LINKS_PER_WINDOW = 3
NOBODY = ActorRef(kind="system", key="", role="resident")  # the log names no person here
_Forgets = Iterable[Callable[[Session, Whose, bool, datetime], None]]
_Moves = Iterable[Callable[[Session, str, str], None]]


def ask_for_address(session: Session, *, actor: ActorRef, email: str, now: datetime) -> None:
    """Mail a link to a new address; nothing changes before it is opened and pressed.

    Raises:
        NotAllowed: not a signed-in person.
        Conflict: it is their address already, or three links went out within the hour.
    """
    if refusal := refuse_to_change_address(actor):
        raise refusal
    address = email.strip().lower()
    account = session.get_one(
        Account, actor.account_id, with_for_update=True, populate_existing=True
    )
    if address == account.email:
        raise Conflict("account.address_same", field="email")
    token = _new_link(session, account.id, AccountAct.ADDRESS, address, now=now)
    announce_awaited(session, "accounts:new_address", now=now, secret={"token": token}, to=address)


def change_address(session: Session, *, token: str, now: datetime, moves: _Moves = ()) -> None:
    """Write to the new address from now on; the old one is told.

    Args:
        moves: how each slice takes along what it keeps by address, told the old and the new one.
    Raises:
        NotFound: the link does not work (any more).
        Conflict: another account has this address.
    """
    link = look_up_account_link(session, token, AccountAct.ADDRESS, now=now)
    account = session.get_one(
        Account, link.account_id, with_for_update=True, populate_existing=True
    )
    _use_up(session, link, now)
    before = account.email
    account.email = link.email
    try:
        session.flush()
    except IntegrityError:
        raise Conflict("account.address_taken") from None
    if before:
        session.execute(delete(MailLink).where(MailLink.email == before))
        readdress_contacts(session, before=before, after=link.email)
        for move in moves:
            move(session, before, link.email)
        announce(session, "accounts:address_changed", now=now, to=before, path="help")


def ask_to_erase(session: Session, *, actor: ActorRef, words_too: bool, now: datetime) -> None:
    """Mail a link with which somebody has their data erased; nothing happens before its press.

    Args:
        words_too: their own words go too, where nobody has built on them.
    Raises:
        NotAllowed: not a signed-in person.
        Conflict: they hold a role, or have no address, or three links went out within the hour.
    """
    held = queries.roles_to_come(session, actor.account_id or 0, now=now)
    if refusal := refuse_to_erase_account(actor, roles=len(held)):
        raise refusal
    account = session.get_one(
        Account, actor.account_id, with_for_update=True, populate_existing=True
    )
    if not account.email:
        raise Conflict("account.no_address")
    token = _new_link(
        session, account.id, AccountAct.ERASE, account.email, now=now, words_too=words_too
    )
    announce_awaited(
        session, "accounts:erase_link", now=now, secret={"token": token}, to=account.email
    )


def erase_account(session: Session, *, token: str, forgets: _Forgets, now: datetime) -> None:
    """Empty an account for good: every slice takes the person out of its rows.

    Proofs stay: entries of the log keep their bytes, votes are not linked to accounts.

    Args:
        forgets: what each slice does, the highest first.
    Raises:
        NotFound: the link does not work (any more).
        Conflict: the person holds a role.
    """
    link = look_up_account_link(session, token, AccountAct.ERASE, now=now)
    account = session.get_one(
        Account, link.account_id, with_for_update=True, populate_existing=True
    )
    actor = ActorRef(kind="account", key=str(account.id), role="resident")
    held = queries.roles_to_come(session, account.id, now=now)
    if refusal := refuse_to_erase_account(actor, roles=len(held)):
        raise refusal
    words_too = link.words_too
    _use_up(session, link, now)
    whose = queries.whose(session, account.id)
    for forget in forgets:
        forget(session, whose, words_too, now)
    session.refresh(account)
    account.email = account.language = None
    account.name = account.name if whose.held_a_role else ""
    account.erased_at = now
    session.flush()
    audit.record(session, AccountLog.ACCOUNT_ERASED, actor=NOBODY, subject="place", now=now)
    ask_to_forget(session, now=now)


def forget_person(session: Session, whose: Whose, _words_too: bool, _now: datetime) -> None:
    """Sessions and links of a person go; the account itself is emptied by `erase_account`."""
    session.execute(delete(LoginSession).where(LoginSession.account_id == whose.account_id))
    session.execute(delete(AccountLink).where(AccountLink.account_id == whose.account_id))
    session.execute(
        delete(RoleInvitation).where(
            RoleInvitation.account_id == whose.account_id, RoleInvitation.state != "accepted"
        )
    )
    if whose.email:
        session.execute(delete(MailLink).where(MailLink.email == whose.email))
        session.execute(delete(Contact).where(Contact.email == whose.email))


def look_up_account_link(
    session: Session, token: str, act: AccountAct, *, now: datetime
) -> AccountLink:
    """The link, not used up.

    Raises:
        NotFound: no such link, used before, or older than an hour.
    """
    link = session.get(AccountLink, token_hash(token))
    if link is None or link.act != act or not link.is_usable(now):
        raise NotFound("account.account_link_ended")
    return link


def _new_link(
    session: Session,
    account_id: int,
    act: AccountAct,
    email: str,
    *,
    now: datetime,
    words_too: bool = False,
) -> str:
    window = timedelta(minutes=LINK_MINUTES)
    asked = session.scalar(
        select(func.count()).where(
            AccountLink.account_id == account_id, AccountLink.created_at > now - window
        )
    )
    if (asked or 0) >= LINKS_PER_WINDOW:
        raise Conflict("account.links_enough")
    token = new_token()
    session.add(
        AccountLink(
            token_hash=token_hash(token),
            account_id=account_id,
            act=act,
            email=email,
            words_too=words_too,
            created_at=now,
            expires_at=now + window,
        )
    )
    session.flush()
    return token


def _use_up(session: Session, link: AccountLink, now: datetime) -> None:
    """The row decides: of two presses only one finds it unused."""
    taken = session.execute(
        update(AccountLink)
        .where(AccountLink.token_hash == link.token_hash, AccountLink.used_at.is_(None))
        .values(used_at=now)
    )
    if taken.rowcount != 1:  # type: ignore[attr-defined]
        raise NotFound("account.account_link_ended")


def _locked(session: Session, account_id: int | None) -> Account:
    return session.get_one(Account, account_id, with_for_update=True, populate_existing=True)
