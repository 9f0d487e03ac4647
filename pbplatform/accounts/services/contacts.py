"""News for people without an account: asked for, confirmed by mail, stopped by one press.

Higher slices name the purpose (`Slice.news`) and what it is about (the path of a page of ours):

    ask_contact(session, email=…, purpose="forums:meeting", about=meeting.path, until=…, now=now)
    tell_contacts(session, "forums:meeting_changed", purpose=…, about=…, now=now, day=…)

Source: docs/rules/accounts.md section 7.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from pbplatform.accounts import queries
from pbplatform.accounts.models import Contact
from pbplatform.core.errors import Conflict
from pbplatform.core.outbox import announce, announce_awaited
from pbplatform.core.sealed_words import CannotBeOpened, own_secret, seal, unseal
from pbplatform.core.secrets import new_token, token_hash
from pbplatform.core.tries import Limit, count_try

CONTACT_MAIL = "accounts:contact_asked"
# As many mails to one address as links to sign in.
CONTACT_MAILS = Limit("contact_mails", 3, timedelta(minutes=15))
LONGEST_ADDRESS = 254


@dataclass(frozen=True)
class ContactAsked:
    """What came of asking; the same for addresses that we know and do not know.

    Attributes:
        sent: a mail with the link is on its way.
        again_at: from when on the next can be asked for, where too many were.
    """

    sent: bool
    again_at: datetime | None = None


def ask_contact(
    session: Session,
    *,
    email: str,
    purpose: str,
    about: str,
    now: datetime,
    until: datetime,
    language: str = "",
    often: str = "",
) -> ContactAsked:
    """Keep an address that is to be told of one thing, and mail it a link to say yes.

    Until then nothing else is sent to it. Asking again sends the link again.

    Args:
        purpose: which news, as a slice announces it in `Slice.news`.
        about: path of the page that the news is about, without a stroke before it.
        until: no news from this instant on.
        language: BCP 47 tag of the page on which it was asked for.
        often: how often, for news that comes more or less often; kept with the address.
    Raises:
        Conflict: no address, or the news has ended already.
    """
    address = _address(email)
    _require_ahead(until, now)
    wait = count_try(session, CONTACT_MAILS, who=address, secret=own_secret(session), now=now)
    if wait is not None:
        return ContactAsked(False, wait)
    contact = _kept(session, address, purpose, about, until, language, now)
    if contact.confirmed_at is None:  # only its owner changes what they said yes to
        contact.often = often
    announce_awaited(
        session,
        "accounts:contact_asked",
        now=now,
        secret={},
        to=address,
        contact=contact.id,
        purpose=purpose,
        about=about,
        language=language,
    )
    return ContactAsked(True)


def keep_contact(
    session: Session, *, account_id: int, purpose: str, about: str, now: datetime, until: datetime
) -> None:
    """Somebody who is signed in wants news: their address is known to be theirs, so at once.

    Raises:
        Conflict: their account has no address, or the news has ended already.
    """
    address = queries.email_of(session, account_id)
    keep_proven_contact(session, email=address, purpose=purpose, about=about, now=now, until=until)


def keep_proven_contact(
    session: Session,
    *,
    email: str,
    purpose: str,
    about: str,
    now: datetime,
    until: datetime,
    language: str = "",
) -> Contact:
    """Keep the address of somebody who has just come by a link that was mailed to it.

    Raises:
        Conflict: no address, or the news has ended already.
    """
    address = _address(email)
    _require_ahead(until, now)
    contact = _kept(session, address, purpose, about, until, language, now)
    contact.confirmed_at = contact.confirmed_at or now
    session.flush()
    return contact


def confirm_contact(session: Session, *, token: str, now: datetime) -> Contact:
    """Whoever got the mail says yes; saying it again changes nothing.

    Raises:
        NotFound: stopped, forgotten, or never asked for.
    """
    contact = queries.contact_of_token(session, token, now=now, lock=True)
    contact.confirmed_at = contact.confirmed_at or now
    session.flush()
    return contact


def stop_contact(session: Session, *, token: str, now: datetime) -> tuple[str, str]:
    """No more of this news: the address is forgotten. Returns purpose and path.

    Raises:
        NotFound: stopped before, forgotten, or never asked for.
    """
    contact = queries.contact_of_token(session, token, now=now, lock=True)
    session.delete(contact)
    session.flush()
    return contact.purpose, contact.about


def tell_contacts(
    session: Session,
    kind: str,
    *,
    purpose: str,
    about: str,
    now: datetime,
    but: Collection[str] = (),
    **payload: Any,
) -> list[str]:
    """Announce a fact to everybody who asked for this news; the mail has the link that stops it.

    Args:
        but: addresses that are told already, so that nobody gets two mails.
    Returns:
        The addresses that were told now.
    """
    told = []
    for reached in queries.contacts_of(session, purpose, about, now=now):
        if reached.email not in but:
            announce(
                session,
                kind,
                now=now,
                to=reached.email,
                contact=reached.contact_id,
                language=reached.language,
                **payload,
            )
            told.append(reached.email)
    return told


def end_contacts(session: Session, *, purpose: str = "", about: str = "", email: str = "") -> None:
    """Forget addresses: of one news about one thing, or all that one address asked for.

    Raises:
        ValueError: nothing says which ones.
    """
    given = ((Contact.purpose, purpose), (Contact.about, about), (Contact.email, email.lower()))
    which = [column == value for column, value in given if value]
    if not which:
        raise ValueError("which contacts?")
    session.execute(delete(Contact).where(*which).execution_options(synchronize_session=False))


def extend_contacts(session: Session, *, purpose: str, about: str, until: datetime) -> None:
    """What the news is about ends later than it was said to: it is told until then."""
    own = (Contact.purpose == purpose, Contact.about == about, Contact.until < until)
    session.execute(
        update(Contact).where(*own).values(until=until).execution_options(synchronize_session=False)
    )


def move_contacts(session: Session, *, purpose: str, about: str, to: str, until: datetime) -> None:
    """Something new stands for what the news was about: they hear of that from now on."""
    move = update(Contact).where(Contact.purpose == purpose, Contact.about == about)
    extend_contacts(session, purpose=purpose, about=about, until=until)
    session.execute(move.values(about=to).execution_options(synchronize_session=False))


def readdress_contacts(session: Session, *, before: str, after: str) -> None:
    """Somebody's address is another one: what they asked for goes along, each thing once."""
    both = select(Contact).where(Contact.email.in_([before, after]))
    rows = session.scalars(both.with_for_update().order_by(Contact.confirmed_at.is_(None))).all()
    kept: set[tuple[str, str]] = set()
    for row in rows:  # those that said yes come first
        if (row.purpose, row.about) in kept:
            session.delete(row)
        kept.add((row.purpose, row.about))
    session.flush()
    moves = update(Contact).where(Contact.email == before).values(email=after)
    session.execute(moves.execution_options(synchronize_session="fetch"))


