"""Signing in and out. Source: docs/rules/accounts.md sections 1 and 2."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, text, update
from sqlalchemy.orm import Session

from pbplatform.accounts import queries
from pbplatform.accounts.domain.goals import goal_of
from pbplatform.accounts.kinds import Waiting
from pbplatform.accounts.models import Account, AccountLink, LoginSession, MailLink
from pbplatform.accounts.policies import refuse_to_be_called
from pbplatform.core.canonical import instant_text
from pbplatform.core.errors import Conflict, NotFound
from pbplatform.core.local_paths import is_local
from pbplatform.core.outbox import announce_awaited
from pbplatform.core.secrets import new_token, token_hash
from pbplatform.core.text import tidy_line

SIGN_IN_LINK = "accounts:sign_in_link"
_TURNS = 7_211_002  # any number of our own; PostgreSQL's advisory locks are numbered
LINK_MINUTES = 15
LINKS_PER_WINDOW = 3
SESSION_DAYS = 14
# As long as something that a link leads to may be kept for its author.
LINK_KEPT_DAYS = 7


def ensure_account(session: Session, *, email: str | None, name: str) -> Account:
    """The account with this address, made when it is new; an empty name is filled in."""
    return ensure_accounts(session, people=[(email, name)])[0]


def ensure_accounts(session: Session, *, people: Sequence[tuple[str | None, str]]) -> list[Account]:
    """The accounts of these people, address and name of each, in their order; as `ensure_account`.

    Addresses differ.
    """
    addresses = [email for email, _name in people if email]
    known = {account.email: account for account in queries.accounts_by_email(session, addresses)}
    found = []
    for email, name in people:
        account = known.get(email.strip().lower()) if email else None
        if account is None:
            account = Account(email=email.strip().lower() if email else None, name=name)
            session.add(account)
        elif name and not account.name:
            account.name = name
        found.append(account)
    session.flush()
    return found


@dataclass(frozen=True)
class LinkAsked:
    """What came of asking for a link; the same for addresses we know and do not know.

    Attributes:
        sent: a link is on its way.
        again_at: when the next one can be asked for, where too many were.
        waiting: what is kept meanwhile.
    """

    sent: bool
    waiting: Waiting
    again_at: datetime | None = None


def request_link(
    session: Session,
    *,
    email: str,
    next_path: str,
    now: datetime,
    instead_of: str = "",
    waiting: Waiting | None = None,
    language: str = "",
) -> LinkAsked:
    """Announce a sign-in link for `email`, unless three were asked for in 15 minutes.

    Args:
        instead_of: token of a link of this address that works no longer; the new one leads on to
            where that one led.
        waiting: what was typed and is kept until the link is used.
        language: BCP 47 tag of the page on which it was asked for; the mail comes in it where the
            account, if there is one, has said no language.
    """
    address = email.strip().lower()
    _wait_for_turn(session, address)
    next_path = next_path if is_local(next_path) else ""
    waiting = waiting or (queries.waiting_at(session, next_path) if next_path else Waiting())
    before = session.get(MailLink, token_hash(instead_of)) if instead_of else None
    if before is not None and before.email == address:
        next_path, waiting = before.next_path, before.waiting
    window = timedelta(minutes=LINK_MINUTES)
    asked = queries.links_since(session, address, now - window)
    if len(asked) >= LINKS_PER_WINDOW:
        return LinkAsked(False, waiting, again_at=asked[-LINKS_PER_WINDOW] + window)
    token = new_token()
    session.add(
        MailLink(
            token_hash=token_hash(token),
            email=address,
            next_path=next_path,
            waits=waiting.what,
            title=waiting.title[:200],
            goes_to=waiting.goes_to[:200],
            kept_until=waiting.kept_until,
            created_at=now,
            expires_at=now + window,
        )
    )
    _announce(session, address, token, next_path, waiting, language, now)
    return LinkAsked(True, waiting)


def _announce(
    session: Session,
    address: str,
    token: str,
    next_path: str,
    waiting: Waiting,
    language: str,
    now: datetime,
) -> None:
    kept = instant_text(waiting.kept_until) if waiting.kept_until else ""
    about = {"waits": waiting.what, "title": waiting.title, "goes_to": waiting.goes_to}
    announce_awaited(
        session,
        "accounts:sign_in_link",
        now=now,
        secret={"token": token},
        to=address,
        goal=str(goal_of(next_path)),
        kept_until=kept,
        language=language,
        **about,
    )


def _wait_for_turn(session: Session, address: str) -> None:
    """One request at a time for one address, so that three are three (SQLite writes in turn)."""
    if session.get_bind().dialect.name == "postgresql":
        number = int.from_bytes(token_hash(address)[:4], signed=True)
        lock = text("SELECT pg_advisory_xact_lock(:ours, :address)")
        session.execute(lock, {"ours": _TURNS, "address": number})


def link_goes_out(session: Session, *, token: str, now: datetime) -> bool:
    """The mail is being sent: its 15 minutes begin now, however long it lay.

    Returns:
        Whether there is still such a link; one that was forgotten meanwhile need not be sent.
    """
    link = session.get(MailLink, token_hash(token))
    if link is None or link.used_at is not None:
        return False
    link.expires_at = max(link.expires_at, now + timedelta(minutes=LINK_MINUTES))
    return True


def waiting_of_link(session: Session, token: str) -> Waiting:
    """What waits for a link, whether or not it still works; whoever asks holds its token."""
    link = session.get(MailLink, token_hash(token))
    return link.waiting if link else Waiting()


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


def use_link(
    session: Session, *, token: str, name: str, now: datetime, language: str = ""
) -> tuple[str, str]:
    """Sign in with a mailed link: a new session's token, and where the person was going.

    Args:
        language: BCP 47 tag of the page on which they sign in; their mails come in it from now on.

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
    if language:
        account.language = language
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
    session.execute(delete(AccountLink).where(AccountLink.expires_at <= until))
