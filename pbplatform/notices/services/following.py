"""Following a thing, choosing how often, and stopping. Source: docs/rules/notices.md 7 and 8."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import delete, exists, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from pbplatform.accounts import queries as accounts
from pbplatform.accounts import services as contacts
from pbplatform.accounts.models import Account, Contact
from pbplatform.core.errors import Conflict, NotFound
from pbplatform.core.facts import Topic
from pbplatform.core.sealed_words import CannotBeOpened, seal, unseal
from pbplatform.core.secrets import new_token, token_hash
from pbplatform.notices.kinds import FOLLOW, OFTEN_FOR_A_THING, OWN, Often
from pbplatform.notices.models import NoticeAddress, NoticeChoice
from pbplatform.notices.queries.addresses import address_of, chosen_now
from pbplatform.notices.queries.things import can_be_followed, find_thing

LASTS = timedelta(days=730)
# Longer than the mail of a week waits, also for a worker that was away for a while.
_CHOICES_KEPT = timedelta(days=30)
_UNREACHED_KEPT = timedelta(days=365)


def ask_to_follow(
    session: Session, *, email: str, about: str, often: str, language: str, now: datetime
) -> contacts.ContactAsked:
    """Mail a link to an address; it follows when its owner presses the button there.

    Raises:
        NotFound: nothing that everybody can see is there.
        Conflict: no address, or no such frequency.
    """
    _require(session, about, often)
    return contacts.ask_contact(
        session,
        email=email,
        purpose=FOLLOW,
        about=about,
        now=now,
        until=now + LASTS,
        language=language,
        often=often,
    )


def follow(session: Session, *, account_id: int, about: str, often: str, now: datetime) -> None:
    """Somebody who is signed in follows a thing, or hears of it more or less often.

    Raises:
        NotFound: nothing that everybody can see is there.
        Conflict: their account has no address, or no such frequency.
    """
    _require(session, about, often)
    contacts.keep_contact(
        session, account_id=account_id, purpose=FOLLOW, about=about, now=now, until=now + LASTS
    )
    _write(session, accounts.email_of(session, account_id), about, often, now)


def said_yes(session: Session, about: str, email: str, now: datetime) -> None:
    """Whoever got the mail says yes: how often counts from here on."""
    contact = accounts.contact(session, email, FOLLOW, about)
    _write(session, email, about, (contact and contact.often) or Often.WEEKLY, now)


def choose(session: Session, *, email: str, chosen: Mapping[str, str], now: datetime) -> None:
    """How often an address hears of each topic and of its own things; empty leaves it to the thing.

    Raises:
        Conflict: no address, or no such topic or frequency.
    """
    if not email:
        raise Conflict("contact.address_needed")
    held = chosen_now(session, email, now=now)
    known = {*Topic, OWN}
    for what, often in chosen.items():
        if what not in known or often not in ("", *Often):
            raise Conflict("notice.no_such_choice")
        if held.get(what, "") != often:
            _write(session, email, what, often, now)


def stop_one(session: Session, *, email: str, about: str, now: datetime) -> None:
    """Nothing more of one thing, also where it would concern them; again does nothing.

    An address without an account that asked for nothing else is forgotten.

    Raises:
        NotFound: nothing with such a path could be followed.
    """
    if not email or not can_be_followed(about):
        raise NotFound("notice.nothing_to_follow")
    contacts.end_contacts(session, purpose=FOLLOW, about=about, email=email)
    if _is_known(session, email):
        _write(session, email, about, Often.NEVER, now)
    else:
        forget_address(session, email)


def stop_all(session: Session, *, email: str, now: datetime) -> None:
    """Nothing more that could be turned off; an address without an account is forgotten.

    Raises:
        NotFound: no address.
    """
    if not email:
        raise NotFound("notice.nothing_to_follow")
    account = accounts.account_by_email(session, email)
    if account is None:
        contacts.end_contacts(session, email=email)
        forget_address(session, email)
        return
    contacts.end_contacts(session, purpose=FOLLOW, email=email)
    everything = dict.fromkeys((*Topic, OWN), Often.NEVER)
    choose(session, email=email, chosen=everything, now=now)


def kept_address(session: Session, email: str) -> NoticeAddress:
    """The row of an address, made where there is none."""
    address = email.strip().lower()
    found = address_of(session, address)
    if found is not None:
        return found
    made = NoticeAddress(email=address)
    _give_token(session, made)
    try:
        with session.begin_nested():  # the unique row decides between two at one moment
            session.add(made)
    except IntegrityError:
        found = address_of(session, address, lock=True)
        if found is None:
            raise
        return found
    return made


def token_of(session: Session, address: NoticeAddress, *, renew: bool = False) -> str:
    """What the links of its mails hold.

    Args:
        renew: make another one where the secret of the installation changed since.
    Raises:
        CannotBeOpened: the secret changed, and no other is to be made.
    """
    try:
        return str(unseal(session, address.sealed_token, key16=address.key16)["token"])
    except CannotBeOpened:
        if not renew:
            raise
    return _give_token(session, address)


def readdress(session: Session, before: str, after: str) -> None:
    """Somebody's address is another one: choices go along, and what did not arrive is over."""
    old, new = address_of(session, before, lock=True), address_of(session, after, lock=True)
    if old is None:
        if new is not None:
            reaches(session, email=after)
        return
    if new is not None:
        session.delete(new)
        session.flush()
    old.email = after
    _give_token(session, old)  # links in mails to the old address end
    session.flush()
    reaches(session, email=after)