def forget_contacts(session: Session, *, now: datetime) -> None:
    """Delete addresses whose news has ended, and those that nobody confirmed in seven days."""
    session.execute(
        delete(Contact).where(Contact.over_at(now)).execution_options(synchronize_session=False)
    )


def token_of_contact(session: Session, contact_id: int, *, renew: bool = False) -> str | None:
    """What the links of its mails hold; None where the address was forgotten meanwhile.

    Args:
        renew: make another one where the secret of the installation changed since.
    Raises:
        CannotBeOpened: the secret changed, and no other is to be made.
    """
    contact = session.get(Contact, contact_id)
    if contact is None:
        return None
    try:
        return str(unseal(session, contact.sealed_token, key16=contact.key16)["token"])
    except CannotBeOpened:
        if not renew:
            raise
    return _give_token(session, contact)


def _address(email: str) -> str:
    address = email.strip().lower()
    if "@" not in address or len(address) > LONGEST_ADDRESS:
        raise Conflict("contact.address_needed", field="email")
    return address


def _require_ahead(until: datetime, now: datetime) -> None:
    if until <= now:
        raise Conflict("contact.news_is_over", field="email")


def _give_token(session: Session, contact: Contact) -> str:
    token = new_token()
    contact.token_hash, contact.key16 = token_hash(token), secrets.token_bytes(16)
    contact.sealed_token = seal(session, {"token": token}, key16=contact.key16)
    return token


def _kept(
    session: Session,
    address: str,
    purpose: str,
    about: str,
    until: datetime,
    language: str,
    now: datetime,
) -> Contact:
    """The row of this address; one that is over begins again, one that was confirmed stays."""
    found = queries.contact(session, address, purpose, about, lock=True)
    if found is None:
        made = Contact(
            email=address,
            purpose=purpose,
            about=about,
            language=language,
            asked_at=now,
            until=until,
        )
        _give_token(session, made)
        try:
            with session.begin_nested():  # the unique row decides between two at one moment
                session.add(made)
        except IntegrityError:
            found = queries.contact(session, address, purpose, about, lock=True)
            if found is None:
                raise
        else:
            return made
    if found.is_over(now):
        found.confirmed_at = None
    if found.confirmed_at is None:
        found.asked_at, found.until, found.language = now, until, language or found.language
    session.flush()
    return found
