"""Signing in and out. Source: docs/rules/accounts.md sections 1 and 2."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from pbplatform.accounts import queries
from pbplatform.accounts.models import Account, LoginSession, MailLink
from pbplatform.accounts.policies import refuse_to_be_called
from pbplatform.core.errors import Conflict, NotFound
from pbplatform.core.outbox import announce
from pbplatform.core.secrets import new_token, token_hash
from pbplatform.core.text import tidy_line

LINK_MINUTES = 15
LINKS_PER_WINDOW = 3
SESSION_DAYS = 14
# As long as something that a link leads to may be kept for its author.
LINK_KEPT_DAYS = 7


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


def request_link(
    session: Session, *, email: str, next_path: str, now: datetime, instead_of: str = ""
) -> None:
    """Announce a sign-in link for `email`; silently nothing when too many were asked for.

    Args:
        instead_of: token of a link of this address that works no longer; the new one leads on to
            where that one led.

    The answer is the same for known, unknown and flooded addresses, so it tells nothing.
    """
    address = email.strip().lower()
    window = now - timedelta(minutes=LINK_MINUTES)
    if queries.links_since(session, address, window) >= LINKS_PER_WINDOW:
        return
    before = session.get(MailLink, token_hash(instead_of)) if instead_of else None
    if before is not None and before.email == address:
        next_path = before.next_path
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


def goal_of_used_link(session: Session, token: str, *, account_id: int) -> str | None:
    """Where a link of this person led, whether or not it works still; None if it was not theirs."""
    link = session.get(MailLink, token_hash(token))
    if link is None or link.email != queries.email_of(session, account_id):
        return None
    return link.next_path


def use_link(session: Session, *, token: str, name: str, now: datetime) -> tuple[str, str]:
    """Sign in with a mailed link: a new session's token, and where the person was going.

    Raises:
        NotFound: the link does not work (any more).
        Conflict: the address is new and no name was given, or one that looks like somebody's
            who holds a public role.
    """
    link = look_up_link(session, token, now=now)
    account = queries.account_by_email(session, link.email)
    if (account is None or not account.name) and not tidy_line(name):
        raise Conflict("account.name_needed", field="name")
    if account is None or not account.name:
        others = queries.public_names(session, but=account.id if account else None, now=now)
        if refusal := refuse_to_be_called(name, others):
            raise refusal
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
    """Delete sessions that have ended, and mail links seven days after theirs."""
    session.execute(delete(LoginSession).where(LoginSession.expires_at <= now))
    until = now - timedelta(days=LINK_KEPT_DAYS)
    session.execute(delete(MailLink).where(MailLink.expires_at <= until))