def does_not_reach(session: Session, *, email: str, kind: str, why: str, now: datetime) -> None:
    """Note that mails do not reach an address; the first note stays."""
    address = kept_address(session, email)
    if address.unreached_at is None:
        address.unreached_at, address.unreached_why = now, why
        address.unreached_kind = kind
    session.flush()


def reaches(session: Session, *, email: str) -> None:
    """Mails are sent there again."""
    address = address_of(session, email, lock=True)
    if address is not None:
        address.unreached_at, address.unreached_why, address.unreached_kind = None, "", ""
        session.flush()


def forget_what_is_over(session: Session, *, now: datetime) -> None:
    """Addresses that neither sign in nor follow, old choices, and notes a year old."""
    used = or_(
        exists().where(Account.email == NoticeAddress.email),
        exists().where(Contact.email == NoticeAddress.email, Contact.confirmed_at.is_not(None)),
    )
    session.execute(delete(NoticeAddress).where(~used).execution_options(**_AS_IT_IS))
    notes = NoticeAddress.unreached_at <= now - _UNREACHED_KEPT
    nothing = {"unreached_at": None, "unreached_why": "", "unreached_kind": ""}
    session.execute(
        update(NoticeAddress).where(notes).values(**nothing).execution_options(**_AS_IT_IS)
    )
    later = NoticeChoice.__table__.alias()
    replaced = exists().where(
        later.c.address_id == NoticeChoice.address_id,
        later.c.what == NoticeChoice.what,
        later.c.since > NoticeChoice.since,
        later.c.since <= now - _CHOICES_KEPT,
    )
    session.execute(delete(NoticeChoice).where(replaced).execution_options(**_AS_IT_IS))


_AS_IT_IS: Mapping[str, bool] = {"synchronize_session": False}


def _require(session: Session, about: str, often: str) -> None:
    if not can_be_followed(about) or find_thing(session, about) is None:
        raise NotFound("notice.nothing_to_follow")
    if often not in OFTEN_FOR_A_THING:
        raise Conflict("notice.no_such_choice", field="often")


def _write(session: Session, email: str, what: str, often: str, now: datetime) -> None:
    address = kept_address(session, email)
    row = session.get(NoticeChoice, (address.id, what, now))
    if row is None:
        session.add(NoticeChoice(address_id=address.id, what=what, since=now, often=often))
    else:
        row.often = often
    session.flush()


def _is_known(session: Session, email: str) -> bool:
    query = select(Contact.id).where(Contact.email == email.strip().lower()).limit(1)
    account = accounts.account_by_email(session, email)
    return account is not None or session.scalar(query) is not None


def forget_address(session: Session, email: str) -> None:
    """An address, and what it chose, are gone."""
    address = address_of(session, email, lock=True)
    if address is not None:
        session.delete(address)
        session.flush()


def _give_token(session: Session, address: NoticeAddress) -> str:
    token = new_token()
    address.token_hash, address.key16 = token_hash(token), secrets.token_bytes(16)
    address.sealed_token = seal(session, {"token": token}, key16=address.key16)
    return token
